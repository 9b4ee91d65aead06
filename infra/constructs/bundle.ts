import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { build } from 'esbuild';
import type { LandingZone } from '../../lib/landing-zone';
import { BUNDLE_PLUGINS } from './bundle-plugins';
import { FUNCTIONS, type FunctionName } from '../../lib/names';

/** What a function runs: a folder with `index.mjs` and `landing-zone.json`. */
export type CodeOf = (name: FunctionName) => Code;

/** Bytes of a function's `index.mjs`, minified, and of the same under gzip. */
export interface Weight {
  readonly minified: number;
  readonly gzip: number;
}

/** What a cold start can bear: Lambda loads and compiles a bundle before the first event. */
export const LIMIT: Weight = { minified: 1_500_000, gzip: 400_000 };

/** Some of our packages are CommonJS and call `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

/**
 * Bundles all functions in one call of esbuild, each as `<outdir>/<name>/index.mjs`: module fields first, which halves
 * a bundle, and minified. The SDK is in it, but for the packages that `external` names.
 */
export async function bundleFunctions(outdir: string, external: readonly string[] = []): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(FUNCTIONS.map((name) => [`${name}/index`, `handlers/${name}.ts`])),
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
    logLevel: 'warning',
  });
}

export function weigh(outdir: string, name: FunctionName): Weight {
  const code = readFileSync(join(outdir, name, 'index.mjs'));
  return { minified: code.length, gzip: gzipSync(code).length };
}

/** Throws when a function has outgrown the limit. */
export function assertLight(name: FunctionName, weight: Weight, limit: Weight = LIMIT): void {
  const over = (['minified', 'gzip'] as const).filter((kind) => weight[kind] > limit[kind]);
  if (over.length === 0) return;
  const found = over.map((kind) => `${weight[kind]} bytes ${kind}, where ${limit[kind]} are the limit`);
  throw new Error(`The bundle of ${name} is too large: ${found.join('; ')}. Which package brought it?`);
}

/**
 * Bundles and weighs the functions; the validated config travels beside each. `use` gets the code; the folders are
 * gone when it returns.
 */
export async function bundled<T>(landingZone: LandingZone, use: (codeOf: CodeOf) => T): Promise<T> {
  const outdir = mkdtempSync(join(tmpdir(), 'wheelwright-bundles-'));
  try {
    await bundleFunctions(outdir);
    for (const name of FUNCTIONS) {
      assertLight(name, weigh(outdir, name));
      writeFileSync(join(outdir, name, 'landing-zone.json'), JSON.stringify(landingZone));
    }
    return use((name) => Code.fromAsset(join(outdir, name)));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
