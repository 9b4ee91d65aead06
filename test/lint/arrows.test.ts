import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { PATIENCE, runIn } from './checkout';

/** A small house in which every import is allowed. */
const house: Readonly<Record<string, string>> = {
  'events/vpc/event.ts': "import * as z from 'zod';\nimport '../family';\nexport const a = z;",
  'events/family.ts': 'export const a = 1;',
  'events/index.ts': "export * from './vpc/event';",
  'lib/net/cidr.ts': 'export const a = 1;',
  'lib/net/circle.ts': "import './cidr';\nexport const a = 1;",
  'lib/landing-zone/index.ts': 'export const a = 1;',
  'lib/admission/index.ts': "import '../landing-zone';\nexport const a = 1;",
  'lib/ledger/ledger.ts': 'export const a = 1;',
  'lib/aws/failure.ts': "import '@aws-sdk/client-sts';\nexport const a = 1;",
  'lib/aws/calls.ts': 'export interface Calls { a: string }',
  'lib/reconcile/concept.ts': "import type { Calls } from '../aws/calls';\nexport const a: Calls = { a: '' };",
  'lib/workers/join.ts': "import '../concepts';\nexport const a = 1;",
  'lib/concepts.ts': "import './attachment';\nimport './vpc-route';\nexport const a = 1;",
  'lib/attachment/calls.ts': "import '@aws-sdk/client-ec2';\nexport interface Mine { a: string }\nexport const a = 1;",
  'lib/attachment/plan.ts':
    "import type { Mine } from './calls';\nimport '../landing-zone';\nimport '../reconcile/concept';\nexport const a: Mine = { a: '' };",
  'lib/attachment/apply.ts': "import './plan';\nimport '../aws/failure';\nexport const a = 1;",
  'lib/attachment/index.ts': "import './apply';\nimport './calls';\nexport const a = 1;",
  'lib/vpc-route/index.ts': "import '../net/cidr';\nexport const a = 1;",
  'lib/vpc-route/plan.ts': 'export const a = 1;',
  'handlers/join.ts':
    "import '../events';\nimport '../lib/workers/join';\nimport type { EC2Client } from '@aws-sdk/client-ec2';\nexport const a = (c: EC2Client) => c;",
  'infra/app.ts':
    "import '../events';\nimport '../lib/attachment/calls';\nimport '../lib/concepts';\nimport '../lib/landing-zone';\nexport const a = 1;",
  'test/world.ts': "import '../handlers/join';\nimport '../infra/app';\nimport 'fast-check';\nexport const a = 1;",
};

/** Every forbidden arrow, in one house: the rule, the file, the import planted there. */
const planted: readonly (readonly [rule: string, file: string, line: string])[] = [
  ['events-import-zod-only', 'events/family.ts', "import '../lib/net/cidr';"],
  ['events-import-zod-only', 'events/family.ts', "import type { Calls } from '../lib/aws/calls'; "],
  ['events-import-zod-only', 'events/vpc/event.ts', "import '@aws-sdk/client-ec2';"],
  ['events-import-zod-only', 'events/index.ts', "import 'node:fs';"],
  ['lib-imports-no-other-room', 'lib/net/cidr.ts', "import '../../events';"],
  ['lib-imports-no-other-room', 'lib/workers/join.ts', "import '../../handlers/join';"],
  ['lib-imports-no-other-room', 'lib/workers/join.ts', "import '../../infra/app';"],
  ['nothing-imports-test', 'handlers/join.ts', "import '../test/world';"],
  ['nothing-imports-test', 'lib/net/cidr.ts', "import '../../test/world';"],
  ['nothing-imports-handlers', 'infra/app.ts', "import '../handlers/join';"],
  ['nothing-imports-infra', 'handlers/join.ts', "import '../infra/app';"],
  ['infra-reads-patterns-calls-and-config-only', 'infra/app.ts', "import '../lib/attachment';"],
  ['infra-reads-patterns-calls-and-config-only', 'infra/app.ts', "import '../lib/admission';"],
  ['infra-reads-patterns-calls-and-config-only', 'infra/app.ts', "import '../lib/aws/failure';"],
  ['no-concept-imports-another', 'lib/vpc-route/index.ts', "import '../attachment';"],
  ['no-concept-imports-another', 'lib/vpc-route/plan.ts', "import type { Mine } from '../attachment/calls'; "],
  ['concepts-import-shared-rooms-only', 'lib/vpc-route/index.ts', "import '../ledger/ledger';"],
  ['concepts-import-shared-rooms-only', 'lib/vpc-route/index.ts', "import '../admission';"],
  ['concepts-import-shared-rooms-only', 'lib/vpc-route/index.ts', "import '../concepts';"],
  ['rooms-import-no-concept', 'lib/reconcile/concept.ts', "import '../attachment';"],
  ['sdk-in-calls-and-aws-only', 'lib/attachment/apply.ts', "import '@aws-sdk/client-ec2';"],
  ['sdk-in-calls-and-aws-only', 'lib/attachment/plan.ts', "import type { Vpc } from '@aws-sdk/client-ec2'; "],
  ['sdk-in-calls-and-aws-only', 'lib/ledger/ledger.ts', "import '@smithy/core';"],
  ['handlers-call-aws-through-lib', 'handlers/join.ts', "import '@aws-sdk/client-sqs';"],
  ['pure-files-do-no-io', 'lib/attachment/plan.ts', "import '../aws/failure';"],
  ['pure-files-do-no-io', 'lib/vpc-route/plan.ts', "import './index';"],
  ['pure-files-do-no-io', 'lib/admission/index.ts', "import '../ledger/ledger';"],
  ['pure-files-use-no-node', 'lib/attachment/plan.ts', "import 'node:fs';"],
  ['pure-files-use-no-node', 'lib/admission/index.ts', "import 'node:timers/promises';"],
  ['deployed-code-needs-no-development-package', 'lib/net/cidr.ts', "import 'fast-check';"],
  ['no-circle', 'lib/net/cidr.ts', "import './circle';"],
];

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    totalCruised: z.number(),
  }),
});
type Violation = z.infer<typeof report>['summary']['violations'][number];

/** What dependency-cruiser reports of a house. */
const violations = (files: Readonly<Record<string, string>>): readonly Violation[] => {
  const directories = ['events', 'handlers', 'infra', 'lib', 'test'];
  const output = runIn(files, 'dependency-cruiser/bin/dependency-cruise.mjs', [
    ...directories,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ]);
  const { summary } = report.parse(JSON.parse(output));
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length);
  return summary.violations;
};

/** `../aws/failure` seen from `lib/attachment/plan.ts` is `lib/aws/failure`; a package stays a package. */
const targetOf = (file: string, line: string): string => {
  const named = /'([^']+)';$/.exec(line)?.[1] ?? '';
  return named.startsWith('.') ? join(dirname(file), named) : named.replace(/^node:/, '');
};

const plantedHouse = (): Readonly<Record<string, string>> => {
  const files: Record<string, string> = { ...house };
  for (const [, file, line] of planted) files[file] = `${line}\n${files[file] ?? ''}`;
  return files;
};

describe('dependency-cruiser', () => {
  let reported: readonly Violation[] = [];
  beforeAll(() => {
    reported = violations(plantedHouse());
  }, PATIENCE);

  test(
    'lets every allowed import be',
    () => {
      expect(violations(house)).toEqual([]);
    },
    PATIENCE,
  );

  test.each(planted)('%s: %s with %s is reported', (rule, file, line) => {
    const target = targetOf(file, line);
    const mine = reported.filter(({ from, to }) => from === file && to.includes(target));
    expect(mine.map(({ rule: { name } }) => name)).toContain(rule);
  });
});

test('every rule has a planted import', () => {
  const config = readFileSync(join(__dirname, '../../.dependency-cruiser.cjs'), 'utf8');
  const rules = [...config.matchAll(/name: '([^']+)'/g)].map(([, name]) => name);
  expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual(rules.sort());
});
