import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './checkout';

/** Between the words of a phrase: a line may end there, also in a comment. */
const GAP = '[\\s*/#-]+';
const phrase = (text: string): RegExp => new RegExp(`\\b${text.replaceAll(' ', GAP)}\\b`, 'gi');

/** Words and phrases of an earlier version, by the name that a report gives them. A reader would have to learn them first. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  workplace: phrase('workplaces?'),
  workpiece: phrase('workpieces?'),
  trade: phrase('trades?'),
  handsOn: /handsOn/gi,
  everybody: phrase("everybody(?:'s)?"),
  unasked: phrase('unasked'),
  'mesh-owners': phrase('mesh owners'),
  'vpc-notes': phrase('vpc notes'),
  'fault of ours': phrase('faults? of ours'),
  'DNS is home': phrase('DNS is home'),
  'asks the hub for names': phrase('asks the hub for names'),
  bury: phrase('(?:bury|buries|buried|burying)'),
  "'stands'": /(['"`])stands\1/gi,
  door: phrase('doors?'),
};

/** A change log, decisions and records of releases keep their wording. The licence and the lock file are not ours to word. */
const EXEMPT = [
  ...[/^CHANGELOG\.md$/, /^docs\/decisions\//, /^test\/infra\/upgrade\/[^/]+\/.*json$/],
  ...[/^LICENSE$/, /^package-lock\.json$/],
];

/** `openDoor` and `OPEN_DOOR` consist of words, as `open door` does. Line breaks stay. */
const spaced = (text: string): string => text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|_/g, ' ');

/** What is searched of a text: the text as it is, and in words. */
const wordingsOf = (text: string): readonly string[] => [text, spaced(text)];

/** The lines of the wordings that contain a forbidden word, counted from 1. */
function linesWith(pattern: RegExp, wordings: readonly string[]): readonly number[] {
  const found = wordings.flatMap((each) =>
    [...each.matchAll(pattern)].map(({ index }) => each.slice(0, index).split('\n').length),
  );
  return [...new Set(found)].sort((one, other) => one - other);
}

const trackedFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)))
    .filter((file) => file !== relative(ROOT, __filename) && !EXEMPT.some((name) => name.test(file)));

describe('words that a newcomer would have to learn', () => {
  const texts = trackedFiles().map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return { file, wordings: wordingsOf(`${file}\n${text}`) };
  });

  test.each(Object.entries(FORBIDDEN))('no file contains %s', (_word, pattern) => {
    const places = texts.flatMap(({ file, wordings }) => linesWith(pattern, wordings).map((at) => `${file}:${at - 1}`));
    expect(places).toEqual([]);
  });

  test.each([
    ['door', 'Open the doors.'],
    ['door', 'const openDoor = 1;'],
    ['door', 'const DOOR_COUNT = 1;'],
    ['workplace', 'interface Workplace {}'],
    ['workplace', 'const theWorkplaces = 1;'],
    ['workpiece', 'type Workpiece = string;'],
    ['trade', 'readonly trade: string;'],
    ['handsOn', 'if (result.handsOn) return;'],
    ['mesh-owners', "import { meshOwners } from './mesh-owners';"],
    ['fault of ours', '// This is a fault\n// of ours.'],
    ['bury', 'export async function buryMessage() {}'],
    ["'stands'", "log('stands');"],
  ])('finds %s in: %s', (word, text) => {
    expect(linesWith(FORBIDDEN[word] ?? /(?!)/g, wordingsOf(text))).toEqual([1]);
  });

  test.each(['outdoors', 'indoor', 'a trademark', 'hands on the wheel', 'it stands', 'buryat', 'a work in place'])(
    'accepts: %s',
    (text) => {
      expect(
        Object.keys(FORBIDDEN).filter((word) => linesWith(FORBIDDEN[word] ?? /(?!)/g, wordingsOf(text)).length > 0),
      ).toEqual([]);
    },
  );
});
