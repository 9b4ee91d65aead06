/**
 * Runs a command of node_modules on the Node that Lambda runs: `node run.mjs <command> [arguments]`.
 *
 * It first runs `npm ci` if node_modules is not what package-lock.json says, so that `npm run demo` and `npm test` are all
 * that a fresh clone needs. A script before the script (`pretest`) would not do: npm skips it where `ignore-scripts` is set.
 * This file runs on the user's own Node, before anything is installed: it imports nothing but Node's modules, and writes
 * nothing to standard output, which belongs to the command.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const LOCKED = 'package-lock.json';
/** npm writes it as the last step of an installation: where it stands, the install scripts have run. */
const INSTALLED = 'node_modules/.package-lock.json';
const BIN = join(ROOT, 'node_modules/.bin');
/** The package `node`: its install script fetches the binary for this machine. */
const NODE = join(BIN, 'node');
/** A link to the id of the process that installs. Not in node_modules, which `npm ci` deletes. */
const INSTALLING = join(ROOT, '.cache/installing');
/** Node's compile cache: the command and all that it starts load their packages in half the time. */
const COMPILED = join(ROOT, '.cache/compiled');

/** Ends this program with a sentence for the user. */
class Refusal extends Error {}

const say = (text) => process.stderr.write(`${text}\n`);

/** What a lock file says of each package, by its folder; nothing if there is no such file, or half of one. */
function packagesIn(file) {
  try {
    const { '': _root, ...packages } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
    return packages;
  } catch {
    return undefined;
  }
}

/** The first way in which node_modules is not what package-lock.json says, in words. */
function firstDifference() {
  const locked = packagesIn(LOCKED);
  if (!locked) throw new Refusal(`${LOCKED} is missing or is no lock file.`);
  const installed = packagesIn(INSTALLED);
  if (!installed) return 'nothing is installed yet';
  for (const [folder, { version, integrity, optional, devOptional }] of Object.entries(locked)) {
    const found = installed[folder];
    // npm leaves out what is optional and made for another platform.
    if (!found && (optional || devOptional)) continue;
    if (!found) return `${folder} is not installed`;
    if (found.version !== version) return `${folder} is ${found.version}, not ${version}`;
    if (found.integrity !== integrity) return `${folder} is another ${version}: ${found.integrity}, not ${integrity}`;
  }
  const extra = Object.keys(installed).find((folder) => !(folder in locked));
  return extra && `${extra} is not in ${LOCKED}`;
}

/**
 * Runs a program until it ends, with the signals that this process receives passed on to it.
 * @returns its exit code, or the signal that ended it
 */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const end = () => signals.forEach((signal) => process.off(signal, forward));
    child.on('error', (error) => (end(), reject(error)));
    child.on('exit', (code, signal) => (end(), resolve({ code, signal })));
  });
}

/** `npm ci` by the npm that runs this script, or else by the one on the PATH, with its output on standard error. */
async function npmCi() {
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath, ...rest } = process.env;
  // Whatever NODE_ENV or an npmrc leaves out: the commands are development packages, their binaries optional ones.
  const args = ['ci', '--include=dev', '--include=optional'];
  // `npm run -s` silences the script's npm only; what goes wrong here must be seen.
  const { npm_config_loglevel: level, ...env } = rest;
  const options = {
    cwd: ROOT,
    env: level === undefined || level === 'silent' ? env : rest,
    stdio: ['inherit', process.stderr, process.stderr],
  };
  // Yarn and pnpm set npm_execpath too. npm's own Node is taken, for process.execPath may lie in node_modules.
  if (/\bnpm-cli\.js$/.test(npm)) return run(node, [npm, ...args], options);
  try {
    return await run('npm', args, options);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Refusal('The packages have to be installed, but there is no npm on the PATH. It comes with Node.');
  }
}

const isRunning = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Waits until no other process installs, and keeps others from it. The link of a process that was killed is removed. */
async function claim() {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  for (let told; ;) {
    try {
      // A link is made and says who made it in one step.
      return symlinkSync(String(process.pid), INSTALLING);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = installer();
    if (pid === undefined) continue;
    if (!isRunning(pid)) {
      rmSync(INSTALLING, { force: true });
      continue;
    }
    if (told !== pid) say(`waiting for process ${pid}, which installs packages (.cache/installing)`);
    told = pid;
    await pause(100);
  }
}

function installer() {
  try {
    return Number(readlinkSync(INSTALLING));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Installs what package-lock.json says, unless it is there. Returns how npm ended if it failed. */
async function install() {
  if (!firstDifference()) return undefined;
  await claim();
  try {
    // The one that we have waited for may have done it.
    const difference = firstDifference();
    if (!difference) return undefined;
    say(`installing packages: ${LOCKED} and node_modules differ (first difference: ${difference})`);
    const end = await npmCi();
    if (end.code !== 0) return end;
  } finally {
    rmSync(INSTALLING, { force: true });
  }
}

/** Throws unless node_modules/.bin/node is of the major version that package-lock.json names. */
function checkNode() {
  const major = /^\d+/.exec(packagesIn(LOCKED)['node_modules/node'].version)[0];
  const { stdout } = spawnSync(NODE, ['--version'], { encoding: 'utf8' });
  if (stdout?.startsWith(`v${major}.`)) return;
  throw new Refusal(
    `node_modules/.bin/node must be Node ${major}, the Lambda runtime, but it ${stdout ? `is ${stdout.trim()}` : 'does not run'}: ` +
      'the install script of the package "node" has not run, most likely because npm is configured with ignore-scripts=true.\n' +
      'Allow it once, then run this command again:\n\n  npm rebuild node --ignore-scripts=false',
  );
}

/** The script behind a command, wherever the PATH leads. */
function scriptOf(command) {
  try {
    return realpathSync(join(BIN, command));
  } catch {
    throw new Refusal(`No installed package brings a command "${command}".`);
  }
}

/** Installs if needed, then runs the command. Returns how it ended. */
async function main([command, ...args]) {
  if (!command) throw new Refusal('Usage: node run.mjs <command of node_modules> [arguments]');
  const failed = await install();
  if (failed) return failed;
  checkNode();
  // What the command starts by name runs on the same Node.
  const PATH = [BIN, process.env.PATH].join(delimiter);
  const env = { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH };
  return run(NODE, [scriptOf(command), ...args], { env, stdio: 'inherit' });
}

try {
  const { code, signal } = await main(process.argv.slice(2));
  process.exitCode = code ?? 128 + constants.signals[signal];
  if (signal) process.kill(process.pid, signal);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.message);
  process.exitCode = 1;
}
