import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Commands and tests run in the project's folder. */
export const ROOT = process.cwd();

/** The test files with a title that begins with a number in brackets; with `id`, with this one. */
export const filesWith = (id = '[AB]\\d+'): readonly string[] => {
  const title = new RegExp(`['"\`]\\[${id}\\] `);
  return globSync('test/**/*.test.ts', { cwd: ROOT })
    .filter((file) => title.test(readFileSync(join(ROOT, file), 'utf8')))
    .sort();
};

/** A one-line change of the code that lets an attack through again. */
export interface Revert {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const REVERTS = join(ROOT, 'test/attacks/reverts');

/** The reverts by the number of their attack. */
export const reverts = (): ReadonlyMap<string, Revert> =>
  new Map(
    globSync('*.json', { cwd: REVERTS })
      .sort()
      .map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(REVERTS, name), 'utf8')) as Revert]),
  );

/** The source with the revert. Throws an Error unless `from` is there exactly once. */
export function reverted(source: string, { file, from, to }: Revert): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`${file}: expected once, found ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}
