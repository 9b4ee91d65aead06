import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { landingZoneSchema, parseLandingZone, type LandingZone } from '../../../lib/landing-zone';

const fixture = parseLandingZone(
  readFileSync(join(__dirname, '../../fixtures/landing-zone.yaml'), 'utf8'),
  'landing-zone.yaml',
);

/** The contradictions of the fixture after a change, as `path: message`. */
const after = (change: (landingZone: LandingZone) => void): readonly string[] => {
  const copy = structuredClone(fixture);
  change(copy);
  return (landingZoneSchema.safeParse(copy).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
};

const segment = (cidrs: string[], organizationalUnits: string[] = []) => ({
  cidrs,
  organizationalUnits,
  accounts: [],
  dns: 'zones' as const,
  routes: [],
});

const EXISTING_ZONE = { name: 'a.internal', segments: [], existing: 'Z0123456789ABCDEFGHIJ' };

test('the fixture has no contradictions', () => {
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
    'hub.vpc.cidr: expected a CIDR inside a CIDR of one segment',
  ],
  [
    'a hub VPC larger than EC2 makes',
    (zone) => (zone.hub.vpc = { cidr: '10.0.0.0/15', azs: 3 }),
    'hub.vpc.cidr: expected the CIDR of a VPC, between',
  ],
  [
    '[FC6] a mesh of more prefixes than its list has room for',
    (zone) => {
      zone.mesh.maxEntries = 1;
      zone.mesh.prefixes.push('10.8.0.0/14');
    },
    'mesh.maxEntries: expected 2 or more, the number of mesh.prefixes',
  ],
  [
    'a hub in a region that is not governed',
    (zone) => (zone.regions = ['ap-southeast-1']),
    'regions: expected [ap-southeast-3]',
  ],
  [
    "[FC20] a region that is not the hub's",
    (zone) => zone.regions.push('ap-southeast-1'),
    "regions.1: expected the hub's region ap-southeast-3 and no other",
  ],
  [
    'a region twice',
    (zone) => zone.regions.push('ap-southeast-3'),
    'regions.1: expected each value once, found "ap-southeast-3" again',
  ],
  [
    'sessions from an opt-in region',
    (zone) => (zone.stsRegion = 'ap-southeast-3'),
    'stsRegion: expected a region that every account has',
  ],
  [
    'a Control Tower home region that is an opt-in region and not governed',
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
    'segments.test.cidrs.0: expected a CIDR inside a larger CIDR of mesh.prefixes',
  ],
  [
    'a segment as large as its mesh prefix',
    (zone) => {
      zone.segments['test'] = segment(['10.4.0.0/16']);
      zone.mesh.prefixes.push('10.4.0.0/16');
    },
    'segments.test.cidrs.0: expected a CIDR inside a larger CIDR of mesh.prefixes',
  ],
  [
    'segments that overlap',
    (zone) => (zone.segments['test'] = segment(['10.1.128.0/17'])),
    'segments.test.cidrs.0: expected a CIDR that overlaps no other; segments.dev.cidrs[0] is 10.1.0.0/16',
  ],
  [
    'more segments than a transit gateway takes route tables',
    (zone) => {
      zone.mesh.prefixes.push('10.64.0.0/16');
      for (let index = 0; index < 17; index++) zone.segments[`s${index}`] = segment([`10.64.${index}.0/24`]);
    },
    'segments: expected 20 segments at most, the route tables that a transit gateway takes, found 21',
  ],
  [
    'more mesh prefixes than a VPC route table holds routes',
    (zone) => {
      for (let index = 0; index < 500; index++)
        zone.mesh.prefixes.push(`100.64.${index % 250}.${index < 250 ? 0 : 128}/25`);
    },
    'mesh.prefixes: expected 500 prefixes at most, the routes that a VPC route table holds, found 501',
  ],
  [
    'an OU twice in one segment',
    (zone) => zone.segments['dev']?.organizationalUnits.push('ou-pksl-00000dev'),
    'segments.dev.organizationalUnits.1: expected each value once, found "ou-pksl-00000dev" again',
  ],
  [
    'reach of an unknown segment',
    (zone) => zone.reach.push(['dev', 'prd']),
    'reach.3.1: expected the name of a segment; did you mean',
  ],
  ['reach of itself', (zone) => zone.reach.push(['dev', 'dev']), 'reach.3: expected two different segments'],
  [
    'one pair in both directions',
    (zone) => zone.reach.push(['dev', 'shared']),
    'reach.3: expected each value once, found "dev and shared" again',
  ],
  [
    'a zone for an unknown segment',
    (zone) => zone.zones.private.push({ name: 'a.internal', segments: ['prd'] }),
    'zones.private.3.segments.0: expected the name of a segment',
  ],
  [
    'a zone of another account that does not exist yet',
    (zone) => zone.zones.private.push({ name: 'a.internal', segments: [], accountId: '100000000009' }),
    'zones.private.3.accountId: expected "existing" beside it, the id of the zone',
  ],
  [
    'a zone that the hub account owns anyway',
    (zone) => zone.zones.private.push({ ...EXISTING_ZONE, accountId: '100000000002' }),
    "zones.private.3.accountId: expected another account than the hub's",
  ],
  [
    'a zone of the management account',
    (zone) => zone.zones.private.push({ ...EXISTING_ZONE, accountId: '100000000001' }),
    'zones.private.3.accountId: expected another account than organization.managementAccountId',
  ],
  [
    'a private zone twice',
    (zone) => zone.zones.private.push({ name: 'piksel.internal', segments: [] }),
    'zones.private.3.name: expected each value once, found "piksel.internal" again',
  ],
  [
    'a public zone twice',
    (zone) => zone.zones.public.push('piksel.big.go.id'),
    'zones.public.2: expected each value once, found "piksel.big.go.id" again',
  ],
  [
    'more name servers than DHCP options hold',
    (zone) => (zone.hub.inboundResolver = { azs: 4 }),
    'join.nameServers: expected 4 name servers at most',
  ],
])('%s is a contradiction', (_, change, expected) => {
  expect(after(change)).toContainEqual(expect.stringContaining(expected));
});

test('as many segments and mesh prefixes as AWS allows are no contradiction', () => {
  expect(
    after((zone) => {
      for (let index = 0; index < 499; index++)
        zone.mesh.prefixes.push(`100.64.${index % 250}.${index < 250 ? 0 : 128}/25`);
      for (let index = 0; index < 16; index++) zone.segments[`s${index}`] = segment([`100.64.${index}.128/26`]);
      zone.mesh.maxEntries = 500;
      expect(zone.mesh.prefixes).toHaveLength(500);
      expect(Object.keys(zone.segments)).toHaveLength(20);
    }),
  ).toEqual([]);
});

describe('an OU that several segments name', () => {
  const share = (zone: LandingZone) => {
    zone.segments['staging']?.organizationalUnits.push('ou-pksl-00000dev');
    zone.segments['prod']?.organizationalUnits.push('ou-pksl-00000dev');
  };

  test('is an error in each further segment, which names the first one and both ways out', () => {
    const problem = (segment: string) =>
      `segments.${segment}.organizationalUnits.1: expected each OU in one segment, found "ou-pksl-00000dev" in two segments; segments.dev.organizationalUnits[0] names it, too: remove one of the two, or set organization.segmentByAccountTag: true if accounts pick their segment by the tag wheelwright:segment`;
    expect(after(share)).toEqual([problem('staging'), problem('prod')]);
  });

  test('is allowed with organization.segmentByAccountTag', () => {
    expect(
      after((zone) => {
        share(zone);
        zone.organization.segmentByAccountTag = true;
      }),
    ).toEqual([]);
  });

  test('is one error where a single segment names the OU twice', () => {
    expect(after((zone) => zone.segments['dev']?.organizationalUnits.push('ou-pksl-00000dev'))).toHaveLength(1);
  });
});

describe('a part of the hub that exists already', () => {
  const vpc = () => ({
    existing: 'vpc-0123456789abcdef0',
    cidr: '10.0.0.0/20',
    subnets: ['10.0.0.0/24', '10.0.1.0/24'].map((cidr, index) => ({ id: `subnet-0123456789abcdef${index}`, cidr })),
    routeTableIds: ['rtb-0123456789abcdef0'],
  });
  const resolver = (...addresses: string[]) => ({ existing: 'rslvr-in-0123456789abcdef0', addresses });

  test('is not checked for settings that only a created part has', () => {
    expect(
      after((zone) => {
        zone.hub.vpc = vpc();
        zone.hub.inboundResolver = resolver('10.0.0.5', '10.0.1.5');
        zone.hub.testInstances = true;
      }),
    ).toEqual([]);
  });

  test.each<[string, (landingZone: LandingZone) => void, string]>([
    [
      'a VPC outside every segment',
      (zone) => (zone.hub.vpc = { ...vpc(), cidr: '10.0.0.0/15' }),
      'hub.vpc.cidr: expected the CIDR of a VPC, between',
    ],
    [
      'a subnet of another VPC',
      (zone) => (zone.hub.vpc = { ...vpc(), cidr: '10.0.0.0/24' }),
      'hub.vpc.subnets.1.cidr: expected a CIDR inside hub.vpc.cidr, 10.0.0.0/24',
    ],
    [
      'an attachment to a transit gateway that is created',
      (zone) => (zone.hub.vpc = { ...vpc(), attachmentId: 'tgw-attach-0123456789abcdef0' }),
      'hub.vpc.attachmentId: expected no attachment',
    ],
    [
      'a resolver in more zones than there are subnets',
      (zone) => {
        zone.hub.vpc = vpc();
        zone.hub.inboundResolver = { azs: 3 };
      },
      'hub.inboundResolver.azs: expected no more than the 2 Availability Zones of hub.vpc',
    ],
    [
      'more addresses of a resolver than DHCP options hold',
      (zone) => (zone.hub.inboundResolver = resolver('10.0.0.5', '10.0.1.5', '10.0.2.5', '10.0.3.5')),
      'join.nameServers: expected 4 name servers at most',
    ],
  ])('%s is a contradiction', (_name, change, problem) => {
    expect(after(change)).toContainEqual(expect.stringContaining(problem));
  });
});

test.each<[string, (landingZone: LandingZone) => void, string]>([
  [
    'an existing route table of a transit gateway that is created',
    (zone) => Object.assign(zone.segments['dev'] ?? {}, { routeTable: 'tgw-rtb-0123456789abcdef0' }),
    'segments.dev.routeTable: expected none; hub.transitGateway is created',
  ],
  [
    'one route table for two segments',
    (zone) => {
      zone.hub.transitGateway = { existing: 'tgw-0123456789abcdef0' };
      for (const name of ['dev', 'prod'])
        Object.assign(zone.segments[name] ?? {}, { routeTable: 'tgw-rtb-0123456789abcdef0' });
    },
    'segments.prod.routeTable: expected each value once',
  ],
  [
    'the root of another organization as an OU',
    (zone) => zone.segments['dev']?.organizationalUnits.push('r-else'),
    'segments.dev.organizationalUnits.1: expected r-pksl, the root in organization.rootId',
  ],
  [
    'an account in two segments',
    (zone) => {
      zone.segments['dev']?.accounts.push('100000000077');
      zone.segments['prod']?.accounts.push('100000000077');
    },
    'segments.prod.accounts.0: expected each account once, found "100000000077" again; segments.dev.accounts[0] is the same',
  ],
  [
    'the hub account in a segment',
    (zone) => zone.segments['dev']?.accounts.push(zone.hub.accountId),
    'segments.dev.accounts.0: expected the account of a spoke',
  ],
  [
    '[FC18] a delegated administrator during an upgrade',
    (zone) => Object.assign(zone.organization, { delegatedAdministrator: 'hub', upgradingFrom: '0.1.0' }),
    'organization.delegatedAdministrator: expected none during an upgrade',
  ],
  [
    'a log archive that is the hub account',
    (zone) => (zone.logs.bucket = { accountId: zone.hub.accountId }),
    "logs.bucket.accountId: expected another account than the hub's",
  ],
  [
    'a key of another region than the log bucket',
    (zone) => (zone.logs.encryption = { kms: 'arn:aws:kms:eu-west-1:100000000003:key/1' }),
    'logs.encryption.kms: expected a key in ap-southeast-3, the region of the bucket',
  ],
  [
    'logs that get cold after they are deleted',
    (zone) => (zone.logs.retention = { days: 30, coldAfterDays: 30 }),
    'logs.retention.coldAfterDays: expected fewer than the 30 days',
  ],
  [
    'a lock that lasts longer than the objects are kept',
    (zone) => (zone.logs.objectLock = { mode: 'governance', days: 366 }),
    'logs.objectLock.days: expected at most the 365 days',
  ],
  [
    'a lock on a bucket that exists',
    (zone) => {
      zone.logs.bucket = { existing: 'their-logs' };
      zone.logs.objectLock = { mode: 'governance', days: 30 };
    },
    'logs.objectLock: expected off; a bucket that exists has the settings',
  ],
  [
    'a static route into a segment',
    (zone) => zone.segments['dev']?.routes.push({ cidr: '10.3.0.0/20', to: 'hub' }),
    'segments.dev.routes.0.cidr: expected a default route or a summary; it is inside segments.prod.cidrs[0]',
  ],
  [
    'a static route twice',
    (zone) => zone.segments['dev']?.routes.push({ cidr: '0.0.0.0/0', to: 'hub' }, { cidr: '0.0.0.0/0', to: 'hub' }),
    'segments.dev.routes.1.cidr: expected each value once, found "0.0.0.0/0" again',
  ],
  [
    'test instances without the endpoints of Systems Manager',
    (zone) => {
      zone.hub.testInstances = true;
      zone.hub.endpoints.push('ssm');
    },
    'hub.endpoints: expected ssmmessages too',
  ],
  [
    'a workflow that pushes to an unknown image repository',
    (zone) => (zone.registry.push = [{ repository: 'piksel-ina/odc', ref: 'refs/heads/main', to: ['piksel/oddc'] }]),
    'registry.push.0.to.0: expected one of registry.repositories; did you mean',
  ],
  [
    'a workflow without an image repository of its name',
    (zone) => (zone.registry.push = [{ repository: 'piksel-ina/images', ref: 'refs/heads/main' }]),
    'registry.push.0: expected "to" with piksel/odc or piksel/jupyter; no image repository ends in the name of piksel-ina/images',
  ],
  [
    'a workflow twice',
    (zone) => zone.registry.push.push(...zone.registry.push),
    'registry.push.1: expected each value once, found "piksel-ina/odc refs/heads/main" again',
  ],
])('%s is the only contradiction', (_name, change, problem) => {
  expect(after(change)).toEqual([expect.stringContaining(problem)]);
});
