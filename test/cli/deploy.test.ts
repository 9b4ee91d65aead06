import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deploymentStages } from '../../lib/operator/deployment';
import { wheelwright } from './command-line';
import { memoryIo } from './memory-io';

const repository = process.cwd();
const config = resolve('test/fixtures/landing-zone.yaml');
const STACKS = ['management', 'log-archive', 'hub', 'automation', 'delegated', 'hub-forwarding-us-east-1', 'trail'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelwright-deploy-'));
  process.chdir(folder);
  // What the synth, which these tests do not run, has written.
  mkdirSync('cdk.out');
  const artifacts = Object.fromEntries(STACKS.map((id) => [id, { type: 'aws:cloudformation:stack' }]));
  writeFileSync('cdk.out/manifest.json', JSON.stringify({ artifacts: { ...artifacts, Tree: { type: 'cdk:tree' } } }));
});
afterEach(() => {
  process.chdir(repository);
  rmSync(folder, { recursive: true });
});

/** Runs a command, and returns the arguments of each call of the CDK CLI. */
async function calls(args: readonly string[], exitCode?: (args: readonly string[]) => number) {
  const io = memoryIo(exitCode ? { exitCode } : {});
  const { code, stderr } = await wheelwright(['--config', config, ...args], io);
  return { code, stderr, cdk: io.programs.map((program) => program.args.slice(1).join(' ')) };
}

it('deploys account by account, in the order of docs/deploying.md, each with its profile', async () => {
  const profiles = ['--hub-profile', 'h', '--management-profile', 'm', '--profile', 'other'];
  const { code, cdk } = await calls(['deploy', ...profiles]);
  expect(code).toBe(0);
  expect(cdk[0]).toMatch(/^synth --quiet --app .* --context config=/);
  const deploy = (profile: string, stacks: string): string =>
    `deploy --app cdk.out --exclusively --profile ${profile} ${stacks} --no-notices --no-version-reporting`;
  expect(cdk.slice(1)).toEqual([
    deploy('other', 'log-archive'),
    deploy('h', 'hub automation hub-forwarding-us-east-1'),
    deploy('m', 'management'),
    deploy('h', 'delegated'),
    deploy('m', 'trail'),
  ]);
});

it('deploys one account without questions in a pipeline, and passes options on to CDK', async () => {
  const { cdk } = await calls(['deploy', '--account', 'management', '--yes', '--', '--progress', 'events']);
  expect(cdk.slice(1)).toEqual(
    ['management', 'trail'].map(
      (stack) =>
        `deploy --app cdk.out --exclusively ${stack} --require-approval never --progress events --no-notices --no-version-reporting`,
    ),
  );
});

it('stops at the first stage that fails, with exit code 1', async () => {
  const { code, cdk } = await calls(['diff'], (args) => (args.includes('hub') ? 1 : 0));
  expect(code).toBe(1);
  expect(cdk.map((line) => line.split(' ')[0])).toEqual(['synth', 'diff', 'diff']);
});

it('deploys nothing of a landing zone with errors, or if the synth fails', async () => {
  const broken = resolve(repository, 'test/fixtures/broken/49-field-errors-and-contradictions-together.yaml');
  const io = memoryIo();
  expect((await wheelwright(['deploy', '--config', broken], io)).code).toBe(1);
  expect(io.programs).toEqual([]);
  const { code, cdk } = await calls(['deploy'], () => 1);
  expect({ code, calls: cdk.length }).toEqual({ code: 1, calls: 1 });
});

it('names the accounts if it does not know one', async () => {
  const { code, stderr, cdk } = await calls(['deploy', '--account', 'dev']);
  expect({ code, cdk }).toEqual({ code: 1, cdk: [] });
  expect(stderr).toContain('expected --account log-archive, hub, management');
});

it('refuses a stack that the order does not name', () => {
  expect(() => deploymentStages(['hub', 'surprise'])).toThrow('no place for surprise');
});

describe('the emulated organization', () => {
  const ran = async (args: readonly string[]) => {
    const io = memoryIo();
    const { code } = await wheelwright(args, io);
    return { code, args: io.programs[0]?.args.slice(2) };
  };

  it('runs on the landing zone of the folder, and without one on that of the package', async () => {
    expect(await ran(['demo', '--seed', '2', '--json', '--verbose'])).toEqual({
      code: 0,
      args: ['--json', '--verbose', '--seed', '2'],
    });
    writeFileSync('landing-zone.yaml', '');
    expect(await ran(['demo'])).toEqual({ code: 0, args: ['--config', 'landing-zone.yaml'] });
    expect(await ran(['sandbox', '--port', '0', '--speed', '60'])).toEqual({
      code: 0,
      args: ['--config', 'landing-zone.yaml', '--port', '0', '--speed', '60'],
    });
  });

  it('fails where its program fails', async () => {
    expect((await wheelwright(['demo'], memoryIo({ exitCode: () => 1 }))).code).toBe(1);
  });
});
