import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACKS } from './attacks';
import { filesWith, reverted, reverts, ROOT } from './tests';

const ids = ATTACKS.map(({ id }) => id);

test.each(ids)('%s has a test, a revert that still fits the code, and its line in SECURITY.md', (id) => {
  expect(filesWith(id)).not.toEqual([]);
  const revert = reverts().get(id);
  const source = readFileSync(join(ROOT, revert?.file ?? 'package.json'), 'utf8');
  expect(revert && reverted(source, revert)).not.toBe(source);
  expect(revert?.from).not.toContain('\n');
  const row = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${id} `));
  const { attempt, refusedBy } = ATTACKS.find((attack) => attack.id === id) ?? {};
  const cells = row?.split('|').map((cell) => cell.trim());
  expect(cells).toEqual([
    '',
    id,
    attempt,
    refusedBy,
    filesWith(id)
      .map((file) => `\`${file}\``)
      .join(', '),
    '',
  ]);
});

test('no revert is left over', () => {
  expect([...reverts().keys()].sort()).toEqual([...ids].sort());
});
