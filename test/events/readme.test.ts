import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readme } from './readme';

test('the table of events is up to date', () => {
  expect(readFileSync(join(__dirname, '../../events/README.md'), 'utf8')).toBe(readme());
});
