/**
 * What a user does with the package: `node test/package/check.mjs`. Packs it, installs the tarball in an empty folder, and runs every
 * command there on the Node that runs this file, without the repository, without credentials. Ends with 1 if anything is off. With a folder
 * as argument it writes there what each command printed with `--json`.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { operate } from './operate.mjs';
import { ROOT, environment, inNewFolder, run, say } from './outside.mjs';
import { letVpcsJoin, recoverDeadLetter, recoverOutage } from './recover.mjs';
import { People, Wheelwright } from './sandbox.mjs';

const MEGABYTE = 1_000_000;

async function pack(folder) {
  const options = { cwd: ROOT, env: process.env };
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], options);
  const file = join(folder, stdout.trim().split('\n').at(-1));
  assert.ok(statSync(file).size < 3 * MEGABYTE, `${file} has ${statSync(file).size} bytes, expected less than 3 MB`);
  const { stdout: list } = await run('tar', ['tzf', file], options);
  const strange = list
    .trim()
    .split('\n')
    .filter((name) => /^package\/test\/|\.ts$/.test(name));
  assert.deepEqual(strange.sort(), ['package/dist/index.d.ts', 'package/test/fixtures/landing-zone.yaml']);
  return file;
}

/** The programs need no SDK of the user's, and name the license of what they contain. */
function assertPackagesAreInside(modules) {
  const inside = ['@aws-sdk/client-ec2', 'commander', 'yaml'];
  assert.deepEqual(
    inside.filter((name) => existsSync(join(modules, name))),
    [],
    'packages installed beside the programs that contain them',
  );
  const notices = readFileSync(join(modules, 'wheelwright/dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of inside) assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
}

const assetsIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.startsWith('asset.'))
    .sort();
const templatesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .sort();
/** Without the paths of constructs and assets, which the CDK CLI asks for and the app alone does not write. */
const json = (...path) =>
  JSON.parse(readFileSync(join(...path), 'utf8'), (key, value) => (key.startsWith('aws:') ? undefined : value));
/** A resource without metadata is one with none. */
const template = (...path) => {
  const { Resources, ...rest } = json(...path);
  const plain = ({ Metadata, ...resource }) =>
    Object.keys(Metadata ?? {}).length === 0 ? resource : { Metadata, ...resource };
  return { ...rest, Resources: Object.fromEntries(Object.entries(Resources).map(([id, each]) => [id, plain(each)])) };
};

/** CDK's own validation takes more than half of a synth. It has run once, in `wheelwright synth`. */
const unvalidated = (env) => ({ env: { ...env, CDK_VALIDATION: 'false' } });

/** The same landing zone, synthesized here from the sources: hashes of the functions' code, and templates, must be equal. */
async function synth(wheelwright, fromSources) {
  await wheelwright.run(['synth']);
  const out = join(wheelwright.cwd, 'cdk.out');
  assert.deepEqual(assetsIn(out), assetsIn(fromSources));
  assert.equal(assetsIn(out).length, 6);
  for (const name of templatesIn(fromSources)) assert.deepEqual(template(out, name), template(fromSources, name), name);
  // Nobody has credentials for what is deployed.
  const { stderr } = await wheelwright.run(['diff', '--account', 'hub'], {
    codes: [1],
    ...unvalidated(wheelwright.env),
  });
  assert.match(stderr, /no credentials have been configured/);
  await wheelwright.run(['deploy', '--account', 'management', '--yes'], {
    codes: [1],
    ...unvalidated(wheelwright.env),
  });
}

async function demo(wheelwright) {
  const { stdout } = await wheelwright.run(['demo', '--json']);
  const { verified, mesh } = JSON.parse(stdout);
  assert.deepEqual({ verified, vpcs: mesh.length }, { verified: true, vpcs: 6 });
}

/** An app of the user's own, compiled against the types of the package. */
async function ownApp(project) {
  for (const file of ['app.ts', 'tsconfig.json'])
    copyFileSync(join(ROOT, 'test/package/app', file), join(project, file));
  const tsc = join(ROOT, 'node_modules/typescript7/bin/tsc');
  await run(process.execPath, [tsc, '-p', project, '--typeRoots', join(ROOT, 'node_modules/@types')], { cwd: project });
  const own = { cwd: project, ...unvalidated(environment(project)) };
  const { stdout } = await run(process.execPath, [join(project, 'own/app.js')], own);
  const stacks = ['automation', 'hub', 'management', 'trail'].map((name) => `wheelwright-${name}`);
  for (const name of [...stacks, 'own']) assert.ok(stdout.split(/\s/).includes(name), `${stdout} has no ${name}`);
}

/** On an old Node the command says what it needs, and loads nothing that this Node cannot parse. */
async function refuseOldNode(project) {
  const launcher = join(project, 'node_modules/wheelwright/dist/wheelwright.mjs');
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });";
  const args = ['--input-type=module', '-e', `${old} await import(${JSON.stringify(launcher)});`];
  const { stderr } = await run(process.execPath, args, { cwd: project, codes: [1] });
  assert.match(stderr, /runs on Node 20\.19 or newer, and this is Node 18\.20\.0/);
}

/** The commands that the package's docs/cli.md lists, such as `replay list`. */
const documented = (project) =>
  [
    ...readFileSync(join(project, 'node_modules/wheelwright/docs/cli.md'), 'utf8').matchAll(/^## wheelwright (.+)$/gm),
  ].map(([, name]) => name);

/** The command of a command line: the longest one that it begins with. */
const commandOf = (commands, line) =>
  commands
    .filter((name) => `${line} `.startsWith(`${name} `))
    .sort((one, other) => other.length - one.length)
    .at(0);

/** Fails unless help has each command of the documentation, and each has run here. */
async function everyCommandHasRun(wheelwright) {
  const commands = documented(wheelwright.cwd);
  const { stdout } = await wheelwright.run(['--help']);
  const offered = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) .*\S/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  assert.deepEqual(
    offered.sort(),
    commands.filter((name) => !name.includes(' ')).sort(),
    'docs/cli.md and help differ',
  );
  const ran = new Set(wheelwright.ran.lines.map((line) => commandOf(commands, line)));
  const missing = commands.filter((name) => !ran.has(name));
  assert.deepEqual(missing, [], 'Commands of docs/cli.md that were not run here: add them to test/package.');
}

/** `status.3.json` is the third document, and the schema `status` is to describe it: documents.py checks that. */
function writeDocuments({ cwd, ran }, folder) {
  mkdirSync(folder, { recursive: true });
  const commands = documented(cwd);
  for (const [index, { line, document }] of ran.documents.entries()) {
    const name = commandOf(commands, line).replaceAll(' ', '-');
    writeFileSync(join(folder, `${name}.${index}.json`), JSON.stringify({ line, document }));
  }
}

/** On the sandbox: what the demo breaks is recovered, then every command is tried. */
async function operated(wheelwright) {
  await wheelwright.sandbox(async (served) => {
    const operator = wheelwright.on(served);
    const people = new People(served);
    await recoverOutage(operator, people);
    await recoverDeadLetter(operator, people);
    await operate(operator, people, documented(wheelwright.cwd));
  });
}

async function validate(wheelwright) {
  await wheelwright.document(['validate']);
  const broken = join(wheelwright.cwd, 'broken.yaml');
  writeFileSync(broken, 'version: 1\nmesh: {}\n');
  const { valid, problems } = await wheelwright.document(['validate', '--config', broken], { codes: [1] });
  assert.ok(!valid && problems.length > 1, `${JSON.stringify(problems)} of a landing zone that has next to nothing`);
}

async function check(folder) {
  const tarball = await pack(folder);
  const project = join(folder, 'landing zone');
  mkdirSync(project);
  copyFileSync(tarball, join(project, basename(tarball)));
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${basename(tarball)}`];
  await run('npm', install, { cwd: project });
  assertPackagesAreInside(join(project, 'node_modules'));
  await run('npx', ['wheelwright', 'init', '--yes'], { cwd: project });
  const program = [join(project, 'node_modules/wheelwright/dist/wheelwright.mjs')];
  const wheelwright = new Wheelwright(program, project);
  await wheelwright.run(['init', '--yes'], { codes: [1] });
  await validate(wheelwright);
  await refuseOldNode(project);
  // What the README says after the first plan: in the sandbox VPCs join at once.
  letVpcsJoin(project);
  const fromSources = join(folder, 'from-sources');
  const config = join(project, 'landing-zone.yaml');
  const env = { ...process.env, CDK_OUTDIR: fromSources, CDK_VALIDATION: 'false' };
  await Promise.all([
    demo(wheelwright).then(() => operated(wheelwright)),
    run('node', ['run.mjs', '../../test/start.mjs', 'infra/app.ts', config], { cwd: ROOT, env })
      .then(() => synth(wheelwright, fromSources))
      .then(() => ownApp(project)),
  ]);
  await everyCommandHasRun(wheelwright);
  if (DOCUMENTS !== undefined) writeDocuments(wheelwright, DOCUMENTS);
}

const DOCUMENTS = process.argv[2] && resolve(process.argv[2]);
await inNewFolder(async (folder) => {
  await check(folder);
  say(`the package works on Node ${process.versions.node}`);
});
