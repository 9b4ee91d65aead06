import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const RUN = join(__dirname, '../../run.mjs');

/** What a lock file says of a package. */
interface Package {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: true;
}
export type Packages = Readonly<Record<string, Package>>;

/** What our package-lock.json says in these tests, but for its root entry. */
export const LOCKED: Packages = {
  'node_modules/node': { version: process.versions.node, integrity: 'sha512-node' },
  'node_modules/tool': { version: '1.0.0', integrity: 'sha512-tool' },
  'node_modules/tool-darwin': { version: '1.0.0', integrity: 'sha512-darwin', optional: true },
};

/** What npm installs of it on a machine that is no Mac. */
export const INSTALLED: Packages = Object.fromEntries(Object.entries(LOCKED).filter(([, { optional }]) => !optional));

/** How a run ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that has not ended yet. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output and standard error, one after the other, contain the text; rejects if they end without. */
  readonly said: (text: string) => Promise<void>;
}

/** Notes its arguments, fails or waits for the end of its standard input if told to, deletes node_modules and installs. */
const FAKE_NPM = `
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n');
console.log('npm speaks');
if (existsSync('npm-waits')) readFileSync(0);
if (existsSync('npm-fails')) process.exit(Number(readFileSync('npm-fails', 'utf8')));
rmSync('node_modules', { recursive: true, force: true });
cpSync('installed', 'node_modules', { recursive: true, verbatimSymlinks: true });
`;

/**
 * Prints how it was started. `exit 3` ends it with that code; `wait` lets it run until its
 * standard input ends, `wait SIGINT` until it gets that signal.
 */
const TOOL = `
const [what, value] = process.argv.slice(2);
if (what === 'exit') process.exitCode = Number(value);
if (what === 'wait') process.stdin.resume();
if (what === 'wait' && value) process.on(value, () => process.exit(7));
console.log(JSON.stringify({ args: process.argv.slice(2), node: process.execPath, path: process.env.PATH }));
`;

/** A folder with run.mjs and a lock file, and an npm that installs a Node and a command \`tool\`. */
export class Checkout {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'run-')));

  readonly #children: ChildProcessWithoutNullStreams[] = [];

  constructor() {
    copyFileSync(RUN, join(this.folder, 'run.mjs'));
    const root = { version: '0.0.0' };
    this.write('package-lock.json', JSON.stringify({ packages: { '': root, ...LOCKED } }));
    this.write('npm-cli.js', FAKE_NPM);
    this.write('package.json', '{ "type": "module" }');
    this.modules('installed', INSTALLED);
  }

  /** Puts packages where npm would, or where the fake npm takes them from. */
  modules(folder: 'installed' | 'node_modules', packages: Packages): void {
    this.write(`${folder}/.package-lock.json`, JSON.stringify({ packages }));
    this.write(`${folder}/tool/dist/cli.mjs`, TOOL);
    this.link(`${folder}/.bin/tool`, '../tool/dist/cli.mjs');
    this.link(`${folder}/.bin/node`, process.execPath);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text, { mode: 0o755 });
  }

  link(file: string, target: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    rmSync(join(this.folder, file), { force: true });
    symlinkSync(target, join(this.folder, file));
  }

  remove(file: string): void {
    rmSync(join(this.folder, file), { recursive: true });
  }

  has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  /** The arguments of each time that npm was started. */
  get npmCalls(): readonly string[] {
    return this.has('npm.log') ? readFileSync(join(this.folder, 'npm.log'), 'utf8').trimEnd().split('\n') : [];
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const npm = { npm_execpath: join(this.folder, 'npm-cli.js'), npm_node_execpath: process.execPath };
    const child = spawn(process.execPath, ['run.mjs', ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...npm, ...env },
    });
    this.#children.push(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    const said = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if ((stdout + stderr).includes(text)) resolve();
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
        void ended.then(() => reject(new Error(`It ended without "${text}".\n${stdout}${stderr}`)), reject);
      });
    return { child, ended, said };
  }

  /** Runs to the end, with nothing on standard input. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
    const { child, ended } = this.start(args, env);
    child.stdin.end();
    return ended;
  }

  /** Removes the folder. What a failed test has left waits for its standard input, and ends. */
  [Symbol.dispose](): void {
    for (const { stdin } of this.#children) stdin.destroy();
    rmSync(this.folder, { recursive: true });
  }
}
