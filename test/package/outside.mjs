/** A user's machine: folders of their own, and programs that know nothing of this repository or of AWS accounts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Without what a machine knows of AWS, and without the packages of the repository on the PATH. */
export const environment = (folder) => {
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
export const say = (text) => process.stdout.write(`${seconds().padStart(6)} s  ${text}\n`);

/** What runs now: it ends with this program. */
const children = new Set();
export function started(child) {
  children.add(child);
  return child.once('close', () => children.delete(child));
}

/** Runs a program to its end, and returns what it wrote. It must end with one of these exit codes. */
export function run(command, args, { cwd, env = environment(cwd), codes = [0], shown = [command, ...args] }) {
  return new Promise((resolve, reject) => {
    const child = started(spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => (written[stream] += chunk));
    child.on('error', reject);
    child.on('close', (ended, signal) => {
      const line = shown.join(' ');
      say(`${line} (exit ${ended ?? signal})`);
      if (codes.includes(ended)) resolve({ ...written, code: ended });
      else
        reject(
          new Error(`${line}\nended with ${ended ?? signal}, expected ${codes}\n${written.stdout}${written.stderr}`),
        );
    });
  });
}

/** Does the work in a folder that is new, and ends this program with 1 and a reason if it fails. */
export async function inNewFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-package-'));
  try {
    await work(folder);
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  } finally {
    for (const child of children) child.kill();
    await Promise.all([...children].map((child) => once(child, 'close')));
    // A program that one of them has started may still write.
    rmSync(folder, { recursive: true, maxRetries: 5 });
  }
}
