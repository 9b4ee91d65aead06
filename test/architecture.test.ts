import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { concepts } from '../lib/concepts';
import { JOIN_CONCEPTS } from '../lib/landing-zone';

const LIB = join(__dirname, '../lib');
const FILES = ['apply.ts', 'calls.ts', 'index.ts', 'observe.ts', 'plan.ts'];

/** The rooms of lib, as the import arrows know them. */
const rooms = /^const ROOMS = '(.+)';$/m
  .exec(readFileSync(join(__dirname, '../.dependency-cruiser.cjs'), 'utf8'))?.[1]
  ?.split('|');

/** The concepts: every other folder of lib. */
const folders = readdirSync(LIB, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && rooms?.includes(entry.name) === false)
  .map(({ name }) => name)
  .sort();

test('there are concepts', () => {
  expect(folders).toContain('attachment');
});

test.each(folders)('%s has the files that every concept has, and no other', (folder) => {
  expect(readdirSync(join(LIB, folder)).sort()).toEqual(FILES);
});

test('concepts.ts lists each folder once, by its name', () => {
  const listed = Object.values(concepts).flatMap((steps) => steps.map(({ kind }) => kind));
  expect(listed.sort()).toEqual(folders);
});

test('the concepts that a landing zone may name are those of the join worker, in their order', () => {
  expect(concepts.join.map(({ kind }) => kind)).toEqual([...JOIN_CONCEPTS]);
});
