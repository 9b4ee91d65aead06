import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { CACHE } from '../../../infra/build';

/** By file: its folder is kept by the hash of the sources. */
const loaded = new Map<string, Promise<unknown>>();

/**
 * Loads a function's bundle, once per process. Jest cannot import an ES module: it is converted to CommonJS, and kept on disk by
 * its content. `load-bundle.packaged.ts` takes the place of this file in the package.
 */
export function loadBundle(file: string): Promise<unknown> {
  const known = loaded.get(file) ?? load(file);
  loaded.set(file, known);
  return known;
}

async function load(file: string): Promise<unknown> {
  const code = readFileSync(file, 'utf8');
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const converted = join(CACHE, 'bundles', `${name}.cjs`);
  if (!existsSync(converted)) {
    const { code: commonJs } = await transform(code, {
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      define: { 'import.meta.url': '__bundleUrl' },
      banner: "const __bundleUrl=require('node:url').pathToFileURL(__filename).href;",
      logLevel: 'error',
    });
    mkdirSync(join(CACHE, 'bundles'), { recursive: true });
    // Another process may do the same: a file with the final name is complete.
    const unfinished = `${converted}.${process.pid}`;
    writeFileSync(unfinished, commonJs);
    renameSync(unfinished, converted);
  }
  return import(converted);
}
