import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const nameIn = (file: string): unknown => (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name;

const ROOT = rootOf(import.meta.dirname);

/**
 * A path in this package: in the repository, or in the folder `node_modules/wheelwright` of a project that installs it. Every
 * program finds the package's own files through it, as it may be started in any folder.
 */
export const inPackage = (...path: readonly string[]): string => join(ROOT, ...path);

/** A program lies at different depths: in the sources, in `dist`, or in the cache of `test/start.mjs`. */
function rootOf(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && nameIn(file) === 'wheelwright') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No folder above ${import.meta.dirname} has the package.json of wheelwright.`);
  return rootOf(parent);
}
