import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import slowest from './slowest.json';

const ROOT = join(__dirname, '../..');

test('the files that run first exist', () => {
  expect(slowest.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('in a fresh clone the slowest files run first, then the largest', () => {
  const [slow = '', slower = ''] = slowest.toReversed();
  const sizes = { 'test/small.test.ts': 1, 'test/large.test.ts': 9, [slow]: 2, [slower]: 1 };
  const sort = `
    const { default: SlowestFirst } = await import(${JSON.stringify(join(__dirname, 'slowest-first.mjs'))});
    const sizes = ${JSON.stringify(sizes)};
    const context = { config: { cache: false }, hasteFS: { getSize: (path) => sizes[path.slice(1)] } };
    const tests = Object.keys(sizes).map((path) => ({ path: '/' + path, context }));
    console.log(JSON.stringify(new SlowestFirst({}).sort(tests).map(({ path }) => path.slice(1))));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', sort], { encoding: 'utf8', cwd: ROOT });
  expect(JSON.parse(stdout)).toEqual([slower, slow, 'test/large.test.ts', 'test/small.test.ts']);
});
