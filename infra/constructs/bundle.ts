import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_PLUGINS } from './bundle-plugins';
import { FUNCTIONS, type FunctionName } from '../../lib/names';
import { inPackage } from '../package';

/** The size of a function's `index.mjs` in bytes, minified, and minified under gzip. */
export interface Weight {
  readonly minified: number;
  readonly gzip: number;
}

/** A cold start takes longer with every byte: Lambda loads and compiles the whole bundle before the first event. */
export const LIMIT: Weight = { minified: 900_000, gzip: 260_000 };

/** Some packages are CommonJS and call `require`, which ES modules do not have. */
export const REQUIRE = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

/**
 * Bundles all functions in one call of esbuild, each as `<outdir>/<name>/index.mjs`, minified. Packages come from their
 * `module` field where they have one, which halves a bundle. The SDK is included, except for the packages in `external`. Returns
 * what is in them.
 */
export async function bundleFunctions(outdir: string, external: readonly string[] = []): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: Object.fromEntries(FUNCTIONS.map((name) => [`${name}/index`, inPackage(`handlers/${name}.ts`)])),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    external: [...external],
    plugins: [...BUNDLE_PLUGINS],
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

export function weigh(outdir: string, name: FunctionName): Weight {
  const code = readFileSync(join(outdir, name, 'index.mjs'));
  return { minified: code.length, gzip: gzipSync(code).length };
}

/** @throws Error if the bundle of a function is larger than the limit */
export function assertLight(name: FunctionName, weight: Weight, limit: Weight = LIMIT): void {
  const over = (['minified', 'gzip'] as const).filter((kind) => weight[kind] > limit[kind]);
  if (over.length === 0) return;
  const found = over.map((kind) => `${weight[kind]} bytes ${kind}, at most ${limit[kind]} are allowed`);
  throw new Error(`The bundle of ${name} is too large: ${found.join('; ')}. Look for a package that it imports newly.`);
}
