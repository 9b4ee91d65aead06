import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../lib/names';
import type * as fromSources from './build';
import { inPackage } from './package';

/** `build.ts` in the package, which has everything ready-made in `dist`. */

export const withBundles: typeof fromSources.withBundles = (use) => Promise.resolve(use(inPackage('dist/functions')));

export const contentHash: typeof fromSources.contentHash = () => readFileSync(inPackage('dist/content-hash'), 'utf8');

/** In the user's home, as node_modules may be read-only. The path of another version is another one. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'wheelwright', VERSION);

export const programOf: typeof fromSources.programOf = (name) => [inPackage(`dist/${name}.mjs`)];

/** The CDK CLI takes away quotes at both ends of the whole, so it does not begin with one. */
export const APP_COMMAND = `exec ${[process.execPath, inPackage('dist/app.mjs')].map((part) => JSON.stringify(part)).join(' ')}`;
