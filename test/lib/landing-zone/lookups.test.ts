import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allowedSegments,
  asSpoke,
  blackholes,
  dnsOf,
  hubOf,
  isSpoke,
  parseHubs,
  parseLandingZone,
  pushedTo,
  reachableSegments,
  segmentOfCidr,
  zonesOf,
} from '../../../lib/landing-zone';

const fixture = parseLandingZone(
  readFileSync(join(__dirname, '../../fixtures/landing-zone.yaml'), 'utf8'),
  'landing-zone.yaml',
);

describe('the segments an account may use', () => {
  const workloads = 'ou-pksl-workload';
  const nested = structuredClone(fixture);
  nested.segments['prod']?.organizationalUnits.push(workloads);
  nested.segments['staging']?.organizationalUnits.push('ou-pksl-00000dev');
  nested.organization.segmentByAccountTag = true;

  test.each<[string, readonly string[], readonly string[]]>([
    ['the root permits none', ['r-pksl'], []],
    ['an OU that no segment names permits none', ['r-pksl', 'ou-pksl-suspended'], []],
    ['an OU permits the segments that name it', ['r-pksl', workloads, 'ou-pksl-00000dev'], ['dev', 'staging']],
    ['an OU below inherits them', ['r-pksl', workloads, 'ou-pksl-00000dev', 'ou-pksl-000team1'], ['dev', 'staging']],
    ['an OU above counts only where no segment names an OU below', ['r-pksl', workloads, 'ou-pksl-000other'], ['prod']],
  ])('%s', (_, ouPath, expected) => {
    expect(allowedSegments(nested, { id: '100000000077', ouPath })).toEqual(expected);
  });
});

test('an account that may use a segment is a spoke, but not the hub and the management account below the root', () => {
  const rooted = structuredClone(fixture);
  rooted.segments['dev']?.organizationalUnits.push(rooted.organization.rootId);
  const { hub, organization } = rooted;
  const spoke = (id: string, state = 'ACTIVE') => isSpoke(rooted, { id, state, ouPath: [organization.rootId] });
  expect([spoke('100000000077'), spoke(hub.accountId), spoke(organization.managementAccountId)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(spoke('100000000077', 'SUSPENDED')).toBe(false);
});

describe('an account that a segment names by its id', () => {
  const named = structuredClone(fixture);
  named.segments['prod']?.accounts.push('100000000077');
  const placed = (...units: string[]) => ({ id: '100000000077', ouPath: ['r-pksl', ...units] });

  test('uses that segment in place of that of its OU', () => {
    expect(allowedSegments(named, placed('ou-pksl-00000dev'))).toEqual(['prod']);
    expect(allowedSegments(named, { ...placed('ou-pksl-00000dev'), id: '100000000078' })).toEqual(['dev']);
  });

  test('uses none where it lies below no OU of a segment: it has no roles there', () => {
    expect(allowedSegments(named, placed('ou-pksl-suspended'))).toEqual([]);
  });

  test('the root as an OU permits its segment to all accounts that lie below no other', () => {
    named.segments['staging']?.organizationalUnits.push('r-pksl');
    expect(allowedSegments(named, { id: '100000000078', ouPath: ['r-pksl', 'ou-pksl-suspended'] })).toEqual([
      'staging',
    ]);
    expect(allowedSegments(named, { id: '100000000078', ouPath: ['r-pksl', 'ou-pksl-00000dev'] })).toEqual(['dev']);
    expect(
      allowedSegments(named, asSpoke(named, { id: '100000000002', ouPath: ['r-pksl', 'ou-pksl-0platform'] })),
    ).toEqual([]);
  });
});

test('a segment reaches itself and the segments that it is paired with, in both directions', () => {
  expect(reachableSegments(fixture, 'shared')).toEqual(['dev', 'prod', 'shared', 'staging']);
  expect(reachableSegments(fixture, 'dev')).toEqual(['dev', 'shared']);
  expect(reachableSegments({ ...fixture, reach: [] }, 'dev')).toEqual(['dev']);
});

test('private zones, CIDRs and the kind of DNS are found by segment', () => {
  expect(zonesOf(fixture, 'dev')).toEqual(['dev.piksel.internal', 'piksel.internal']);
  expect(zonesOf(fixture, 'shared')).toEqual([]);
  expect(segmentOfCidr(fixture, '10.1.16.0/20')).toBe('dev');
  expect(segmentOfCidr(fixture, '10.0.0.0/15')).toBeUndefined();
  expect(dnsOf(fixture, 'dev')).toBe('inbound');
  expect(dnsOf(fixture, 'shared')).toBe('zones');
});

describe('the ids of the hub in the environment variable', () => {
  const hub = {
    transitGatewayId: 'tgw-0123456789abcdef0',
    routeTableIds: { dev: 'tgw-rtb-0123456789abcdef0' },
    prefixListId: 'pl-0123456789abcdef0',
    zoneIds: { 'piksel.internal': 'Z0123456789ABCDEFGHIJ' },
    resolverIps: ['10.0.0.10', '10.0.16.10'],
    queryLogConfigId: 'rqlc-0123456789abcdef',
    resourceShareArns: ['arn:aws:ram:ap-southeast-3:100000000002:resource-share/11111111-1111-1111-1111-111111111111'],
  };

  /** As in the environment variable: lists with commas. */
  const variable = { ...hub, resolverIps: hub.resolverIps.join(), resourceShareArns: hub.resourceShareArns.join() };
  const parsed = (more: object = {}) => parseHubs(JSON.stringify({ 'eu-west-1': { ...variable, ...more } }));

  test('are read from JSON by region', () => {
    expect(hubOf(parsed(), 'eu-west-1')).toEqual(hub);
  });

  test('are an error for a region without a hub', () => {
    expect(() => hubOf(parsed(), 'eu-west-2')).toThrow('no hub in eu-west-2, only in eu-west-1');
  });

  test.each(Object.keys(hub))('are refused without %s', (field) => {
    expect(() => parsed({ [field]: undefined })).toThrow(field);
  });

  test('are refused with an id of the wrong kind', () => {
    expect(() => parsed({ transitGatewayId: 'vpc-0123' })).toThrow('transitGatewayId');
  });
});

describe('blackholes', () => {
  const having = (cidr: string) => {
    const copy = structuredClone(fixture);
    copy.segments['dev']?.routes.push({ cidr, to: 'hub' });
    return copy;
  };

  test.each<[string, string, readonly string[]]>([
    ['a default route', '0.0.0.0/0', ['10.2.0.0/16', '10.3.0.0/16']],
    ['a summary', '10.2.0.0/15', ['10.2.0.0/16', '10.3.0.0/16']],
    ['a summary of on-premises', '172.16.0.0/12', []],
  ])('of %s are the CIDRs that the segment may not reach', (_, cidr, expected) => {
    expect(blackholes(having(cidr), 'dev')).toEqual(expected);
  });

  test('are none without a static route, and none in the tables of other segments', () => {
    expect(Object.keys(fixture.segments).flatMap((segment) => blackholes(fixture, segment))).toEqual([]);
    expect(blackholes(having('0.0.0.0/0'), 'prod')).toEqual([]);
  });
});

test('a workflow pushes to the images named like its repository, unless the config names others', () => {
  const push = { repository: 'piksel-ina/ODC', ref: 'refs/heads/main' };
  expect(pushedTo(fixture, push)).toEqual(['piksel/odc']);
  expect(pushedTo(fixture, { ...push, to: ['piksel/jupyter'] })).toEqual(['piksel/jupyter']);
});
