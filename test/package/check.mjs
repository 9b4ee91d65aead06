/**
 * What a user does with the package: `node test/package/check.mjs`. Packs it, installs the tarball in an empty folder, and runs every
 * command there on the Node that runs this file, without the repository, without credentials. Ends with 1 if anything is off.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MEGABYTE = 1_000_000;
/** Without what a machine knows of AWS, and without the packages of the repository on the PATH. */
const environment = (folder) => {
  const PATH = [dirname(process.execPath), ...process.env.PATH.split(delimiter)].filter(
    (each) => !each.startsWith(ROOT),
  );
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|npm_|NODE_|CDK_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: PATH.join(delimiter),
    XDG_CACHE_HOME: join(folder, '.cache'),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
};

const began = performance.now();
const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
const say = (text) => process.stdout.write(`${seconds().padStart(6)} s  ${text}\n`);

/** What runs now: it ends with this program. */
const children = new Set();
function started(child) {
  children.add(child);
  return child.once('close', () => children.delete(child));
}

/** Runs a program to its end, and returns what it wrote. It must end with one of these exit codes. */
function run(command, args, { cwd, env = environment(cwd), codes = [0] }) {
  return new Promise((resolve, reject) => {
    const child = started(spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => (written[stream] += chunk));
    child.on('error', reject);
    child.on('close', (ended, signal) => {
      const line = [command, ...args].join(' ');
      say(`${line} (exit ${ended ?? signal})`);
      if (codes.includes(ended)) resolve(written);
      else
        reject(
          new Error(`${line}\nended with ${ended ?? signal}, expected ${codes}\n${written.stdout}${written.stderr}`),
        );
    });
  });
}

const wheelwright = (project, args, more = {}) => run('npx', ['wheelwright', ...args], { cwd: project, ...more });

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

/** The same landing zone, synthesized here from the sources: hashes of the functions' code, and templates, must be equal. */
async function synth(project, fromSources) {
  await wheelwright(project, ['synth']);
  const out = join(project, 'cdk.out');
  assert.deepEqual(assetsIn(out), assetsIn(fromSources));
  assert.equal(assetsIn(out).length, 6);
  for (const name of templatesIn(fromSources)) assert.deepEqual(template(out, name), template(fromSources, name), name);
  // Nobody has credentials for what is deployed.
  const { stderr } = await wheelwright(project, ['diff', '--account', 'hub'], { codes: [1] });
  assert.match(stderr, /no credentials have been configured/);
  await wheelwright(project, ['deploy', '--account', 'management', '--yes'], { codes: [1] });
}

async function demo(project) {
  const { stdout } = await wheelwright(project, ['demo', '--json']);
  const { verified, mesh } = JSON.parse(stdout);
  assert.deepEqual({ verified, vpcs: mesh.length }, { verified: true, vpcs: 6 });
}

/** Serves the emulated organization while `use` works with it. */
async function sandbox(project, use) {
  const program = join(project, 'node_modules/wheelwright/dist/wheelwright.mjs');
  const options = { cwd: project, env: environment(project), stdio: ['ignore', 'pipe', 'inherit'] };
  const child = started(spawn(process.execPath, [program, 'sandbox', '--port', '0', '--speed', '60'], options));
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  try {
    const line = await Promise.race([
      new Promise((resolve) => createInterface(child.stdout).once('line', resolve)),
      ended.then((code) => Promise.reject(new Error(`The sandbox ended with ${code} before it served.`))),
    ]);
    say('the sandbox serves');
    await use(JSON.parse(line));
  } finally {
    child.kill('SIGTERM');
  }
  assert.equal(await ended, 0, 'the exit code of the sandbox');
}

/** The commands that ask AWS, with the exit codes that they may end with. */
const OPERATOR = {
  status: { args: () => [], codes: [0, 3] },
  explain: { args: (vpcId) => [vpcId], codes: [0, 3] },
  plan: { args: () => ['--all'], codes: [0, 2] },
  history: { args: (vpcId) => [vpcId], codes: [0] },
};

/** A VPC of a workload account that asks to join, made with the SDK as its team would. */
async function vpcThatAsks(project, { endpoint, region, management }) {
  const require = createRequire(join(project, 'package.json'));
  const { EC2 } = require('@aws-sdk/client-ec2');
  const { Organizations } = require('@aws-sdk/client-organizations');
  const { STS } = require('@aws-sdk/client-sts');
  const as = (region, credentials) => ({ endpoint, region, credentials });
  const { Accounts } = await new Organizations(as('us-east-1', management)).listAccounts({});
  const { Id } = Accounts.find(({ Name }) => Name === 'dev');
  const RoleArn = `arn:aws:iam::${Id}:role/OrganizationAccountAccessRole`;
  const { Credentials } = await new STS(as('us-east-1', management)).assumeRole({ RoleArn, RoleSessionName: 'check' });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  const ec2 = new EC2(as(region, { accessKeyId, secretAccessKey, sessionToken }));
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.1.32.0/20' });
  await ec2.createTags({ Resources: [Vpc.VpcId], Tags: [{ Key: 'wheelwright:join', Value: 'true' }] });
  return Vpc.VpcId;
}

async function operate(project, commands, served) {
  const { accessKeyId, secretAccessKey } = served.hub;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const env = { ...environment(project), AWS_ENDPOINT_URL: served.endpoint, ...keys };
  const vpcId = await vpcThatAsks(project, served);
  for (const [name, { args, codes }] of Object.entries(OPERATOR))
    if (commands.includes(name)) await wheelwright(project, [name, ...args(vpcId)], { env, codes });
    else say(`this version has no command ${name}`);
}

/** An app of the user's own, compiled against the types of the package. */
async function ownApp(project) {
  for (const file of ['app.ts', 'tsconfig.json'])
    copyFileSync(join(ROOT, 'test/package/app', file), join(project, file));
  const tsc = join(ROOT, 'node_modules/typescript7/bin/tsc');
  await run(process.execPath, [tsc, '-p', project, '--typeRoots', join(ROOT, 'node_modules/@types')], { cwd: project });
  const { stdout } = await run(process.execPath, [join(project, 'own/app.js')], { cwd: project });
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

/** The commands that help lists; each has a help of its own. */
async function commandsOf(project) {
  const { stdout } = await wheelwright(project, ['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) .*\S/gm)].map(([, name]) => name);
  for (const name of ['init', 'validate', 'demo', 'sandbox', 'synth', 'diff', 'deploy'])
    assert.ok(commands.includes(name), name);
  return commands;
}

async function check(folder) {
  const tarball = await pack(folder);
  const project = join(folder, 'landing zone');
  mkdirSync(project);
  copyFileSync(tarball, join(project, basename(tarball)));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${basename(tarball)}`], {
    cwd: project,
  });
  await wheelwright(project, ['init', '--yes']);
  await wheelwright(project, ['init', '--yes'], { codes: [1] });
  await wheelwright(project, ['validate']);
  await refuseOldNode(project);
  const commands = await commandsOf(project);
  // What the README says after the first plan: in the sandbox VPCs join at once.
  const config = join(project, 'landing-zone.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('planOnly: true', 'planOnly: false'));
  const fromSources = join(folder, 'from-sources');
  const env = { ...process.env, CDK_OUTDIR: fromSources, CDK_VALIDATION: 'false' };
  await Promise.all([
    demo(project).then(() => sandbox(project, (served) => operate(project, commands, served))),
    run('node', ['run.mjs', 'tsx', 'infra/app.ts', config], { cwd: ROOT, env })
      .then(() => synth(project, fromSources))
      .then(() => ownApp(project)),
  ]);
}

const folder = mkdtempSync(join(tmpdir(), 'wheelwright-package-'));
try {
  await check(folder);
  say(`the package works on Node ${process.versions.node}`);
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill();
  await Promise.all([...children].map((child) => once(child, 'close')));
  // A program that one of them has started may still write.
  rmSync(folder, { recursive: true, maxRetries: 5 });
}
