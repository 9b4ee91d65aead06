import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the app's templates and bundles are made of, besides a landing zone and the packages in the lock file. */
const SOURCES = ['{events,handlers,infra,lib}/**/*.ts', 'package-lock.json', 'cdk.json', 'tsconfig.json'];

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
