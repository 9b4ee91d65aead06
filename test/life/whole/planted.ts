import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inCopy } from '../../attacks/copy';
import { ROOT, type Revert } from '../../attacks/tests';

/** A fault that is planted in the code, and the finding that lives must lead to then. */
export interface Planted extends Revert {
  /** A regular expression. */
  readonly finds: string;
}

const FOLDER = 'test/life/planted';
/** In so many lives each fault is found. */
const LIVES = 10;

/** The planted faults by name. */
export const planted = (): ReadonlyMap<string, Planted> =>
  new Map(
    globSync('*.json', { cwd: join(ROOT, FOLDER) })
      .sort()
      .map((name) => [basename(name, '.json'), JSON.parse(readFileSync(join(ROOT, FOLDER, name), 'utf8')) as Planted]),
  );

/** Plants each fault in a copy of the last commit and lives there. Returns the names of those that are not found. */
export const notFound = (say: (line: string) => void): Promise<readonly string[]> =>
  inCopy(async ({ folder, withRevert }) => {
    const missed: string[] = [];
    for (const [name, fault] of planted()) {
      const found = await withRevert(fault, () => livesFind(folder, new RegExp(fault.finds)));
      say(`${name}: ${found ? `found, ${found}` : 'NOT FOUND'}`);
      if (!found) missed.push(name);
    }
    return missed;
  });

/** Lives until a line has the finding. Returns it, or undefined if no life leads to it. */
async function livesFind(cwd: string, finding: RegExp): Promise<string | undefined> {
  const args = ['run.mjs', 'tsx', 'test/life/main.ts', 'lives', '--count', String(LIVES), '--shortenings', '0'];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  let found: string | undefined;
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    found ??= text
      .split('\n')
      .find((line) => finding.test(line))
      ?.trim();
    if (found !== undefined && child.exitCode === null) process.kill(-(child.pid ?? 0));
  });
  await ended;
  return found;
}
