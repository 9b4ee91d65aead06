import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initSchema } from '../../cli/schemas/init';
import { planSchema } from '../../cli/schemas/plan';
import { readLandingZone } from '../../infra/landing-zone-file';
import { reachableSegments } from '../../lib/landing-zone';
import { reachable } from '../twin/ec2/tgw-reach';
import { documentOf, wheelwright } from './command-line';
import { handMadeHub, hubIo, READER, type HandMade } from './hand-made-hub';

const file = join(mkdtempSync(join(tmpdir(), 'wheelwright-')), 'landing-zone.yaml');
const AS = ['--config', file, '--role', READER, '--management-role', READER];

/** The policies of Network Orchestration's guide ("Using and customizing route tables"): associated with, propagated to. */
const FLAT = ['Flat', ['Flat', 'On-premises', 'Infrastructure']] as const;
const ISOLATED = ['Isolated', ['On-premises', 'Infrastructure']] as const;
const SHARED_SERVICES = ['Infrastructure', ['Flat', 'On-premises', 'Isolated']] as const;
const POLICIES = { hub: SHARED_SERVICES, dev: FLAT, staging: ISOLATED, prod: ISOLATED };
type Name = keyof typeof POLICIES;
const NAMES = Object.keys(POLICIES) as Name[];

let made: HandMade;
beforeAll(async () => {
  const withTable = (table: string) => NAMES.filter((name) => POLICIES[name][0] === table);
  made = await handMadeHub({
    tables: { Flat: withTable('Flat'), Isolated: withTable('Isolated'), Infrastructure: withTable('Infrastructure') },
    propagations: Object.fromEntries(NAMES.map((name) => [name, POLICIES[name][1]])),
    // Keys and values count in any case.
    tags: Object.fromEntries(
      NAMES.map((name) => [
        name,
        { 'associate-with': POLICIES[name][0].toUpperCase(), 'Propagate-to': POLICIES[name][1].join(', ') },
      ]),
    ),
  });
});

test('migrate --from stno writes the mesh of the tags, with the same reachability', async () => {
  const from = made.world.calls.length;
  const { segments, blocks } = await documentOf(initSchema, ['migrate', '--from', 'stno', ...AS], hubIo(made));
  const { staging = '', prod = '' } = made.organization.accounts;
  expect([...segments].sort()).toEqual(['flat', 'infrastructure', `isolated-${prod}`, `isolated-${staging}`].sort());
  expect(blocks.map(({ found }) => found)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('table On-premises has no VPC') as string,
      expect.stringContaining(`segment isolated-${prod} gets a new table`) as string,
    ]) as string[],
  );
  expect(blocks.filter(({ found }) => found.includes('its tag says'))).toEqual([]);
  const landingZone = readLandingZone(file);
  const segmentOf = { hub: 'infrastructure', dev: 'flat', staging: `isolated-${staging}`, prod: `isolated-${prod}` };
  for (const one of NAMES)
    for (const other of NAMES.filter((name) => name !== one)) {
      const after = reachableSegments(landingZone, segmentOf[one]).includes(segmentOf[other]);
      const before = reachable(made.world, made.vpcs[one] ?? '', made.vpcs[other] ?? '');
      expect([one, other, after]).toEqual([one, other, before]);
    }
  const writes = made.world.calls
    .slice(from)
    .filter(({ action }) => !/:(Assume|Describe|Get|List|Search)/.test(action));
  expect(writes).toEqual([]);
});

test('plan --all beside it states which VPCs move to a table of their own, and for how long they have no path', async () => {
  const { vpcs } = made;
  const plan = await documentOf(planSchema, ['plan', '--all', ...AS], hubIo(made));
  expect(plan.unread).toEqual([]);
  expect([...plan.interrupts].sort()).toEqual(
    ['staging', 'prod'].map((name) => `${vpcs[name as Name] ?? ''} for about a minute`).sort(),
  );
});

test('a tag that says something else than AWS has is listed, and counts', async () => {
  const { code, stdout } = await wheelwright(
    ['migrate', '--from', 'stno', '--force', ...AS, '--propagate-to', 'Other-key'],
    hubIo(made),
  );
  expect(code).toBe(3);
  expect(stdout).toContain('is propagated to Flat, and its tag says otherwise; the file takes the tag');
});
