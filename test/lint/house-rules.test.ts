import * as z from 'zod';
import { PATIENCE, runIn } from './checkout';

const clock = 'interface Clock {\n  sleep(ms: number): Promise<void>;\n}\n';
const long = (lines: number): string => Array.from({ length: lines }, () => '// a line').join('\n');
/** Statements that use what they compute: as many lines as asked for, with the brackets around them. */
const body = (lines: number): string => `{\n${'  console.log();\n'.repeat(lines - 2)}}`;
const longArrow = (lines: number): string => `export const a = () => ${body(lines)};`;

/** Rule, a file that breaks it, what is in the file. The casts, skips and comments here are data: the lint must report each. */
const planted: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['no-restricted-syntax', 'lib/concepts/attachment/date-now.ts', 'export const a = () => Date.now();'],
  ['no-restricted-syntax', 'handlers/date-now.ts', 'export const a = () => Date.now();'],
  ['no-restricted-syntax', 'lib/aws/sdk/new-date.ts', 'export const a = () => new Date();'],
  ['no-restricted-syntax', 'lib/concepts/timeout.ts', 'export const a = () => setTimeout(() => undefined, 1);'],
  ['no-restricted-syntax', 'lib/aws/sdk/timeout.ts', 'export const a = () => setTimeout(() => undefined, 1);'],
  [
    'no-restricted-syntax',
    'lib/names/timers.ts',
    "import { setTimeout } from 'node:timers/promises';\nexport const a = setTimeout;",
  ],
  ['no-restricted-syntax', 'lib/reconcile/sleep.ts', `${clock}export const a = (clock: Clock) => clock.sleep(1);`],
  ['no-restricted-syntax', 'lib/aws/read/sleep.ts', `${clock}export const a = (clock: Clock) => clock.sleep(1);`],
  ['no-restricted-syntax', 'lib/hub/name.ts', "export const a = (error: Error) => error.name === 'Throttling';"],
  ['no-restricted-syntax', 'lib/aws/read/name.ts', "export const a = (error: Error) => error.name === 'Throttling';"],
  ['no-restricted-syntax', 'lib/hub/not-name.ts', "export const a = (e: Error) => e.name !== 'Throttling';"],
  [
    'no-restricted-syntax',
    'lib/hub/cause.ts',
    "export const a = (x: { cause: Error }) => x.cause.name === 'Throttling';",
  ],
  [
    'no-restricted-syntax',
    'lib/hub/switch.ts',
    "export const a = (err: Error) => {\n  switch (err.name) {\n    case 'A':\n      return 1;\n    default:\n      return 2;\n  }\n};",
  ],
  [
    'no-restricted-syntax',
    'test/users-file.ts',
    "import { readFileSync } from 'node:fs';\nexport const a = readFileSync('landing-zone.yaml');",
  ],
  ['no-restricted-syntax', 'test/docs/users-file.ts', "export const a = ['..', '../../landing-zone.yaml'];"],
  ['no-restricted-syntax', 'test/cast.ts', 'export const a = (x: string) => x as unknown as number;'],
  ['no-restricted-syntax', 'lib/hub/disabled.ts', '// eslint-disable-next-line\nexport const a = () => Date.now();'],
  ['no-restricted-syntax', 'test/enum.ts', "export enum A {\n  b = 'b',\n}"],
  ['no-restricted-syntax', 'lib/operator/enum.ts', "export enum A {\n  b = 'b',\n}"],
  [
    '@typescript-eslint/no-unsafe-enum-assignment',
    'infra/enum.ts',
    'enum Days {\n  day = 1,\n}\nexport const a = (days: number): Days => days;',
  ],
  ['@typescript-eslint/no-explicit-any', 'test/any.ts', 'export const a = (x: string) => x as any;'],
  [
    '@typescript-eslint/no-floating-promises',
    'lib/hub/floating.ts',
    'export const a = (x: Promise<void>) => {\n  x;\n};',
  ],
  ['@typescript-eslint/ban-ts-comment', 'lib/hub/ignore.ts', '// @ts-ignore\nexport const a = 1;'],
  ['jest/no-disabled-tests', 'test/skipped.test.ts', "test.skip('a', () => {\n  expect(1).toBe(1);\n});"],
  ['max-lines', 'handlers/long.ts', long(61)],
  ['max-lines', 'lib/hub/long.ts', long(251)],
  ['max-lines', 'lib/aws/sdk/long.ts', long(251)],
  ['max-lines', 'infra/long.ts', long(251)],
  ['max-lines', 'cli/long.ts', long(251)],
  ['max-lines', 'events/long.ts', long(251)],
  ['max-lines', 'lib/concepts/attachment/aws.ts', long(181)],
  ['max-lines', 'test/twin/long.ts', long(301)],
  ['max-lines', 'test/long.test.ts', long(401)],
  ['max-lines-per-function', 'lib/hub/long-arrow.ts', longArrow(61)],
  ['max-lines-per-function', 'lib/hub/long-function.ts', `export function a() ${body(61)}`],
  ['max-lines-per-function', 'lib/hub/long-comment.ts', `export function a() {\n${long(58)}\n\n}`],
  ['max-lines-per-function', 'infra/long-constructor.ts', `export class A {\n  constructor() ${body(61)}\n}`],
  ['max-lines-per-function', 'events/long-arrow.ts', longArrow(61)],
  ['max-lines-per-function', 'handlers/long-arrow.ts', longArrow(61)],
];

const allowed: Readonly<Record<string, string>> = {
  'lib/aws/sdk/retry.ts': `${clock}export const a = (clock: Clock) => clock.sleep(1);`,
  'lib/aws/sdk/failure.ts': "export const a = (error: Error) => error.name === 'Throttling';",
  'lib/hub/zone.ts':
    "export const a = (zone: { name: string }, now: number) => (zone.name === 'a' ? new Date(now) : null);",
  'lib/hub/fits.ts': longArrow(60),
  'lib/concepts/attachment/plan.ts': long(250),
  'lib/concepts/vpc-route/aws.ts': long(180),
  'test/time.ts': 'export const a = () => Date.now();',
  'test/named.ts': 'export const a = (text: string): string => `landing-zone.yaml ${text}`;',
  'test/twin/fits.ts': long(300),
  'test/twin/fits.test.ts': "test('a', () => {\n" + '  expect(1).toBe(1);\n'.repeat(61) + '});',
  'test/fits.test.ts': long(400),
  'handlers/fits.ts': long(60),
  'handlers/runtime.ts': 'export const a = () => new Date();',
};

const report = z.array(
  z.object({ filePath: z.string(), messages: z.array(z.object({ ruleId: z.string().nullable() })) }),
);

describe('eslint', () => {
  let reported: readonly (readonly [rule: string | null, file: string])[] = [];
  beforeAll(() => {
    const files = { ...allowed, ...Object.fromEntries(planted.map(([, file, text]) => [file, text])) };
    const output = runIn(files, 'eslint/bin/eslint.js', [
      'cli',
      'events',
      'handlers',
      'infra',
      'lib',
      'test',
      '--format',
      'json',
    ]);
    reported = report
      .parse(JSON.parse(output))
      .flatMap(({ filePath, messages }) =>
        messages.map(({ ruleId }) => [ruleId, filePath.replace(/^.*?checkout-[^/]+\//, '')] as const),
      );
  }, PATIENCE);

  test.each(planted)('%s is reported in %s', (rule, file) => {
    expect(reported).toContainEqual([rule, file]);
  });

  test('what is allowed is not reported', () => {
    expect(reported.filter(([, file]) => file in allowed)).toEqual([]);
  });
});
