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

const problemsOf = (text: string): LandingZoneError['problems'] => {
  try {
    parseLandingZone(text, 'landing-zone.yaml');
  } catch (error) {
    if (error instanceof LandingZoneError) return error.problems;
    throw error;
  }
  return [];
};

const pathsOfProblems = (text: string): readonly string[] => problemsOf(text).map(({ path }) => path);

const written = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');

test('the complete landing zone has more than a hundred settings', () => {
  expect(pathsIn(complete).length).toBeGreaterThan(100);
});

/** Neither value is valid for any setting, section or list. */
test.each([
  ['a number', 3.5],
  ['no value', null],
])('%s in place of any setting is the only error', (_, wrong) => {
  for (const path of pathsIn(complete)) expect(pathsOfProblems(having(path, wrong))).toEqual([written(path)]);
});

/** Zod's own messages name a type, and not what the setting is for. */
test.each(['no such value', 1e30])('%p in place of any setting is reported in words of ours', (wrong) => {
  const messages = pathsIn(complete).flatMap((path) => problemsOf(having(path, wrong)).map(({ message }) => message));
  expect(messages.filter((message) => !/^(expected .+, found .+|unknown key .+; .+)$/.test(message))).toEqual([]);
  expect(messages.filter((message) => /^(Invalid|Too (big|small))|expected (a )?number,/.test(message))).toEqual([]);
});

test('a contradiction is reported beside an error in a setting that it does not concern', () => {
  const text = having(['join', 'requiredAzs'], 9).replace('"10.68.0.0/16"', '"10.65.0.0/16"');
  expect(pathsOfProblems(text).toSorted()).toEqual(['join.requiredAzs', 'segments.live.cidrs[0]']);
});

test('no contradiction is reported with a setting that may be the one with a typing error', () => {
  const four = having(['hub', 'inboundResolver'], {
    existing: 'rslvr-in-0123456789abcdef0',
    addresses: ['10.64.0.4', '10.64.1.4', '10.64.2.4', '10.64.3.4'],
  });
  expect(pathsOfProblems(four)).toEqual(['join.nameServers']);
  expect(pathsOfProblems(four.replace('"nameServers"', '"nameServer"'))).toEqual(['join']);
  expect(pathsOfProblems(four.replace('"join"', '"joint"'))).toEqual(['']);
});

test('a list with a wrong number of items is compared with nothing', () => {
  expect(pathsOfProblems(having(['segments', 'core', 'cidrs'], []))).toEqual(['segments.core.cidrs']);
  expect(pathsOfProblems(having(['mesh', 'prefixes'], []))).toEqual(['mesh.prefixes']);
});
