import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { FUNCTIONS } from '../lib/names';
import { contentHash } from './build';
import { assertLight, bundleFunctions, REQUIRE, weigh } from './constructs/bundle';
import { inPackage } from './package';
import { notices } from './third-party';

/**
 * Writes `dist`, of which the package consists: JavaScript, because Node strips no types in node_modules; the functions' bundles,
 * so that a synth needs no esbuild; the types of what is exported. `npm pack` runs it first.
 */
const PROGRAMS = {
  cli: 'cli/main.ts',
  app: 'infra/app.ts',
  index: 'infra/index.ts',
  demo: 'test/demo/main.ts',
  sandbox: 'test/sandbox/main.ts',
};
const DIST = inPackage('dist');

/** In the package `x.packaged.ts` takes the place of `x.ts`. */
const PACKAGED: Plugin = {
  name: 'packaged',
  setup: (bundling) => {
    bundling.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const replacement = `${join(resolveDir, path)}.packaged.ts`;
      return existsSync(replacement) ? { path: replacement } : undefined;
    });
  },
};

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Their packages are in them, but for those that are installed with Wheelwright. */
async function programs(): Promise<Metafile> {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as Manifest;
  const { metafile } = await build({
    entryPoints: Object.fromEntries(Object.entries(PROGRAMS).map(([name, file]) => [name, inPackage(file)])),
    outdir: DIST,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    external: Object.keys({ ...dependencies, ...peerDependencies }),
    mainFields: ['module', 'main'],
    // Names stay, for a stack trace that a user reports.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    banner: { js: REQUIRE },
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    metafile: true,
    plugins: [PACKAGED],
    logLevel: 'warning',
  });
  return metafile;
}

/** The types of what `infra/index.ts` exports, and of all that they name, in one file. */
async function types(): Promise<void> {
  const tsc = inPackage('node_modules/typescript7/bin/tsc');
  // In several threads it takes twice the processor time, as each works out most types again.
  const args = [tsc, '--singleThreaded', '-p', inPackage('tsconfig.types.json')];
  execFileSync(process.execPath, args, { stdio: ['ignore', 2, 2] });
  const bundle = await rollup({
    input: inPackage('.cache/types/infra/index.d.ts'),
    external: (id) => !/^[./]/.test(id),
    plugins: [dts()],
  });
  await bundle.write({ file: join(DIST, 'index.d.ts') });
}

rmSync(DIST, { recursive: true, force: true });
const functions = await bundleFunctions(join(DIST, 'functions'));
for (const name of FUNCTIONS) assertLight(name, weigh(join(DIST, 'functions'), name));
writeFileSync(join(DIST, 'functions', 'THIRD-PARTY-NOTICES.txt'), notices(functions));
writeFileSync(join(DIST, 'THIRD-PARTY-NOTICES.txt'), notices(await programs()));
copyFileSync(inPackage('cli/launch.mjs'), join(DIST, 'wheelwright.mjs'));
chmodSync(join(DIST, 'wheelwright.mjs'), 0o755);
writeFileSync(join(DIST, 'content-hash'), contentHash());
await types();
