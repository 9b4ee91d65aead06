import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that the app's output is made of, beside the packages that the lock file names. */
const SOURCES = [
  '{events,handlers,infra,lib}/**/*.ts',
  ...['landing-zone.yaml', 'package-lock.json', 'cdk.json', 'tsconfig.json'],
];
const STAMP = 'sources.sha256';

/** The SHA-256 of all sources below a folder, names and contents, in hexadecimal. */
export function sourcesHash(root = '.'): string {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: root }).sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Leaves the hash beside what was made of the sources. */
export const stamp = (outdir: string, hash: string): void => writeFileSync(join(outdir, STAMP), `${hash}\n`);

/** The hash that was left there, if any. */
export function stampOf(outdir: string): string | undefined {
  try {
    return readFileSync(join(outdir, STAMP), 'utf8').trim();
  } catch {
    return undefined;
  }
}
