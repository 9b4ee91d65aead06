import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { TARBALL, VERSION } from '../../lib/names';
import { EXAMPLE, examplesIn, problemsIn } from '../../lib/operator/init/answers';
import { QUESTIONS, answersOf, problemWith, typed, type Typed } from '../../lib/operator/init/ask';
import type { Answers } from '../../lib/operator/init/landing-zone-text';
import { GITIGNORE, packageJson, projectFiles, type Files } from '../../lib/operator/init/project';
import { OperatorError } from '../../lib/operator/operator-error';
import type { Cli } from '../cli';
import type { ExitName } from '../exit-codes';
import type { FromHub } from './from-hub';

/** The options of `init`. */
export interface NewProject extends Partial<Omit<Typed, 'segments' | 'notify'>>, FromHub {
  readonly segment?: readonly string[];
  readonly notify?: readonly string[];
  readonly package?: string;
  readonly force?: true;
  readonly yes?: true;
}

const KEYS = Object.keys(QUESTIONS) as (keyof Answers)[];

/**
 * Writes the files of a project into this folder.
 * @throws OperatorError if one exists, or if no landing zone can be written of the answers
 */
export async function newProject(cli: Cli<NewProject>, options: NewProject): Promise<ExitName> {
  refuseExisting(['landing-zone.yaml', 'cdk.json', '.github/workflows/landing-zone.yml'], options.force);
  const answers = await answered(cli, given(options));
  const problems = problemsIn(answers);
  if (problems.length > 0)
    throw new OperatorError({ found: problems.join('\n'), next: 'correct the options; nothing was written' });
  const files = { ...projectFiles(answers), ...added(options) };
  for (const [file, text] of Object.entries(files)) write(file, text);
  cli.say([...Object.keys(files).map((file) => `wrote ${file}`), '', ...nextSteps(answers)].join('\n'));
  return 'ok';
}

/** What options say, as it would be typed. */
const given = ({ segment, notify, ...options }: NewProject): Partial<Typed> => ({
  ...options,
  ...(segment ? { segments: segment.join(' ') } : {}),
  ...(notify ? { notify: notify.join(' ') } : {}),
});

/** Asks for what is not given, where somebody can answer. */
async function answered({ io, options }: Cli<NewProject>, known: Partial<Typed>): Promise<Answers> {
  const { prompt } = io;
  const answers: Partial<Record<keyof Answers, string>> = {};
  for (const key of KEYS) {
    const initial = known[key] ?? typed(EXAMPLE)[key];
    const asks = prompt !== undefined && known[key] === undefined && !options.yes;
    const question = { question: QUESTIONS[key], initial, check: (text: string) => problemWith(key, text) };
    answers[key] = asks ? await prompt(question) : initial;
  }
  return answersOf({ ...typed(EXAMPLE), ...answers });
}

/** @throws OperatorError if one of the files exists */
function refuseExisting(files: readonly string[], force: true | undefined): void {
  const existing = files.filter((file) => existsSync(file));
  if (existing.length === 0 || force) return;
  throw new OperatorError({
    found: existing.join(', '),
    expected: 'a folder without the files that are to be written',
    next: 'run the command in another folder, or with --force, which overwrites them',
  });
}

/** The files that a project may have already: what is missing is added. */
function added({ package: spec }: NewProject): Files {
  const existing = existsSync('package.json') ? readFileSync('package.json', 'utf8') : undefined;
  const source = spec ?? (existsSync(TARBALL) ? `file:${TARBALL}` : VERSION);
  return {
    'package.json': packageJson(existing, source),
    ...(existsSync('.gitignore') ? {} : { '.gitignore': GITIGNORE }),
  };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const SETTINGS: Readonly<Partial<Record<keyof Answers, string>>> = {
  organizationId: 'organization.id',
  rootId: 'organization.rootId',
  managementAccount: 'organization.managementAccountId',
  hubAccount: 'hub.accountId',
  segments: 'segments',
};

function nextSteps(answers: Answers): readonly string[] {
  const examples = examplesIn(answers).flatMap((key) => SETTINGS[key] ?? []);
  return [
    'Next:',
    ...(examples.length === 0
      ? []
      : [`  put your own ids in landing-zone.yaml: ${examples.join(', ')} are an example's`]),
    '  npm install                  writes package-lock.json, which the workflow needs',
    '  npx wheelwright validate     checks landing-zone.yaml',
    '  npx wheelwright demo         runs it in an emulated organization, without an AWS account',
    '  npx wheelwright synth        writes the templates',
    'Before the first deployment, in AWS: the steps 1 and 2 of "Deploy it" in node_modules/wheelwright/README.md.',
    'For the workflow: the roles that .github/workflows/landing-zone.yml names, which trust the OIDC provider of GitHub.',
  ];
}
