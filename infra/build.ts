import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTIONS } from '../lib/names';
import { inPackage } from './package';
import { sourcesHash } from './sources';

/**
 * What is made from the sources when it is needed. The package has it ready-made, and no esbuild: `build.packaged.ts` takes
 * the place of this file there.
 */

/** Calls `use` with a folder of the functions' bundles, each as `<name>/index.mjs`, after a check of their size. */
export async function withBundles<T>(use: (folder: string) => T): Promise<T> {
  const { assertLight, bundleFunctions, weigh } = await import('./constructs/bundle');
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-bundles-'));
  try {
    await bundleFunctions(folder);
    for (const name of FUNCTIONS) assertLight(name, weigh(folder, name));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The CDK app as a program for Node, in `folder`: bundled, because it starts in half the time that tsx takes. */
export async function appProgram(folder: string): Promise<string> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [inPackage('infra/app.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return join(folder, 'app.mjs');
}

/** Changes with everything that templates and bundles are made of, besides a landing zone. */
export const contentHash = (): string => sourcesHash(inPackage());

/** The folder of what may be deleted at any time: assemblies, bundles as CommonJS, Node's compile cache. */
export const CACHE = inPackage('.cache');

/** The arguments with which Node runs a program. It reads its own arguments after them. */
export const programOf = (name: 'demo' | 'sandbox'): readonly string[] => [
  inPackage('test/start.mjs'),
  inPackage(`test/${name}/main.ts`),
];

/** The command line with which the CDK CLI runs the app. */
export const APP_COMMAND = `npx tsx ${JSON.stringify(inPackage('infra/app.ts'))}`;
