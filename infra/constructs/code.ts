import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { LandingZone } from '../../lib/landing-zone';
import { FUNCTIONS, type FunctionName } from '../../lib/names';

/** The code of a function: a folder with `index.mjs` and `landing-zone.json`. */
export type CodeOf = (name: FunctionName) => Code;

/**
 * Calls `use` with the code of functions whose bundles are in a folder, each as `<name>/index.mjs`; the validated config is put
 * beside it. CDK copies an asset when a function is declared, so these folders are deleted when `use` returns.
 * @throws Error if a bundle is missing
 */
export function withCode<T>(bundles: string, landingZone: LandingZone, use: (codeOf: CodeOf) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-functions-'));
  try {
    for (const name of FUNCTIONS) {
      const bundle = join(bundles, name, 'index.mjs');
      if (!existsSync(bundle))
        throw new Error(`Expected the bundle of ${name} in ${bundle}, found none: "npm pack" makes it.`);
      mkdirSync(join(folder, name));
      copyFileSync(bundle, join(folder, name, 'index.mjs'));
      writeFileSync(join(folder, name, 'landing-zone.json'), JSON.stringify(landingZone));
    }
    return use((name) => Code.fromAsset(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
