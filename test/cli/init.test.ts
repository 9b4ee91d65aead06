import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Prompt } from '../../cli/io';
import { parseLandingZone } from '../../lib/landing-zone';
import { VERSION } from '../../lib/names';
import { planStory } from '../demo/plan';
import { wheelwright } from './command-line';
import { memoryIo } from './memory-io';

const repository = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelwright-init-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(repository);
  rmSync(folder, { recursive: true });
});

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const landingZone = () => parseLandingZone(read('landing-zone.yaml'), 'landing-zone.yaml');
const OWN = [
  ...['--organization-id', 'o-a1b2c3d4e5', '--root-id', 'r-a1b2'],
  ...['--management-account', '111111111111', '--hub-account', '222222222222', '--region', 'eu-west-1'],
  ...['--mesh', '10.64.0.0/12', '--segment', 'dev=ou-a1b2-11111111,ou-a1b2-22222222', 'prod=ou-a1b2-33333333'],
  ...['--notify', 'a@example.com', 'b@example.com'],
];

test('without a terminal it writes an example with which the demo works, and says what to replace', async () => {
  const { code, stdout, stderr } = await wheelwright(['init']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(() => planStory(landingZone())).not.toThrow();
  expect(stdout).toContain('organization.id, organization.rootId');
});

test('the options say everything: the file has no errors, and nothing is left to replace', async () => {
  const { code, stdout } = await wheelwright(['init', ...OWN]);
  expect(code).toBe(0);
  expect(stdout).not.toContain("an example's");
  const { organization, hub, segments, mesh, notify, guards } = landingZone();
  expect(organization).toMatchObject({ id: 'o-a1b2c3d4e5', rootId: 'r-a1b2', managementAccountId: '111111111111' });
  expect(hub).toMatchObject({ accountId: '222222222222', region: 'eu-west-1', vpc: { cidr: '10.64.0.0/16' } });
  expect(mesh.prefixes).toEqual(['10.64.0.0/12']);
  expect(Object.values(segments).flatMap(({ cidrs }) => cidrs)).toEqual([
    '10.64.0.0/14',
    '10.68.0.0/14',
    '10.72.0.0/14',
  ]);
  expect(segments['dev']?.organizationalUnits).toEqual(['ou-a1b2-11111111', 'ou-a1b2-22222222']);
  expect(notify).toEqual(['a@example.com', 'b@example.com']);
  // The first deployment changes nothing in spokes.
  expect(guards.planOnly).toBe(true);
});

test('the first line of the file names the schema in the installed package', async () => {
  await wheelwright(['init']);
  const [first = ''] = read('landing-zone.yaml').split('\n');
  const [, schema = ''] = /\$schema=\.\/node_modules\/wheelwright\/(.+)$/.exec(first) ?? [];
  expect(existsSync(join(repository, schema))).toBe(true);
});

test('wrong options are reported with what was expected, and nothing is written', async () => {
  const { code, stderr } = await wheelwright(['init', '--hub-account', '12', '--mesh', '10.0.0.0/33']);
  expect(code).toBe(1);
  expect(stderr).toContain('hub.accountId: expected an account id of twelve digits');
  expect(stderr).toContain('mesh.prefixes[0]: expected an IPv4 CIDR');
  expect(existsSync('landing-zone.yaml')).toBe(false);
});

describe('in a terminal', () => {
  const asked: Prompt[] = [];
  beforeEach(() => asked.splice(0));
  const io = (answer: (prompt: Prompt) => string) =>
    memoryIo({
      prompt: (prompt) => {
        asked.push(prompt);
        return Promise.resolve(answer(prompt));
      },
    });

  it('asks for what no option gives, with defaults', async () => {
    const { code } = await wheelwright(
      ['init', '--region', 'eu-west-1'],
      io(({ initial }) => initial),
    );
    expect(code).toBe(0);
    expect(asked.map(({ question }) => question)).toHaveLength(7);
    expect(asked.map(({ question }) => question).join()).not.toContain('region');
  });

  it('checks each answer by itself', async () => {
    await wheelwright(
      ['init'],
      io(({ initial }) => initial),
    );
    const check = (what: string, answer: string) =>
      asked.find(({ question }) => question.includes(what))?.check(answer);
    expect(check('hub account', '12')).toContain('expected an account id of twelve digits');
    expect(check('hub account', '222222222222')).toBeUndefined();
    expect(check('Segments', 'dev=ou-1')).toContain('segments.dev.organizationalUnits[0]');
    expect(check('Segments', 'dev=ou-a1b2-11111111 prod=ou-a1b2-33333333')).toBeUndefined();
  });

  it('asks nothing with --yes', async () => {
    await wheelwright(
      ['init', '--yes'],
      io(() => ''),
    );
    expect(asked).toEqual([]);
  });
});

describe('files that exist', () => {
  it('are not overwritten, and all are named before anything is written', async () => {
    writeFileSync('cdk.json', 'mine');
    writeFileSync('landing-zone.yaml', 'mine');
    const { code, stderr } = await wheelwright(['init']);
    expect({ code, files: [read('cdk.json'), read('landing-zone.yaml')] }).toEqual({
      code: 1,
      files: ['mine', 'mine'],
    });
    expect(stderr).toContain('landing-zone.yaml, cdk.json');
    expect(existsSync('package.json')).toBe(false);
  });

  it('are overwritten with --force', async () => {
    writeFileSync('landing-zone.yaml', 'mine');
    expect((await wheelwright(['init', '--force'])).code).toBe(0);
    expect(landingZone().version).toBe(1);
  });

  it('keep what they have if it is package.json: only what is missing is added', async () => {
    writeFileSync('package.json', JSON.stringify({ name: 'mine', dependencies: { zod: '4.0.0' } }));
    await wheelwright(['init']);
    expect(JSON.parse(read('package.json'))).toEqual({
      private: true,
      name: 'mine',
      dependencies: { zod: '4.0.0', wheelwright: VERSION },
    });
  });
});

test('package.json depends on the tarball in the folder, or on what --package says', async () => {
  writeFileSync(`wheelwright-${VERSION}.tgz`, '');
  await wheelwright(['init']);
  expect(JSON.parse(read('package.json'))).toMatchObject({
    dependencies: { wheelwright: `file:wheelwright-${VERSION}.tgz` },
  });
  rmSync('package.json');
  await wheelwright(['init', '--force', '--package', '^0.2.0']);
  expect(JSON.parse(read('package.json'))).toMatchObject({ dependencies: { wheelwright: '^0.2.0' } });
});

describe('the workflow', () => {
  const job = z.looseObject({
    if: z.string(),
    permissions: z.record(z.string(), z.string()),
    environment: z.string().optional(),
    steps: z.array(
      z.looseObject({ uses: z.string().optional(), run: z.string().optional(), with: z.looseObject({}).optional() }),
    ),
  });
  const workflow = z.looseObject({
    on: z.strictObject({
      pull_request: z.strictObject({ paths: z.array(z.string()) }),
      push: z.strictObject({ branches: z.tuple([z.literal('main')]), paths: z.array(z.string()) }),
    }),
    permissions: z.strictObject({}),
    concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.string() }),
    jobs: z.strictObject({ validate: job, plan: job, deploy: job }),
  });
  const written = async () => {
    await wheelwright(['init', ...OWN]);
    return workflow.parse(parse(read('.github/workflows/landing-zone.yml')));
  };
  const runs = ({ steps }: z.infer<typeof job>): readonly string[] => steps.flatMap(({ run }) => run ?? []);
  const roles = ({ steps }: z.infer<typeof job>) => steps.flatMap((step) => step.with?.['role-to-assume'] ?? []);

  it('validates and plans on a pull request, with the plan as a comment', async () => {
    const { validate, plan } = (await written()).jobs;
    expect(runs(validate)).toEqual(['npm ci', 'npx wheelwright validate', 'npx wheelwright synth']);
    expect(validate.if).toBe("github.event_name == 'pull_request'");
    expect(runs(plan).join('\n')).toContain('npx wheelwright plan --all');
    expect(runs(plan).at(-1)).toContain('gh pr comment');
    // A fork's code never gets a token of ours.
    expect(plan.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
  });

  it('deploys on a merge, to each account with a role of its own', async () => {
    const { deploy } = (await written()).jobs;
    expect(deploy.if).toBe("github.event_name == 'push'");
    expect(runs(deploy)).toEqual([
      'npm ci',
      'npx wheelwright deploy --account hub --yes',
      'npx wheelwright deploy --account management --yes',
    ]);
    expect(roles(deploy)).toEqual([
      'arn:aws:iam::222222222222:role/landing-zone-deploy',
      'arn:aws:iam::111111111111:role/landing-zone-deploy',
    ]);
    expect(deploy.environment).toBe('landing-zone');
  });

  it('gives each job no permission that it does not need, and a pull request the role that reads', async () => {
    const { validate, plan, deploy } = (await written()).jobs;
    expect(validate.permissions).toEqual({ contents: 'read' });
    expect(plan.permissions).toEqual({ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' });
    expect(deploy.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(roles(plan)).toEqual(['arn:aws:iam::222222222222:role/landing-zone-plan']);
  });

  it('puts no text of a pull request into a script', async () => {
    const { jobs } = await written();
    const expressions = Object.values(jobs).flatMap(
      (each) =>
        runs(each)
          .join('\n')
          .match(/\$\{\{.*?\}\}/g) ?? [],
    );
    expect(expressions).toEqual(['${{ github.event.pull_request.number }}']);
  });
});
