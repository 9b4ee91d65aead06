import { isInOrder } from '../../../lib/concepts/private-zone/plan';
import type { TargetRecord } from '../../../lib/hub/ledger';
import { hubOf, parseHubs, sampleHubVariable } from '../../../lib/landing-zone';
import type { Target } from '../../../lib/reconcile/target';
import { readInBulk } from '../../../lib/workers/join/read-in-bulk';
import { TwinClock } from '../../twin/clock';
import { fixtureLandingZone } from '../../world/landing-zone';

const clock = new TwinClock();
const minutesAgo = (minutes: number): string => new Date(clock.now().getTime() - minutes * 60_000).toISOString();
const record: TargetRecord = {
  ...{ key: 'vpc-1', state: 'joined', flags: [], segment: 'dev', text: '', since: minutesAgo(60), cidrs: [], plan: [] },
  changedAt: minutesAgo(30),
  concepts: { 'private-zone': 'in-sync' },
};

describe('what a sweep has read of the zones of a VPC', () => {
  const zones = { at: minutesAgo(5), zoneIds: ['Z1', 'Z2'], vpcs: { 'vpc-1': ['Z1'] } };
  const read = (from: typeof zones | undefined = zones, changes: Partial<TargetRecord> = {}, key = 'vpc-1') =>
    readInBulk({ clock }, from, new Map([['vpc-1', { ...record, ...changes }]]))(key);

  it('counts for a VPC that had joined, and of which nothing was changed since', () => {
    expect(read()).toEqual({ zones: { read: ['Z1', 'Z2'], of: ['Z1'] } });
  });

  it.each<[string, ReturnType<typeof read>]>([
    ['is older than a quarter of an hour', read({ ...zones, at: minutesAgo(16) })],
    ['is not there', readInBulk({ clock }, undefined, new Map([['vpc-1', record]]))('vpc-1')],
    ['is not of this VPC', read({ ...zones, vpcs: { 'vpc-1': [], ...{ 'vpc-2': [] } } }, {}, 'vpc-2')],
    ['is older than a change of ours', read(zones, { changedAt: minutesAgo(4) })],
    ['is older than the state', read(zones, { since: minutesAgo(4) })],
    ['is of a VPC that leaves', read(zones, { state: 'leaving' })],
    ['is of one whose zones were refused', read(zones, { concepts: { 'private-zone': 'refused' } })],
    ['is of one without zones in the ledger', read(zones, { concepts: {} })],
  ])('does not count where it %s', (_, found) => {
    expect(found).toBeUndefined();
  });
});

describe('a VPC needs nothing', () => {
  const landingZone = fixtureLandingZone();
  const hub = hubOf(parseHubs(JSON.stringify(sampleHubVariable(landingZone))), landingZone.hub.region);
  const all = Object.values(hub.zoneIds);
  const inputs = { accountId: '200000000001', region: 'r', now: new Date(0), ouPath: [], landingZone, hub };
  const target = (segment: string): Target => ({
    ...{ key: 'vpc-1', intent: 'join', because: '' },
    membership: { segment, quarantined: false, cidrs: [], localCidrs: [], subnetIds: [] },
  });
  const wanted = landingZone.zones.private.flatMap(({ name, segments }) =>
    segments.includes('dev') ? (hub.zoneIds[name] ?? []) : [],
  );
  const [first = ''] = wanted;

  it.each<[boolean, string, readonly string[], readonly string[], string]>([
    [true, 'with all zones of its segment, in any order', [...wanted].reverse(), all, 'dev'],
    [false, 'without one of them', wanted.slice(1), all, 'dev'],
    [false, 'with a zone that its segment has not', [...wanted, 'Z9'], [...all, 'Z9'], 'dev'],
    [false, 'with a zone that was not read', wanted, all.filter((id) => id !== first), 'dev'],
    [false, 'with the zones of another segment', wanted, all, 'nowhere'],
  ])('%s: %s', (expected, _, of, readIds, segment) => {
    expect(wanted.length).toBeGreaterThan(0);
    expect(isInOrder(target(segment), inputs, { zones: { read: readIds, of } })).toBe(expected);
  });
});
