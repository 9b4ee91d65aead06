import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reverted, ROOT, type Revert } from './tests';

/** A copy of the project in which the code can be broken. */
export interface Copy {
  readonly folder: string;
  /** Works while one revert is made. */
  readonly withRevert: <T>(revert: Revert, work: () => Promise<T>) => Promise<T>;
}

/** Works on a copy of the last commit, so that a run that is interrupted leaves the sources as they are. */
export async function inCopy<T>(work: (copy: Copy) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'reverts-'));
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: ROOT, stdio: 'ignore' });
  git('worktree', 'add', '--detach', folder);
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(ROOT, '.cache'), join(folder, '.cache'), { recursive: true });
    return await work({
      folder,
      async withRevert(revert, run) {
        const file = join(folder, revert.file);
        const source = readFileSync(file, 'utf8');
        writeFileSync(file, reverted(source, revert));
        try {
          return await run();
        } finally {
          writeFileSync(file, source);
        }
      },
    });
  } finally {
    git('worktree', 'remove', '--force', folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
