import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LandingZoneError, parseLandingZone } from '../../../lib/landing-zone';

type Path = readonly (string | number)[];

const complete: unknown = parse(readFileSync(join(__dirname, '../../fixtures/complete.yaml'), 'utf8'));

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The paths of all settings, sections and items. */
const pathsIn = (value: unknown, above: Path = []): readonly Path[] =>
  isContainer(value)
    ? Object.entries(value).flatMap(([key, inner]) => {
        const path = [...above, Array.isArray(value) ? Number(key) : key];
        return [path, ...pathsIn(inner, path)];
      })
    : [];

/** The complete landing zone with another value in one place. */
const having = (path: Path, wrong: unknown): string => {
  const copy = structuredClone(complete);
  let section = copy;
  for (const step of path.slice(0, -1)) section = isContainer(section) ? section[step] : undefined;
  const last = path.at(-1);
  if (isContainer(section) && last !== undefined) section[last] = wrong;
  return JSON.stringify(copy);
};

const pathsOfProblems = (text: string): readonly string[] => {
  try {
    parseLandingZone(text, 'landing-zone.yaml');
  } catch (error) {
    if (error instanceof LandingZoneError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
};

const written = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');

test('there are settings to try', () => {
  expect(pathsIn(complete).length).toBeGreaterThan(100);
});

/** Half a number, a section and nothing are no value of any setting: of those that are sections, nor of lists. */
test.each([
  ['a number', 3.5],
  ['an empty place', null],
])('%s where it does not belong is the only thing that is told', (_, wrong) => {
  for (const path of pathsIn(complete)) expect(pathsOfProblems(having(path, wrong))).toEqual([written(path)]);
});

test('a contradiction is told beside an error in a setting that it does not concern', () => {
  const text = having(['join', 'requiredAzs'], 9).replace('"10.68.0.0/16"', '"10.65.0.0/16"');
  expect(pathsOfProblems(text).toSorted()).toEqual(['join.requiredAzs', 'segments.live.cidrs[0]']);
});

test('no contradiction is told with what a setting with a typing error may have said', () => {
  const four = having(['hub', 'inboundResolver'], {
    existing: 'rslvr-in-0123456789abcdef0',
    addresses: ['10.64.0.4', '10.64.1.4', '10.64.2.4', '10.64.3.4'],
  });
  expect(pathsOfProblems(four)).toEqual(['join.nameServers']);
  expect(pathsOfProblems(four.replace('"nameServers"', '"nameServer"'))).toEqual(['join']);
  expect(pathsOfProblems(four.replace('"join"', '"joint"'))).toEqual(['']);
});

test('a list with a wrong number of items is held against nothing', () => {
  expect(pathsOfProblems(having(['segments', 'core', 'cidrs'], []))).toEqual(['segments.core.cidrs']);
  expect(pathsOfProblems(having(['mesh', 'prefixes'], []))).toEqual(['mesh.prefixes']);
});
