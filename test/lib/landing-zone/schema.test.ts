import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema, parseLandingZone } from '../../../lib/landing-zone';

const textOf = (file: string): string => readFileSync(join(__dirname, '../../..', file), 'utf8');

test('the schema for editors has every section', () => {
  const landingZone = parseLandingZone(textOf('test/fixtures/landing-zone.yaml'), 'landing-zone.yaml');
  expect(Object.keys(jsonSchema().properties ?? {})).toEqual(Object.keys(landingZone));
});

test('the schema file is what "npm run schema" writes today', () => {
  expect(JSON.parse(textOf('landing-zone.schema.json'))).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});

test('the first line of the landing zone names its schema, for editors', () => {
  const [first] = textOf('test/fixtures/landing-zone.yaml').split('\n');
  expect(first).toBe('# yaml-language-server: $schema=../../landing-zone.schema.json');
});
