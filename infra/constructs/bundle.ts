import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { LandingZone } from '../../lib/landing-zone';
import { FUNCTIONS, type FunctionName } from './names';

/** What a function runs: a folder with `index.mjs` and `landing-zone.json`. */
export type CodeOf = (name: FunctionName) => Code;

/** Some of our packages are CommonJS and call `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

/**
 * Bundles all functions in one call of esbuild, the SDK with them: module fields first, which halves a bundle, and
 * minified. The validated config travels beside each. `use` gets the code; the folders are gone when it returns.
 */
export function bundled<T>(landingZone: LandingZone, use: (codeOf: CodeOf) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'wheelwright-bundles-'));
  try {
    buildSync({
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
      logLevel: 'warning',
    });
    for (const name of FUNCTIONS) writeFileSync(join(outdir, name, 'landing-zone.json'), JSON.stringify(landingZone));
    return use((name) => Code.fromAsset(join(outdir, name)));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
