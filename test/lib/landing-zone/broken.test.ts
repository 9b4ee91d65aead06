import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LandingZoneError, parseLandingZone } from '../../../lib/landing-zone';

const FIXTURES = join(__dirname, '../../fixtures');
const BROKEN = join(FIXTURES, 'broken');
const files = readdirSync(BROKEN).sort();
const names = files.filter((file) => file.endsWith('.yaml')).map((file) => basename(file, '.yaml'));

/** What a user reads who has this file as `landing-zone.yaml`. */
const messageFor = (file: string): string => {
  try {
    parseLandingZone(readFileSync(file), 'landing-zone.yaml');
  } catch (error) {
    if (error instanceof LandingZoneError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
};

test('the landing zone with every setting is right', () => {
  expect(messageFor(join(FIXTURES, 'complete.yaml'))).toBe('nothing is wrong');
});

test('each of the broken landing zones has the message that it must give beside it', () => {
  expect(names).toHaveLength(51);
  expect(files).toEqual(names.flatMap((name) => [`${name}.txt`, `${name}.yaml`]));
});

test.each(names)('%s is told with its place, what was expected and what was found', (name) => {
  const message = messageFor(join(BROKEN, `${name}.yaml`));
  expect(`${message}\n`).toBe(readFileSync(join(BROKEN, `${name}.txt`), 'utf8'));
});

test.each(names)('the message for %s is a line for each problem, without a stack trace', (name) => {
  for (const line of messageFor(join(BROKEN, `${name}.yaml`)).split('\n')) {
    expect(line).toMatch(/^landing-zone\.yaml:\d+:\d+ /);
    expect(line).toMatch(/ (expected .+, found .+|unknown key .+; .+)$/);
  }
});
