import { readFileSync } from 'node:fs';
import { STATES } from '../../lib/names';
import { PAGES, withStates } from './states';

/** Prettier widens the cells of a table. */
const narrow = (text: string): string => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');

test.each(PAGES)('%s has every reason, with what ends it', (file) => {
  const page = readFileSync(file, 'utf8');
  expect(narrow(page)).toBe(narrow(withStates(file, page)));
});

test('docs/for-teams.md explains every state that a tag has', () => {
  const [, answers = ''] = readFileSync('docs/for-teams.md', 'utf8').split('## Read the answer');
  const rows = new Set([...answers.matchAll(/^\| `([a-z-]+)`? /gm)].map(([, state]) => state));
  // A VPC that has left has no tag.
  expect(STATES.filter((state) => state !== 'left' && !rows.has(state))).toEqual([]);
});
