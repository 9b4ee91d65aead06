/**
 * Runs a TypeScript program: `node test/start.mjs <file> [arguments]`. It is bundled first, without its packages, and kept
 * by its content, so that Node's compile cache knows it: the demo starts in half the time that tsx takes.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** In the repository: the packages are found from here too. */
const PROGRAMS = fileURLToPath(new URL('../.cache/programs/', import.meta.url));
const KEPT_MS = 24 * 3_600_000;

/** The files of the bundled program: what it imports later stays apart, and is loaded later. */
async function bundled(program) {
  const { outputFiles } = await build({
    entryPoints: { program },
    outdir: PROGRAMS,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  return outputFiles;
}

function removeUnused() {
  for (const name of readdirSync(PROGRAMS)) {
    const folder = join(PROGRAMS, name);
    const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder that has the files. It is complete where it exists. */
function kept(files) {
  const hash = createHash('sha256');
  for (const { path, contents } of files) hash.update(path).update(contents);
  const folder = join(PROGRAMS, hash.digest('hex').slice(0, 24));
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return folder;
  }
  mkdirSync(PROGRAMS, { recursive: true });
  removeUnused();
  const unfinished = mkdtempSync(join(PROGRAMS, 'unfinished-'));
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process may have made the same meanwhile.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

// The SDK's packages do not name the format of their files, and Node would parse each once more to find out.
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return found.url.includes('/dist-cjs/') ? { ...found, format: 'commonjs' } : found;
  },
});
const [program, ...args] = process.argv.slice(2);
process.argv = [process.argv[0], program, ...args];
await import(pathToFileURL(join(kept(await bundled(program)), 'program.mjs')));
