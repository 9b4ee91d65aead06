import { readFileSync } from 'node:fs';
import { withStates } from './states';

/** Prettier widens the cells of a table. */
const narrow = (text: string): string => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');

test('docs/operations.md has every state and reason, with what it means and what ends it', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  expect(narrow(page)).toBe(narrow(withStates(page)));
});
