import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { PATIENCE, ROOT, runIn } from './checkout';

const LIB = [
  'lib/names',
  'lib/landing-zone',
  'lib/admission',
  'lib/aws/resolver',
  'lib/aws/sdk',
  'lib/aws/read',
  'lib/reconcile',
  'lib/concepts/attachment',
  'lib/hub',
  'lib/dispatch',
  'lib/notify',
  'lib/routing',
  'lib/workers/join',
  'lib/operator',
] as const;
const DEPLOYED = ['cli', 'events', 'handlers', 'infra', ...LIB] as const;
const TESTS = ['test/twin', 'test/world', 'test/demo', 'test/e2e', 'test/laws'] as const;
const ROOMS = [...DEPLOYED, ...TESTS] as const;
type Room = (typeof ROOMS)[number];

const AWS = ['lib/aws/resolver', 'lib/aws/sdk', 'lib/aws/read'] as const;
const CONFIG = ['lib/names', 'lib/landing-zone'] as const;

/** The rooms that each room may import. Every other pair is planted, and must be reported. */
const ALLOWED: Readonly<Record<Room, readonly Room[]>> = {
  events: ['lib/names'],
  cli: ['events', 'lib/names', 'lib/landing-zone', 'lib/operator'],
  handlers: [
    'events',
    ...LIB.filter((room) => !['lib/admission', 'lib/concepts/attachment', 'lib/operator'].includes(room)),
  ],
  infra: ['events', 'lib/aws/read', ...CONFIG],
  'lib/names': [],
  'lib/landing-zone': ['lib/names'],
  'lib/admission': CONFIG,
  'lib/aws/resolver': [],
  'lib/aws/sdk': ['lib/aws/resolver', 'lib/names'],
  'lib/aws/read': ['lib/aws/resolver', 'lib/aws/sdk', 'lib/names'],
  'lib/reconcile': CONFIG,
  'lib/concepts/attachment': ['lib/reconcile', ...AWS, ...CONFIG],
  'lib/hub': ['lib/aws/read', 'lib/aws/sdk', 'lib/reconcile', ...CONFIG],
  'lib/dispatch': ['lib/hub', 'lib/reconcile', ...AWS, ...CONFIG],
  'lib/notify': ['lib/aws/sdk', 'lib/hub', ...CONFIG],
  'lib/routing': ['lib/aws/read', 'lib/concepts/attachment', 'lib/hub', 'lib/reconcile', ...CONFIG],
  'lib/workers/join': LIB.filter((room) => !['lib/notify', 'lib/routing', 'lib/operator'].includes(room)),
  'lib/operator': LIB.filter((room) => !['lib/admission', 'lib/notify'].includes(room)),
  'test/twin': ['lib/aws/resolver'],
  'test/world': [...DEPLOYED, 'test/twin'],
  'test/demo': ROOMS,
  'test/e2e': ROOMS,
  'test/laws': ROOMS,
};
/** The rooms of which a room may import types, but no values. */
const ALLOWED_TYPES: Readonly<Partial<Record<Room, readonly Room[]>>> = {
  'lib/reconcile': ['lib/aws/sdk', 'lib/aws/read'],
};

interface Arrow {
  readonly from: Room;
  readonly to: Room;
  readonly kind: 'value' | 'type';
}
const arrows: readonly Arrow[] = ROOMS.flatMap((from) =>
  ROOMS.filter((to) => to !== from).flatMap((to) => [
    { from, to, kind: 'value' as const },
    { from, to, kind: 'type' as const },
  ]),
);
const isAllowed = ({ from, to, kind }: Arrow): boolean =>
  ALLOWED[from].includes(to) || (kind === 'type' && (ALLOWED_TYPES[from] ?? []).includes(to));

/** In every room, `join.ts` holds the imports; `value.ts` and `type.ts` are what it imports of the others. */
const importer = ({ from }: Arrow): string => `${from}/join.ts`;
const imported = ({ to, kind }: Arrow): string => `${to}/${kind}.ts`;

function lineOf(arrow: Arrow): string {
  const path = relative(dirname(importer(arrow)), imported(arrow)).replace(/\.ts$/, '');
  return `import ${arrow.kind === 'type' ? 'type {} from ' : ''}'${path.startsWith('.') ? path : `./${path}`}';`;
}

/** What the rooms' table does not say: files that are allowed more or less than their room. */
const allowedFiles: Readonly<Record<string, string>> = {
  'cli/validate.ts':
    "import '../lib/aws/sdk/failure';\nexport const a = () => import('../infra/landing-zone-file');\nexport const b = 1;",
  'infra/landing-zone-file.ts': 'export const a = 1;',
  'lib/operator/calls.ts': "import './status-calls';\nexport const a = 1;",
  'lib/operator/status-calls.ts': "import '@aws-sdk/client-sqs';\nexport const a = 1;",
  'events/vpc/event.ts': "import * as z from 'zod';\nimport '../value';\nexport const a = z;",
  'handlers/enroll.ts': "import '../lib/workers/enroll';\nimport type { EC2Client } from '@aws-sdk/client-ec2';",
  'infra/workers.ts':
    "import '../lib/workers/join/worker';\nimport '../lib/workers/enroll/worker';\nimport '../lib/aws/sdk/calls';\nimport '../lib/operator/calls';",
  'lib/aws/sdk/calls.ts': 'export const a = 1;',
  'lib/aws/sdk/failure.ts': "import '@aws-sdk/client-sts';\nexport const a = 1;",
  'lib/reconcile/outcome.ts': "import '../aws/sdk/failure';\nexport const a = 1;",
  'lib/hub/queues.ts': "import '@aws-sdk/client-sqs';\nexport const a = 1;",
  'lib/concepts/attachment/aws.ts':
    "import '@aws-sdk/client-ec2';\nimport './plan';\nexport interface Mine { a: string }\nexport const a = 1;",
  'lib/concepts/attachment/plan.ts':
    "import type {} from '../../aws/read/type';\nimport '../../reconcile/outcome';\nexport const a = 1;",
  'lib/concepts/attachment/index.ts': "import './aws';\nimport './plan';\nexport const a = 1;",
  'lib/concepts/vpc-route/plan.ts': 'export const a = 1;',
  'lib/concepts/vpc-route/aws.ts': 'export const a = 1;',
  'lib/workers/join/worker.ts': "import '../../concepts/attachment';\nexport const a = 1;",
  'lib/workers/join/vpc-tags.ts': "import '@aws-sdk/client-ec2';\nexport const a = 1;",
  'lib/workers/enroll/worker.ts': 'export const a = 1;',
  'lib/workers/enroll/index.ts': 'export const a = 1;',
  'lib/names/zone.ts': "import './value';",
  'test/twin/world.ts': "import './ec2/state';\nexport const a = 1;",
  'test/twin/ec2/state.ts': "import type {} from '../world';\nimport './store';\nexport const a = 1;",
  'test/twin/ec2/store.ts': "import 'node:crypto';\nimport 'fast-check';\nimport './scope';\nexport const a = 1;",
  'test/twin/ec2/scope.ts': "import type {} from '../world';\nexport const a = 1;",
};

/**
 * What they are not allowed: the rule, the file, the import planted there. Of a circle, dependency-cruiser reports the
 * import of the file that sorts first.
 */
const plantedFiles: readonly (readonly [rule: string, file: string, line: string])[] = [
  ['events-import-zod-and-names-only', 'events/value.ts', "import '@aws-sdk/client-ec2';"],
  ['events-import-zod-and-names-only', 'events/vpc/event.ts', "import 'node:fs';"],
  ['names-imports-no-package', 'lib/names/value.ts', "import 'zod';"],
  ['names-imports-no-package', 'lib/names/value.ts', "import type {} from '@smithy/types';"],
  ['lib-consists-of-rooms', 'handlers/worker.ts', "import '../lib/workers';"],
  ['lib-consists-of-rooms', 'lib/dispatch/worker.ts', "import '../clock';"],
  ['reconcile-takes-types-of-aws', 'lib/reconcile/outcome.ts', "import '../aws/sdk/calls';"],
  ['reconcile-imports-allowed-rooms-only', 'lib/reconcile/outcome.ts', "import type {} from '../aws/resolver/type';"],
  ['no-concept-imports-another', 'lib/concepts/vpc-route/aws.ts', "import '../attachment/aws';"],
  ['no-concept-imports-another', 'lib/concepts/vpc-route/aws.ts', "import type {} from '../attachment/type';"],
  ['no-worker-imports-another', 'lib/workers/enroll/index.ts', "import '../join/worker';"],
  ['no-worker-imports-another', 'lib/workers/enroll/index.ts', "import type {} from '../join/type';"],
  ['handlers-import-their-own-worker-only', 'handlers/enroll.ts', "import '../lib/workers/join/worker';"],
  ['handlers-import-their-own-worker-only', 'handlers/worker.ts', "import '../lib/workers/enroll/worker';"],
  ['operator-is-for-the-command-line', 'infra/workers.ts', "import '../lib/operator/status-calls';"],
  ['operator-is-for-the-command-line', 'lib/dispatch/worker.ts', "import '../operator/value';"],
  ['cli-decides-nothing', 'cli/validate.ts', "import '../lib/hub/queues';"],
  ['cli-loads-infra-when-it-needs-it', 'cli/validate.ts', "import '../infra/workers';"],
  ['cli-imports-no-handlers', 'cli/validate.ts', "import '../handlers/value';"],
  ['nothing-imports-cli', 'infra/workers.ts', "import '../cli/value';"],
  ['sdk-in-aws-hub-and-calls-only', 'cli/validate.ts', "import '@aws-sdk/client-ec2';"],
  ['handlers-call-aws-through-lib', 'handlers/enroll.ts', "import '@aws-sdk/client-sqs';"],
  ['infra-imports-declarations-only', 'infra/workers.ts', "import '../lib/workers/enroll';"],
  ['infra-imports-declarations-only', 'infra/workers.ts', "import '../lib/aws/sdk/failure';"],
  ['sdk-in-aws-hub-and-calls-only', 'infra/workers.ts', "import '@aws-sdk/client-ec2';"],
  ['sdk-in-aws-hub-and-calls-only', 'lib/concepts/attachment/index.ts', "import '@aws-sdk/client-ec2';"],
  ['sdk-in-aws-hub-and-calls-only', 'lib/concepts/attachment/plan.ts', "import type {} from '@aws-sdk/client-ec2';"],
  ['sdk-in-aws-hub-and-calls-only', 'lib/workers/join/worker.ts', "import '@aws-sdk/client-ec2';"],
  ['sdk-in-aws-hub-and-calls-only', 'lib/dispatch/worker.ts', "import '@smithy/core';"],
  ['pure-files-do-no-io', 'lib/concepts/attachment/plan.ts', "import '../../aws/sdk/failure';"],
  ['pure-files-do-no-io', 'lib/concepts/vpc-route/plan.ts', "import './aws';"],
  ['pure-files-use-no-node', 'lib/concepts/vpc-route/plan.ts', "import 'node:fs';"],
  ['pure-files-use-no-node', 'lib/admission/value.ts', "import 'node:timers/promises';"],
  ['pure-files-use-no-node', 'lib/landing-zone/value.ts', "import 'node:fs';"],
  ['no-circle', 'lib/names/value.ts', "import './zone';"],
  ['no-circle', 'lib/aws/sdk/failure.ts', "import type {} from './retry';"],
  ['no-circle', 'test/demo/main.ts', "import type {} from './story';"],
  ['no-circle-of-values-in-the-twin', 'test/twin/ec2/scope.ts', "import './state';"],
  ['no-circle-in-the-twin-but-through-its-world', 'test/twin/ec2/store.ts', "import type {} from './table';"],
  ['no-circle-in-the-twin-but-through-its-world', 'test/twin/ec2/ring-1.ts', "import type {} from './ring-2';"],
];
/** Files that only the planted imports need. */
const plantedBeside: Readonly<Record<string, string>> = {
  'lib/clock.ts': 'export const a = 1;',
  'lib/workers/index.ts': "export * from './join/worker';\nexport * from './enroll/worker';",
  'lib/aws/sdk/retry.ts': "import type {} from './failure';\nexport const a = 1;",
  'test/demo/story.ts': "import './main';\nexport const a = 1;",
  'test/twin/ec2/table.ts': "import './store';\nexport const a = 1;",
  'test/twin/ec2/ring-2.ts': "import type {} from './ring-3';\nexport const a = 1;",
  'test/twin/ec2/ring-3.ts': "import type {} from './ring-1';\nexport const a = 1;",
};

/** A small house with all of our rooms and the arrows given. */
function houseWith(chosen: readonly Arrow[], ...more: readonly Readonly<Record<string, string>>[]) {
  const files: Record<string, string> = {};
  for (const room of ROOMS)
    for (const name of ['join', 'value', 'type']) files[`${room}/${name}.ts`] = 'export const a = 1;';
  for (const arrow of chosen) files[importer(arrow)] = `${lineOf(arrow)}\n${files[importer(arrow)] ?? ''}`;
  return Object.assign(files, ...more) as Readonly<Record<string, string>>;
}

function withPlanted(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const planted: Record<string, string> = { ...files };
  for (const [, file, line] of plantedFiles) planted[file] = `${line}\n${planted[file] ?? 'export const a = 1;'}`;
  return planted;
}

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    totalCruised: z.number(),
  }),
});
type Violation = z.infer<typeof report>['summary']['violations'][number];

/** What dependency-cruiser reports of a house. */
function violations(files: Readonly<Record<string, string>>): readonly Violation[] {
  const directories = ['cli', 'events', 'handlers', 'infra', 'lib', 'test'];
  const args = [...directories, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const output = runIn(files, 'dependency-cruiser/bin/dependency-cruise.mjs', args);
  const { summary } = report.parse(JSON.parse(output));
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length);
  return summary.violations;
}

/** `../aws/failure` seen from `lib/hub/queues.ts` is `lib/aws/failure`; a package stays a package. */
function targetOf(file: string, line: string): string {
  const named = /'([^']+)';$/.exec(line)?.[1] ?? '';
  return named.startsWith('.') ? join(dirname(file), named) : named.replace(/^node:/, '');
}

describe('dependency-cruiser', () => {
  const forbidden = arrows.filter((arrow) => !isAllowed(arrow));
  let reported: readonly Violation[] = [];
  beforeAll(() => {
    reported = violations(withPlanted(houseWith(forbidden, allowedFiles, plantedBeside)));
  }, PATIENCE);

  test(
    'accepts every allowed import',
    () => {
      expect(violations(houseWith(arrows.filter(isAllowed), allowedFiles))).toEqual([]);
    },
    PATIENCE,
  );

  const pairs = ROOMS.map((from) => [from, forbidden.filter((arrow) => arrow.from === from)] as const);
  test.each(pairs)('reports each import of %s that is not allowed, of values and of types', (_room, planted) => {
    const missed = planted.filter(
      (arrow) =>
        !reported.some(
          ({ from, to, rule }) =>
            from === importer(arrow) && to === imported(arrow) && !rule.name.startsWith('no-circle'),
        ),
    );
    expect(missed).toEqual([]);
  });

  test.each(plantedFiles)('reports %s: %s with %s', (rule, file, line) => {
    const target = targetOf(file, line);
    const mine = reported.filter(({ from, to }) => from === file && to.includes(target));
    expect(mine.map(({ rule: { name } }) => name)).toContain(rule);
  });

  test('has no rule that no planted import breaks', () => {
    const config = z
      .object({ forbidden: z.array(z.object({ name: z.string() })) })
      .parse(createRequire(join(ROOT, 'package.json'))('./.dependency-cruiser.cjs'));
    const broken = new Set(reported.map(({ rule }) => rule.name));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
