import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The modules that boot a world from what the app synthesizes. */
const SYNTHESIZED = ['test/world/assembly/synthesize.ts'];

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** Whether a file imports a module that needs the synthesized app, directly or not. Types count: a file is read as text. */
const needsSynth = (file, seen = new Map()) => {
  const known = seen.get(file);
  if (known !== undefined) return known;
  seen.set(file, false);
  const needs = SYNTHESIZED.includes(file) || importsOf(file).some((imported) => needsSynth(imported, seen));
  seen.set(file, needs);
  return needs;
};

const importsOf = (file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, specifier]) => {
    const path = join(dirname(file), specifier);
    return [`${path}.ts`, `${path}/index.ts`].filter(existsSync);
  });

/**
 * The test files by what they need: `unit` needs no synth, `world` boots from the synthesized app, `long` takes minutes
 * and is run by `.ci/run` alone. The first two follow from the imports; `long` is in the name: `shuffle.long.test.ts`.
 */
export const testFiles = () => {
  const files = globSync('test/**/*.test.ts').sort();
  const long = files.filter((file) => file.endsWith('.long.test.ts'));
  const others = files.filter((file) => !long.includes(file));
  const seen = new Map();
  const world = others.filter((file) => needsSynth(file, seen));
  return { unit: others.filter((file) => !world.includes(file)), world, long };
};
