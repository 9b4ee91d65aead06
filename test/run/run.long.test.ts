import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Checkout, INSTALLED, LOCKED, type Packages } from './checkout';

const NPM_CI = 'ci --include=dev --include=optional';
const TOOL = INSTALLED['node_modules/tool'] ?? { version: '' };

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout[Symbol.dispose]());

/** What the tool says about how it was started. */
const parse = (stdout: string) => JSON.parse(stdout) as { args: string[]; node: string; path: string };

/** A checkout whose node_modules holds these packages, a Node and the command `tool`. */
const withModules = (packages: Packages) => checkout.modules('node_modules', packages);

describe('packages', () => {
  it('are installed on a fresh clone, and then the command runs', async () => {
    const { code, stdout, stderr } = await checkout.run(['tool', 'a', '--b']);
    expect(code).toBe(0);
    expect(stderr).toContain('(first difference: nothing is installed yet)');
    expect(checkout.npmCalls).toEqual([NPM_CI]);
    expect(parse(stdout).args).toEqual(['a', '--b']);
  });

  it('are left alone when they are what package-lock.json says, with nothing of another platform', async () => {
    withModules(INSTALLED);
    const { code, stdout, stderr } = await checkout.run(['tool']);
    expect({ code, stderr, args: parse(stdout).args }).toEqual({ code: 0, stderr: '', args: [] });
    expect(checkout.npmCalls).toEqual([]);
  });

  it.each<[string, Packages, string]>([
    [
      'another version',
      { ...INSTALLED, 'node_modules/tool': { ...TOOL, version: '0.9.0' } },
      'node_modules/tool is 0.9.0, not 1.0.0',
    ],
    [
      'another integrity hash',
      { ...INSTALLED, 'node_modules/tool': { ...TOOL, integrity: 'sha512-else' } },
      'node_modules/tool is another 1.0.0: sha512-else, not sha512-tool',
    ],
    [
      'another version of an optional package',
      { ...LOCKED, 'node_modules/tool-darwin': { version: '0.9.0', integrity: 'sha512-darwin', optional: true } },
      'node_modules/tool-darwin is 0.9.0, not 1.0.0',
    ],
    [
      'one package less',
      { 'node_modules/node': INSTALLED['node_modules/node'] ?? TOOL },
      'node_modules/tool is not installed',
    ],
    [
      'one package more',
      { ...INSTALLED, 'node_modules/extra': { version: '1.0.0' } },
      'node_modules/extra is not in package-lock.json',
    ],
  ])('are installed again when node_modules holds %s', async (_what, packages, difference) => {
    withModules(packages);
    // Enough to see that npm is run: what follows is the same as on a fresh clone.
    checkout.write('npm-fails', '1');
    const { stderr } = await checkout.run(['tool']);
    expect(stderr).toContain(
      `installing packages: package-lock.json and node_modules differ (first difference: ${difference})`,
    );
    expect(checkout.npmCalls).toEqual([NPM_CI]);
  });

  it('are installed again when an installation broke off before npm had written its list', async () => {
    withModules(INSTALLED);
    checkout.write('node_modules/.package-lock.json', '{"packages":');
    expect((await checkout.run(['tool'])).code).toBe(0);
    expect(checkout.npmCalls).toEqual([NPM_CI]);
  });

  it('end the run with the exit code of npm when npm fails', async () => {
    checkout.write('npm-fails', '3');
    const { code, stdout } = await checkout.run(['tool']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(checkout.has('.cache/installing')).toBe(false);
  });

  it('come from the npm on the PATH outside npm, and under another package manager', async () => {
    checkout.write('bin/npm', `#!/bin/sh\nexec '${process.execPath}' npm-cli.js "$@"\n`);
    chmodSync(join(checkout.folder, 'bin/npm'), 0o755);
    const PATH = [join(checkout.folder, 'bin'), process.env['PATH']].join(delimiter);
    expect((await checkout.run(['tool'], { PATH, npm_execpath: undefined })).code).toBe(0);
    checkout.remove('node_modules');
    expect((await checkout.run(['tool'], { PATH, npm_execpath: '/yarn/bin/yarn.js' })).code).toBe(0);
    expect(checkout.npmCalls).toEqual([NPM_CI, NPM_CI]);
  });

  it('cannot be installed without any npm, and a sentence says so', async () => {
    const { code, stdout, stderr } = await checkout.run(['tool'], { PATH: '', npm_execpath: undefined });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('there is no npm on the PATH');
  });
});

describe('two runs at once', () => {
  it('install once: the second waits for the first', async () => {
    checkout.write('npm-waits', '');
    const first = checkout.start(['tool', 'first']);
    await first.said('npm speaks');
    const second = checkout.start(['tool', 'second']);
    await second.said(`waiting for process ${first.child.pid ?? 'none'}, which installs packages`);
    first.child.stdin.end();
    const ends = await Promise.all([first.ended, second.ended]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(ends.map(({ stdout }) => parse(stdout).args)).toEqual([['first'], ['second']]);
    expect(checkout.npmCalls).toEqual([NPM_CI]);
  });

  it('do not wait for a process that was killed while it installed', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    checkout.link('.cache/installing', String(pid));
    expect((await checkout.run(['tool'])).code).toBe(0);
    expect(checkout.has('.cache/installing')).toBe(false);
  });
});

describe('Node', () => {
  it("is node_modules' own for the command, and first on the PATH of what the command starts", async () => {
    const { stdout } = await checkout.run(['tool'], { PATH: '/usr/bin' });
    expect(parse(stdout)).toEqual({
      args: [],
      node: process.execPath,
      path: [join(checkout.folder, 'node_modules/.bin'), '/usr/bin'].join(delimiter),
    });
  });

  it('is missing where npm refuses install scripts, and a sentence says how to get it', async () => {
    checkout.remove('installed/.bin/node');
    const { code, stdout, stderr } = await checkout.run(['tool']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('must be Node 24, the Lambda runtime, but it does not run');
    expect(stderr).toContain('ignore-scripts=true');
    expect(stderr).toContain('npm rebuild node --ignore-scripts=false');
  });

  it('of another major version is refused', async () => {
    withModules(INSTALLED);
    checkout.remove('node_modules/.bin/node');
    checkout.write('node_modules/.bin/node', '#!/bin/sh\necho v20.1.0\n');
    const { code, stdout, stderr } = await checkout.run(['tool']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('must be Node 24, the Lambda runtime, but it is v20.1.0');
  });
});

describe('a command', () => {
  beforeEach(() => withModules(INSTALLED));

  it('passes its exit code on', async () => {
    expect((await checkout.run(['tool', 'exit', '42'])).code).toBe(42);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('receives %s and decides how it ends', async (signal) => {
    const { child, ended, said } = checkout.start(['tool', 'wait', signal]);
    await said('wait');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 7, signal: null });
  });

  it('that is ended by a signal ends the run by the same', async () => {
    const { child, ended, said } = checkout.start(['tool', 'wait']);
    await said('wait');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('that no package brings is named in a sentence', async () => {
    expect(await checkout.run(['nothing'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'No installed package brings a command "nothing".\n',
    });
  });
});

test('a signal during the installation ends npm and the run, and starts no command', async () => {
  checkout.write('npm-waits', '');
  const { child, ended, said } = checkout.start(['tool']);
  await said('npm speaks');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: '' });
  expect(checkout.has('.cache/installing')).toBe(false);
});
