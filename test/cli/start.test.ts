import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const MAIN = 'cli/main.ts';

/** The packages that are loaded before a command runs: those that files import at once, and not when they need them. */
function packagesAtStart({ inputs }: Metafile): readonly string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (external) packages.add(path);
      else visit(path);
    }
  };
  visit(MAIN);
  return [...packages].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)).sort();
}

test('help and completion load no SDK, no CDK and no parser of YAML', async () => {
  const { metafile } = await build({
    entryPoints: [MAIN],
    absWorkingDir: join(__dirname, '../..'),
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  expect(packagesAtStart(metafile)).toEqual(['cli-table3', 'commander', 'picocolors', 'zod']);
});
