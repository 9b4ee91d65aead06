import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LandingZoneError, parseLandingZone } from '../../../lib/landing-zone';

const FIXTURES = join(__dirname, '../../fixtures');
const BROKEN = join(FIXTURES, 'broken');
const files = readdirSync(BROKEN).sort();
const names = files.filter((file) => file.endsWith('.yaml')).map((file) => basename(file, '.yaml'));

/** The message for a user with this file as `landing-zone.yaml`. */
const messageFor = (file: string): string => {
  try {
    parseLandingZone(readFileSync(file), 'landing-zone.yaml');
  } catch (error) {
    if (error instanceof LandingZoneError) return error.message;
    throw error;
  }
  return 'no errors';
};

test('the landing zone with every setting is valid', () => {
  expect(messageFor(join(FIXTURES, 'complete.yaml'))).toBe('no errors');
});

test('each broken landing zone has its expected message beside it', () => {
  expect(names).toHaveLength(62);
  expect(files).toEqual(names.flatMap((name) => [`${name}.txt`, `${name}.yaml`]));
});

test.each(names)('%s is reported with its place, what was expected and what was found', (name) => {
  const message = messageFor(join(BROKEN, `${name}.yaml`));
  expect(`${message}\n`).toBe(readFileSync(join(BROKEN, `${name}.txt`), 'utf8'));
});

test.each(names)('the message for %s has one line for each problem, and no stack trace', (name) => {
  for (const line of messageFor(join(BROKEN, `${name}.yaml`)).split('\n')) {
    expect(line).toMatch(/^landing-zone\.yaml:\d+:\d+ /);
    expect(line).toMatch(/ (expected .+, found .+|unknown key .+; .+)$/);
  }
});
