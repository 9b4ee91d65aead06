import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('the shipped landing zone is right', () => {
  const landingZone = parseLandingZone(shipped, FILE);
  expect(landingZone.organization.managementAccountId).toBe('100000000001');
  expect(landingZone.segments['dev']).toEqual({
    cidrs: ['10.1.0.0/16'],
    organizationalUnits: ['ou-pksl-00000dev'],
    dns: 'inbound',
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
    '27:18 segments.dev.cidrs[0]: expected an IPv4 CIDR such as 10.1.0.0/16, found "10.1.0.0/33"',
  ],
  [
    'a CIDR with host bits',
    'cidrs: [10.1.0.0/16]',
    'cidrs: [10.1.2.0/16]',
    '27:18 segments.dev.cidrs[0]: expected a CIDR without host bits (10.1.0.0/16), found "10.1.2.0/16"',
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
    '47:10 leave: unknown key "drainMinuts"; did you mean "drainMinutes"?',
  ],
  [
    'a key from somewhere else',
    'sharing: true',
    'sharing: true\n  colour: red',
    '10:3 organization: unknown key "colour"; known are id, rootId, managementAccountId, trail, sharing, controlTowerHomeRegion',
  ],
  [
    'two keys with typing errors in one section',
    's3Endpoint: create',
    's3endpoints: create\n  concept: all',
    '43:3 join: unknown key "s3endpoints"; did you mean "s3Endpoint"?; unknown key "concept"; did you mean "concepts"?',
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
    '43:15 join.s3Endpoint: expected create, require or off, found "make"',
  ],
  [
    'a concept that does not exist',
    'concepts: all',
    'concepts: [attachmnt]',
    '44:14 join.concepts[0]: expected query-log, flow-log, attachment, segment-routing, vpc-route, private-zone, s3-endpoint or dhcp-options, found "attachmnt"',
  ],
  [
    'neither of the two forms of concepts',
    'concepts: all',
    'concepts: 5',
    '44:13 join.concepts: expected "all" or a list of concept names, found 5',
  ],
  [
    'a part that is neither made nor named',
    'azs: 3',
    'az: 3',
    '15:8 hub.vpc.azs: expected a number of Availability Zones, 1 to 6, found nothing',
  ],
  [
    'the id of another kind of thing',
    'transitGateway: { asn: 64512 }',
    'transitGateway: { existing: vpc-0123 }',
    '16:31 hub.transitGateway.existing: expected an id such as tgw-0123456789abcdef0, found "vpc-0123"',
  ],
  [
    'a segment named like a tag value',
    '  dev: {',
    '  true: {',
    '27:3 segments: expected a segment name: lower-case letters, digits and hyphens, and neither "true" nor "false", which are tag values, found "true"',
  ],
  [
    'a setting beside the id of what exists',
    '{ cidr: 10.0.0.0/16, azs: 3 }',
    '{ existing: vpc-0123, azs: 3 }',
    '15:30 hub.vpc: unknown key "azs"; known are existing',
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
    '47:8 leave: expected a section of settings, found [60]',
  ],
  [
    'an autonomous system number that is public',
    'asn: 64512',
    'asn: 65535',
    '16:26 hub.transitGateway.asn: expected a private ASN: 64512 to 65534, or 4200000000 to 4294967294, found 65535',
  ],
])('%s is told with its place, what was found and what was expected', (_, from, to, expected) => {
  expect(problems(having(from, to))).toContainEqual(expect.stringContaining(expected));
});

test('broken YAML is told with its place', () => {
  expect(problems(having('regions: [ap-southeast-3]', 'regions: [ap-southeast-3'))[0]).toMatch(/^2\d:\d+ /);
  expect(problems(having('stsRegion: us-east-1', 'stsRegion: us-east-1\nversion: 1'))).toEqual([
    '22:1 Map keys must be unique',
  ]);
});

test('an empty file lacks a landing zone', () => {
  expect(problems('')).toEqual(['1:1 expected a section of settings, found null']);
});

test('every problem is told at once, in the order of the file', () => {
  const text = having('trail: create', 'trail: no').replace('azs: 2', 'azs: 1').replace('version: 1', 'version: 2');
  expect(problems(text).map((line) => line.split(':')[0])).toEqual(['2', '8', '17']);
});
