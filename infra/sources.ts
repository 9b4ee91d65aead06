import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that the app's output depends on; the lock file stands for the packages. */
const SOURCES = [
  '{events,handlers,infra,lib}/**/*.ts',
  ...['landing-zone.yaml', 'package-lock.json', 'cdk.json', 'tsconfig.json'],
];
const STAMP = 'sources.sha256';

/** The SHA-256 of the names and contents of all sources below a folder, in hexadecimal. */
export function sourcesHash(root = '.'): string {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: root }).sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Writes the hash of the sources into the app's output. */
export const stamp = (outdir: string, hash: string): void => writeFileSync(join(outdir, STAMP), `${hash}\n`);

/** The hash that an app's output was made from; undefined where there is none. */
export function stampOf(outdir: string): string | undefined {
  try {
    return readFileSync(join(outdir, STAMP), 'utf8').trim();
  } catch {
    return undefined;
  }
}
