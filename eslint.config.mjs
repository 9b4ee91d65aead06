import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

const forbid = (selector, message) => ({ selector, message });

/** Nowhere: ways around the types. Enums of our own too: the rule about what is assigned to an enum runs in infra alone. */
const NOWHERE = [
  forbid(
    'TSAsExpression > TSAsExpression > TSUnknownKeyword',
    'A cast through unknown tells the types nothing. Narrow instead.',
  ),
  forbid('TSEnumDeclaration', 'A union of literals does, and is the same in JSON.'),
];

/** Not in what is deployed: the real clock. Time comes in through `Clock`, so that the twin can run it. */
const CLOCK = [
  forbid('MemberExpression[object.name="Date"][property.name="now"]', 'Time comes in through Clock.'),
  forbid('NewExpression[callee.name="Date"][arguments.length=0]', 'Time comes in through Clock.'),
  forbid('CallExpression[callee.name=/^set(Timeout|Interval|Immediate)$/]', 'Waiting is an answer, not a sleep.'),
  forbid('ImportDeclaration[source.value=/^(node:)?timers/]', 'Waiting is an answer, not a sleep.'),
];

const ERROR = '/(^e|[eE]rr(or)?|[cC]ause|[eE]xception)$/';
const NAME_OF_ERROR = `MemberExpression[property.name="name"]:matches([object.name=${ERROR}], [object.property.name=${ERROR}])`;

/** Not in lib outside lib/aws/sdk, and not for people, who wait for what a command has begun: sleeping. */
const WAITS = [
  forbid(
    ':matches(CallExpression[callee.property.name="sleep"], CallExpression[callee.name="sleep"])',
    'Waiting is an answer, not a sleep.',
  ),
];

/** Not in lib outside lib/aws/sdk: a second list of AWS error names. */
const ERRORS = [
  forbid(
    `:matches(BinaryExpression[operator=/^[!=]==?$/] > ${NAME_OF_ERROR}, SwitchStatement > ${NAME_OF_ERROR})`,
    'AWS errors are compared by name in lib/aws/sdk/failure.ts only.',
  ),
];

/** Not in tests: the landing zone in the folder of the project, which its user edits. */
const USERS = [
  'CallExpression[callee.name=/^(readFileSync|readLandingZone)$/] > Literal[value="landing-zone.yaml"]',
  'Literal[value=/^([.][.][/])+landing-zone[.]yaml$/]',
].map((selector) => forbid(selector, 'landing-zone.yaml is the user’s. Read test/fixtures/landing-zone.yaml.'));

const lines = (max) => ({ 'max-lines': ['error', { max }] });
const LONGEST_FUNCTION = { 'max-lines-per-function': ['error', { max: 60 }] };
const restricted = (...entries) => ({ 'no-restricted-syntax': ['error', ...entries.flat()] });

/** The rules of the house; they need no types. The last entry that names a file decides about it. */
export const house = defineConfig(
  { files: ['**/*.ts'], rules: { ...restricted(NOWHERE), ...lines(300) } },
  { files: ['test/**/*.ts'], rules: restricted(NOWHERE, USERS) },
  { files: ['**/*.test.ts'], rules: lines(400) },
  { files: ['{cli,events,handlers,infra,lib}/**/*.ts'], rules: { ...lines(250), ...LONGEST_FUNCTION } },
  { files: ['lib/concepts/*/aws.ts'], rules: lines(180) },
  { files: ['handlers/**/*.ts'], rules: { ...restricted(NOWHERE, CLOCK), ...lines(60) } },
  // Where Lambda's real clock is made, in place of the twin's.
  { files: ['handlers/runtime.ts'], rules: restricted(NOWHERE) },
  { files: ['lib/aws/sdk/**/*.ts'], rules: restricted(NOWHERE, CLOCK) },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/aws/sdk/**', 'lib/operator/**'],
    rules: restricted(NOWHERE, CLOCK, WAITS, ERRORS),
  },
  { files: ['lib/operator/**/*.ts'], rules: restricted(NOWHERE, CLOCK, ERRORS) },
);

export default defineConfig(
  { ignores: ['.cache/', 'cdk.out/', 'coverage/', 'dist/', 'test/package/app/', '.venv/'] },
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    // A file with `#!`, whose text ESLint changes, would build the program of types a second time, which takes half a minute.
    languageOptions: { parserOptions: { project: 'tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // It takes as long as ten other rules. CDK has the only enums that we use.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    },
  },
  {
    // It takes a sixth of lint. In tests a look-alike of an instance is a stand-in, which fails the test where it does not do.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    files: ['{infra,test/infra}/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-enum-assignment': 'error' },
  },
  {
    files: ['test/**/*.test.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: { 'jest/no-disabled-tests': 'error', 'jest/no-focused-tests': 'error' },
  },
  {
    files: ['test/infra/*.test.ts'],
    // The assertions of aws-cdk-lib, beside Jest's.
    rules: {
      'jest/expect-expect': [
        'warn',
        { assertFunctionNames: ['expect', '*.has*', '*.allResources*', '*.resourceCountIs'] },
      ],
    },
  },
  house,
  prettier,
);
