import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { LandingZoneError, jsonSchema, landingZoneSchema, parseLandingZone } from '../../../lib/landing-zone';

const FILE = 'landing-zone.yaml';
const shipped = readFileSync(join(__dirname, '../../..', FILE), 'utf8');

/** The shipped file with one text replaced, which must be there exactly once. */
const having = (from: string, to: string): string => {
  if (shipped.split(from).length !== 2) throw new Error(`"${from}" is not there exactly once`);
  return shipped.replace(from, to);
};

const problems = (text: string): readonly string[] => {
  try {
    parseLandingZone(text, FILE);
  } catch (error) {
    if (error instanceof LandingZoneError) return error.message.split('\n').map((line) => line.replace(`${FILE}:`, ''));
    throw error;
  }
  return [];
};

test('what the shipped landing zone shows of other settings is right, too', () => {
  const [, comments = ''] = shipped.split('what an id does not tell stands beside it:\n');
  const shown = parse(comments.replaceAll(/^# ?/gm, '')) as Record<string, Record<string, object>>;
  const base = parse(shipped) as typeof shown;
  const { dev } = base['segments'] ?? {};
  const both = (key: string) => ({ ...base[key], ...shown[key] });
  const text = stringify({
    ...{ ...base, ...shown, hub: both('hub'), logs: both('logs'), registry: both('registry'), zones: both('zones') },
    segments: { ...base['segments'], dev: { ...dev, ...shown['segments']?.['dev'] } },
  });
  expect(problems(text)).toEqual([]);
  expect(Object.keys(shown)).toEqual(['hub', 'segments', 'zones', 'logs', 'registry', 'notify']);
});

test('the shipped landing zone is right', () => {
  const landingZone = parseLandingZone(shipped, FILE);
  expect(landingZone.organization.managementAccountId).toBe('100000000001');
  expect(landingZone.segments['dev']).toEqual({
    cidrs: ['10.1.0.0/16'],
    organizationalUnits: ['ou-pksl-00000dev'],
    dns: 'inbound',
    routes: [],
  });
  expect(landingZone.segments['shared']?.dns).toBe('zones');
});

test('what is left out gets the shipped values', () => {
  const start = shipped.indexOf('\nreach:');
  const landingZone = parseLandingZone(shipped.slice(0, start), FILE);
  const { join, leave, logs, guards } = parseLandingZone(shipped, FILE);
  expect(landingZone).toMatchObject({ join, leave, logs, guards, reach: [], zones: { private: [], public: [] } });
});

test('the parsed landing zone is JSON that passes the schema again', () => {
  const landingZone = parseLandingZone(shipped, FILE);
  expect(landingZoneSchema.parse(JSON.parse(JSON.stringify(landingZone)))).toEqual(landingZone);
});

test('the schema for editors names every section', () => {
  expect(Object.keys(jsonSchema().properties ?? {})).toEqual(Object.keys(parseLandingZone(shipped, FILE)));
});

test.each<[string, string, string, string]>([
  [
    'a CIDR that is none',
    'cidrs: [10.1.0.0/16]',
    'cidrs: [10.1.0.0/33]',
    '28:18 segments.dev.cidrs[0]: expected an IPv4 CIDR such as 10.1.0.0/16, found "10.1.0.0/33"',
  ],
  [
    'a CIDR with host bits',
    'cidrs: [10.1.0.0/16]',
    'cidrs: [10.1.2.0/16]',
    '28:18 segments.dev.cidrs[0]: expected a CIDR without host bits (10.1.0.0/16), found "10.1.2.0/16"',
  ],
  [
    'an account id without quotes',
    `managementAccountId: '100000000001'`,
    'managementAccountId: 100000000001',
    '7:24 organization.managementAccountId: expected an account id: twelve digits in quotes, such as "100000000001" (YAML reads unquoted digits as a number and drops leading zeros), found 100000000001',
  ],
  [
    'a key with a typing error',
    'drainMinutes',
    'drainMinuts',
    '49:10 leave: unknown key "drainMinuts"; did you mean "drainMinutes"?',
  ],
  [
    'a key from somewhere else',
    'sharing: true',
    'sharing: true\n  colour: red',
    '11:3 organization: unknown key "colour"; known are id, rootId, managementAccountId, trail, scp, sharing, controlTowerHomeRegion',
  ],
  [
    'two keys with typing errors in one section',
    's3Endpoint: create',
    's3endpoints: create\n  concept: all',
    '44:3 join: unknown key "s3endpoints"; did you mean "s3Endpoint"?; unknown key "concept"; did you mean "concepts"?',
  ],
  [
    'a value that is missing',
    '  trail: create',
    '  # trail: create',
    '5:3 organization.trail: expected "create" or the ARN of a trail, found nothing',
  ],
  [
    'a choice that does not exist',
    's3Endpoint: create',
    's3Endpoint: make',
    '44:15 join.s3Endpoint: expected create, require or off, found "make"',
  ],
  [
    'another answer than yes and no to service control policies',
    'scp: create',
    'scp: protect',
    '9:8 organization.scp: expected create or off, found "protect"',
  ],
  [
    'what is no IPAM pool',
    '# ipamPools: [ipam-pool-0123456789abcdef0]',
    'ipamPools: [10.0.0.0/8]',
    '46:15 join.ipamPools[0]: expected the id of an IPAM pool such as ipam-pool-0123456789abcdef0, found "10.0.0.0/8"',
  ],
  [
    'a concept that does not exist',
    'concepts: all',
    'concepts: [attachmnt]',
    '45:14 join.concepts[0]: expected query-log, flow-log, attachment, segment-routing, vpc-route, private-zone, s3-endpoint or dhcp-options, found "attachmnt"',
  ],
  [
    'neither of the two forms of concepts',
    'concepts: all',
    'concepts: 5',
    '45:13 join.concepts: expected "all" or a list of concept names, found 5',
  ],
  [
    'a part that is neither made nor named',
    'azs: 3',
    'az: 3',
    '16:8 hub.vpc.azs: expected a number of Availability Zones, 1 to 6, found nothing',
  ],
  [
    'the id of another kind of thing',
    'transitGateway: { asn: 64512 }',
    'transitGateway: { existing: vpc-0123 }',
    '17:31 hub.transitGateway.existing: expected an id such as tgw-0123456789abcdef0, found "vpc-0123"',
  ],
  [
    'a segment named like a tag value',
    '  dev: {',
    '  true: {',
    '28:3 segments: expected a segment name: lower-case letters, digits and hyphens, and neither "true" nor "false", which are tag values, found "true"',
  ],
  [
    'a setting beside the id of what exists',
    'transitGateway: { asn: 64512 }',
    'transitGateway: { existing: tgw-0123, asn: 64512 }',
    '17:41 hub.transitGateway: unknown key "asn"; known are existing',
  ],
  [
    'an id without what it does not tell',
    '{ cidr: 10.0.0.0/16, azs: 3 }',
    '{ existing: vpc-0123, cidr: 10.0.0.0/16, subnets: [] }',
    '16:58 hub.vpc.subnets: expected at least one subnet such as { id: subnet-0123456789abcdef0, cidr: 10.0.0.0/24 }, found []',
  ],
  [
    'a key two letters off',
    'repositories:',
    'repositorys:',
    'registry: unknown key "repositorys"; did you mean "repositories"?',
  ],
  ['a tag of YAML that nobody knows', 'version: 1', 'version: !number 1', '2:10 Unresolved tag: !number'],
  [
    'a section that is a list',
    'leave: { drainMinutes: 60 }',
    'leave: [60]',
    '49:8 leave: expected a section of settings, found [60]',
  ],
  [
    'an autonomous system number that is public',
    'asn: 64512',
    'asn: 65535',
    '17:26 hub.transitGateway.asn: expected a private ASN: 64512 to 65534, or 4200000000 to 4294967294, found 65535',
  ],
])('%s is told with its place, what was found and what was expected', (_, from, to, expected) => {
  expect(problems(having(from, to))).toContainEqual(expect.stringContaining(expected));
});

test('broken YAML is told with its place', () => {
  expect(problems(having('regions: [ap-southeast-3]', 'regions: [ap-southeast-3'))[0]).toMatch(/^2\d:\d+ /);
  expect(problems(having('stsRegion: us-east-1', 'stsRegion: us-east-1\nversion: 1'))).toEqual([
    '23:1 Map keys must be unique',
  ]);
});

test('an empty file lacks a landing zone', () => {
  expect(problems('')).toEqual(['1:1 expected a section of settings, found null']);
});

test('every problem is told at once, in the order of the file', () => {
  const text = having('trail: create', 'trail: no').replace('azs: 2', 'azs: 1').replace('version: 1', 'version: 2');
  expect(problems(text).map((line) => line.split(':')[0])).toEqual(['2', '8', '18']);
});
