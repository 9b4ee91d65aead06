import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { VERSION } from '../../lib/names';
import { EXAMPLE, examplesIn, problemsIn } from '../../lib/operator/init/answers';
import { QUESTIONS, answersOf, problemWith, typed, type Typed } from '../../lib/operator/init/ask';
import type { Answers } from '../../lib/operator/init/landing-zone-text';
import { GITIGNORE, packageJson, projectFiles, type Files } from '../../lib/operator/init/project';
import { OperatorError } from '../../lib/operator/operator-error';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { initSchema } from '../schemas/init';
import { fromHub, withFromHub, type FromHub } from './from-hub';

interface Options extends Partial<Omit<Typed, 'segments' | 'notify'>>, FromHub {
  readonly segment?: readonly string[];
  readonly notify?: readonly string[];
  readonly package?: string;
  readonly force?: true;
  readonly yes?: true;
}

const KEYS = Object.keys(QUESTIONS) as (keyof Answers)[];
const TARBALL = `wheelwright-${VERSION}.tgz`;

/** Makes a project in this folder. */
export const initCommand = (): CliCommand => {
  const command = new CliCommand('init', {
    summary: 'Make a project in this folder: landing-zone.yaml, package.json, cdk.json, a GitHub workflow.',
    description:
      'In a terminal it asks for what no option gives; elsewhere, and with --yes, it takes the ids of an example, with which demo and sandbox work. It overwrites nothing without --force, and only adds to a package.json. The workflow validates and plans on a pull request, with the plan as a comment, and deploys on a merge. With --from-hub it writes landing-zone.yaml alone, for the hub that exists in the account of the credentials: each route table with VPCs becomes a segment, and what is in the way is listed, each with its command.',
    examples: [
      ['init', 'Ask for the ids'],
      ['init --yes', 'Take those of an example, to try the demo'],
      [
        'init --organization-id o-a1b2c3d4e5 --root-id r-a1b2 --management-account 111111111111 --hub-account 222222222222 --region eu-central-1 --segment dev=ou-a1b2-11111111',
        'Ask for nothing that is given',
      ],
      [
        'init --from-hub --profile hub --region eu-central-1',
        'Describe the hub of that account, and what is in the way',
      ],
    ],
    exits: ['attention'],
    schema: initSchema,
  });
  command
    .option('--organization-id <id>', 'such as o-a1b2c3d4e5')
    .option('--root-id <id>', 'such as r-a1b2')
    .option('--management-account <id>', 'twelve digits')
    .option('--hub-account <id>', 'twelve digits')
    .option('--mesh <cidr>', `the range of the whole mesh, such as ${EXAMPLE.mesh}`)
    .option('--segment <name=ou...>', 'segments with the OUs that may join them, such as dev=ou-…,ou-…')
    .option('--notify <address...>', 'e-mail addresses for alarms')
    .option('--package <spec>', `what package.json depends on; ${VERSION}, or ${TARBALL} if it is in this folder`)
    .option('--force', 'overwrite files that exist')
    .option('--yes', 'ask nothing');
  return withFromHub(command).runs<Options>(async (cli, options) => {
    if (options.fromHub) return fromHub(cli, options);
    refuseExisting(['landing-zone.yaml', 'cdk.json', '.github/workflows/landing-zone.yml'], options.force);
    const answers = await answered(cli, given(options));
    const problems = problemsIn(answers);
    if (problems.length > 0)
      throw new OperatorError({ found: problems.join('\n'), next: 'correct the options; nothing was written' });
    const files = { ...projectFiles(answers), ...added(options) };
    for (const [file, text] of Object.entries(files)) write(file, text);
    cli.say([...Object.keys(files).map((file) => `wrote ${file}`), '', ...nextSteps(answers)].join('\n'));
    return 'ok';
  });
};

/** What options say, as it would be typed. */
const given = ({ segment, notify, ...options }: Options): Partial<Typed> => ({
  ...options,
  ...(segment ? { segments: segment.join(' ') } : {}),
  ...(notify ? { notify: notify.join(' ') } : {}),
});

/** Asks for what is not given, where somebody can answer. */
async function answered({ io, options }: Cli<Options>, known: Partial<Typed>): Promise<Answers> {
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
function added({ package: spec }: Options): Files {
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
