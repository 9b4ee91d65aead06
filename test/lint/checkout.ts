import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(__dirname, '../..');
const CONFIGURATION = [
  'package.json',
  'tsconfig.json',
  'tsconfig.lint.json',
  '.dependency-cruiser.cjs',
  'eslint.config.mjs',
];

/** How long a lint run may take on a busy machine, in milliseconds. */
export const PATIENCE = 120_000;

/**
 * Runs a command-line tool of this project in a checkout that has our configuration and other files. `cli` is the
 * tool's script below `node_modules`.
 * @returns its standard output, whatever its exit code
 */
export const runIn = (files: Readonly<Record<string, string>>, cli: string, args: readonly string[]): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'checkout-')));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    for (const file of CONFIGURATION) cpSync(join(ROOT, file), join(directory, file));
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    const command = [join(ROOT, 'node_modules', cli), ...args];
    const { stdout, stderr, error } = spawnSync(process.execPath, command, {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    if (error) throw error;
    if (stdout === '') throw new Error(stderr);
    return stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
};
