import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { build as bundle, type Plugin } from 'esbuild';
import type { LandingZone } from '../../lib/landing-zone';
import { FUNCTIONS, type FunctionName } from './names';

/** What a function runs: a folder with `index.mjs` and `landing-zone.json`. */
export type CodeOf = (name: FunctionName) => Code;

/** Some of our packages are CommonJS and call `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

/** Zod speaks fifty languages, 264 kB of them, and we hear one: the index of all becomes that of none. */
const ENGLISH_ONLY: Plugin = {
  name: 'english-only',
  setup: (build) => {
    build.onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('/node_modules/zod/') ? { path: 'locales', namespace: 'none' } : undefined,
    );
    build.onLoad({ filter: /^locales$/, namespace: 'none' }, () => ({ contents: 'export {};' }));
  },
};

/**
 * Bundles all functions in one call of esbuild, the SDK with them: module fields first, which halves a bundle, and
 * minified. The validated config travels beside each. `use` gets the code; the folders are gone when it returns.
 */
export async function bundled<T>(landingZone: LandingZone, use: (codeOf: CodeOf) => T): Promise<T> {
  const outdir = mkdtempSync(join(tmpdir(), 'wheelwright-bundles-'));
  try {
    await bundle({
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
      plugins: [ENGLISH_ONLY],
      logLevel: 'warning',
    });
    for (const name of FUNCTIONS) writeFileSync(join(outdir, name, 'landing-zone.json'), JSON.stringify(landingZone));
    return use((name) => Code.fromAsset(join(outdir, name)));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
