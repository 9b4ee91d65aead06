import { join } from 'node:path';
import { FUNCTIONS } from '../lib/names';
import { keptFolder } from './kept';
import { inPackage } from './package';
import { sourcesHash } from './sources';

/**
 * What is made from the sources when it is needed. The package has it ready-made, and no esbuild: `build.packaged.ts` takes
 * the place of this file there.
 */

/** Calls `use` with a folder of the functions' bundles, each as `<name>/index.mjs`, after a check of their size. */
export async function withBundles<T>(use: (folder: string) => T): Promise<T> {
  return use(
    await keptFolder(join(CACHE, 'functions', contentHash()), async (folder) => {
      const { assertLight, bundleFunctions, weigh } = await import('./constructs/bundle');
      await bundleFunctions(folder);
      for (const name of FUNCTIONS) assertLight(name, weigh(folder, name));
    }),
  );
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
