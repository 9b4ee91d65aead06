import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { landingZoneSchema, parseLandingZone, type LandingZone } from '../../../lib/landing-zone';

const shipped = parseLandingZone(
  readFileSync(join(__dirname, '../../../landing-zone.yaml'), 'utf8'),
  'landing-zone.yaml',
);

/** The contradictions of the shipped landing zone after a change, as `path: message`. */
const after = (change: (landingZone: LandingZone) => void): readonly string[] => {
  const copy = structuredClone(shipped);
  change(copy);
  return (landingZoneSchema.safeParse(copy).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
};

const segment = (cidrs: string[], organizationalUnits: string[] = []) => ({
  cidrs,
  organizationalUnits,
  dns: 'zones' as const,
});

test('the shipped landing zone contradicts itself nowhere', () => {
  expect(after(() => undefined)).toEqual([]);
});

test.each<[string, (landingZone: LandingZone) => void, string]>([
  [
    'the management account as the hub',
    (zone) => (zone.hub.accountId = '100000000001'),
    'hub.accountId: expected another',
  ],
  [
    'a hub VPC outside every segment',
    (zone) => (zone.hub.vpc = { cidr: '10.9.0.0/16', azs: 3 }),
    'hub.vpc.cidr: expected a CIDR inside',
  ],
  [
    'a hub VPC larger than EC2 makes',
    (zone) => (zone.hub.vpc = { cidr: '10.0.0.0/15', azs: 3 }),
    'hub.vpc.cidr: expected a VPC CIDR between',
  ],
  [
    'a hub in a region that is not governed',
    (zone) => (zone.regions = ['ap-southeast-1']),
    "regions: expected the hub's region",
  ],
  ['a region twice', (zone) => zone.regions.push('ap-southeast-3'), 'regions.1: expected ap-southeast-3 once only'],
  [
    'sessions from an opt-in region',
    (zone) => (zone.stsRegion = 'ap-southeast-3'),
    'stsRegion: expected a region that is enabled',
  ],
  [
    'Control Tower at home in a foreign opt-in region',
    (zone) => (zone.organization.controlTowerHomeRegion = 'ap-southeast-5'),
    'organization.controlTowerHomeRegion: expected',
  ],
  [
    'mesh prefixes that overlap',
    (zone) => zone.mesh.prefixes.push('10.2.0.0/15'),
    'mesh.prefixes.1: expected a CIDR that overlaps no other; mesh.prefixes[0] is 10.0.0.0/14',
  ],
  [
    'a segment outside the mesh',
    (zone) => (zone.segments['test'] = segment(['10.4.0.0/16'])),
    'segments.test.cidrs.0: expected a CIDR inside a larger mesh prefix',
  ],
  [
    'a segment as large as its mesh prefix',
    (zone) => {
      zone.segments['test'] = segment(['10.4.0.0/16']);
      zone.mesh.prefixes.push('10.4.0.0/16');
    },
    'segments.test.cidrs.0: expected a CIDR inside a larger mesh prefix',
  ],
  [
    'segments that overlap',
    (zone) => (zone.segments['test'] = segment(['10.1.128.0/17'])),
    'segments.test.cidrs.0: expected a CIDR that overlaps no other; segments.dev.cidrs[0] is 10.1.0.0/16',
  ],
  [
    'an OU twice in one segment',
    (zone) => zone.segments['dev']?.organizationalUnits.push('ou-pksl-00000dev'),
    'segments.dev.organizationalUnits.1: expected ou-pksl-00000dev once only',
  ],
  [
    'reach of an unknown segment',
    (zone) => zone.reach.push(['dev', 'prd']),
    'reach.3.1: expected one of the segments shared, dev, staging, prod',
  ],
  ['reach of itself', (zone) => zone.reach.push(['dev', 'dev']), 'reach.3: expected two different segments'],
  [
    'one pair in both directions',
    (zone) => zone.reach.push(['dev', 'shared']),
    'reach.3: expected dev and shared once only',
  ],
  [
    'a zone for an unknown segment',
    (zone) => zone.zones.private.push({ name: 'a.internal', segments: ['prd'] }),
    'zones.private.3.segments.0: expected one of the segments',
  ],
  [
    'a private zone twice',
    (zone) => zone.zones.private.push({ name: 'piksel.internal', segments: [] }),
    'zones.private.3.name: expected piksel.internal once only',
  ],
  [
    'a public zone twice',
    (zone) => zone.zones.public.push('piksel.big.go.id'),
    'zones.public.2: expected piksel.big.go.id once only',
  ],
  [
    'more name servers than DHCP options hold',
    (zone) => (zone.hub.inboundResolver = { azs: 4 }),
    'join.nameServers: expected four name servers at most',
  ],
])('%s is a contradiction', (_, change, expected) => {
  expect(after(change)).toContainEqual(expect.stringContaining(expected));
});

test('an OU may permit several segments', () => {
  expect(after((zone) => zone.segments['prod']?.organizationalUnits.push('ou-pksl-00000dev'))).toEqual([]);
});

test('what exists already is not checked against the settings it has none of', () => {
  expect(
    after((zone) => {
      zone.hub.vpc = { existing: 'vpc-0123456789abcdef0' };
      zone.hub.inboundResolver = { existing: 'rslvr-in-0123456789abcdef0' };
    }),
  ).toEqual([]);
});
