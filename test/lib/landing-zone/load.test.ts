import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { LandingZoneError, landingZoneSchema, parseLandingZone } from '../../../lib/landing-zone';

const FILE = 'landing-zone.yaml';
const fixture = readFileSync(join(__dirname, '../../fixtures', FILE), 'utf8');

/** The fixture file with one text replaced, which it must contain exactly once. */
const having = (from: string, to: string): string => {
  if (fixture.split(from).length !== 2) throw new Error(`"${from}" is not there exactly once`);
  return fixture.replace(from, to);
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

test('the settings in comments of the fixture are valid', () => {
  const [, comments = ''] = fixture.split('existing resources are described beside their ids:\n');
  const shown = parse(comments.replaceAll(/^# ?/gm, '')) as Record<string, Record<string, object>>;
  const base = parse(fixture) as typeof shown;
  const { dev } = base['segments'] ?? {};
  const both = (key: string) => ({ ...base[key], ...shown[key] });
  const text = stringify({
    ...{ ...base, ...shown, hub: both('hub'), logs: both('logs'), registry: both('registry'), zones: both('zones') },
    segments: { ...base['segments'], dev: { ...dev, ...shown['segments']?.['dev'] } },
  });
  expect(problems(text)).toEqual([]);
  expect(Object.keys(shown)).toEqual(['hub', 'segments', 'zones', 'logs', 'registry', 'notify']);
});

test('the fixture is valid', () => {
  const landingZone = parseLandingZone(fixture, FILE);
  expect(landingZone.organization.managementAccountId).toBe('100000000001');
  expect(landingZone.segments['dev']).toEqual({
    cidrs: ['10.1.0.0/16'],
    organizationalUnits: ['ou-pksl-00000dev'],
    accounts: [],
    dns: 'inbound',
    routes: [],
  });
  expect(landingZone.segments['shared']?.dns).toBe('zones');
});

test('the defaults are the values that the fixture has', () => {
  const start = fixture.indexOf('\nreach:');
  const landingZone = parseLandingZone(fixture.slice(0, start), FILE);
  const { join, leave, logs, guards } = parseLandingZone(fixture, FILE);
  expect(landingZone).toMatchObject({ join, leave, logs, guards, reach: [], zones: { private: [], public: [] } });
});

test('the parsed landing zone is JSON that passes the schema again', () => {
  const landingZone = parseLandingZone(fixture, FILE);
  expect(landingZoneSchema.parse(JSON.parse(JSON.stringify(landingZone)))).toEqual(landingZone);
});

test.each<[string, string, string, string]>([
  [
    'an unknown key',
    'sharing: true',
    'sharing: true\n  colour: red',
    '12:3 organization: unknown key "colour"; known keys are id, rootId, managementAccountId, trail, scp, accountsMayLeave, upgradingFrom, delegatedAdministrator, sharing, controlTowerHomeRegion, segmentByAccountTag',
  ],
  [
    'two keys with typing errors in one section',
    's3Endpoint: create-if-unused',
    's3endpoints: create\n  concept: all',
    '45:3 join: unknown key "s3endpoints"; did you mean "s3Endpoint"?',
  ],
  [
    'a choice that does not exist',
    's3Endpoint: create-if-unused',
    's3Endpoint: make',
    '45:15 join.s3Endpoint: expected create, create-if-unused, require or off, found "make"',
  ],
  [
    'another value than create and off for service control policies',
    'scp: create',
    'scp: protect',
    '10:8 organization.scp: expected create or off, found "protect"',
  ],
  [
    'a CIDR in place of an IPAM pool',
    '# ipamPools: [ipam-pool-0123456789abcdef0]',
    'ipamPools: [10.0.0.0/8]',
    '47:15 join.ipamPools[0]: expected the id of an IPAM pool such as ipam-pool-0123456789abcdef0, found "10.0.0.0/8"',
  ],
  [
    'a number in place of concepts',
    'concepts: all',
    'concepts: 5',
    '46:13 join.concepts: expected "all" or a list of concept names, found 5',
  ],
  [
    'a part of the hub that is neither created nor existing',
    'azs: 3',
    'az: 3',
    '17:8 hub.vpc.azs: expected a number of Availability Zones, 1 to 6, found nothing',
  ],
  [
    'a setting beside the id of an existing part',
    'transitGateway: { asn: 64512 }',
    'transitGateway: { existing: tgw-0123, asn: 64512 }',
    '18:41 hub.transitGateway: unknown key "asn"; known keys are existing',
  ],
  [
    'an existing VPC without its subnets',
    '{ cidr: 10.0.0.0/16, azs: 3 }',
    '{ existing: vpc-0123, cidr: 10.0.0.0/16, subnets: [] }',
    '17:58 hub.vpc.subnets: expected at least one subnet such as { id: subnet-0123456789abcdef0, cidr: 10.0.0.0/24 }, found []',
  ],
  [
    'a key two letters off',
    'repositories:',
    'repositorys:',
    'registry: unknown key "repositorys"; did you mean "repositories"?',
  ],
])('%s is reported with its place, what was found and what was expected', (_, from, to, expected) => {
  expect(problems(having(from, to))).toContainEqual(expect.stringContaining(expected));
});

test('two unknown keys in one section are two problems', () => {
  expect(problems(having('s3Endpoint: create-if-unused', 's3endpoints: create\n  concept: all'))).toEqual([
    '45:3 join: unknown key "s3endpoints"; did you mean "s3Endpoint"?',
    '46:3 join: unknown key "concept"; did you mean "concepts"?',
  ]);
});

describe('a file that is not YAML', () => {
  test.each<[string, string, string, string]>([
    ['a key without a colon', 'stsRegion: us-east-1', 'stsRegion us-east-1', '23:1 expected "key: value"'],
    ['a key without a space', 'stsRegion: us-east-1', 'stsRegion:us-east-1', '23:1 expected "key: value"'],
    ['a section not closed', 'azs: 3 }', 'azs: 3', '17:8 expected a closing } for the { here, found none'],
    [
      'two settings without a comma',
      '10.0.0.0/16, azs',
      '10.0.0.0/16 azs',
      '17:16 expected a comma between two settings',
    ],
    ['a key too far left', '  region: ap', ' region: ap', '16:1 expected the indentation of the lines before'],
    ['a key too far right', '  region: ap', '    region: ap', '16:1 expected the indentation of the lines before'],
    [
      'a wrong escape',
      'stsRegion: us-east-1',
      'stsRegion: "\\q"',
      '23:13 expected an escape sequence such as \\n, found \\q',
    ],
    ['an unknown directive', 'version: 1', '%version 1', 'expected YAML, found what YAML cannot read'],
    ['a list of itself', '[ecr.api', '&all [*all', '20:20 hub.endpoints[0]: expected a value, found *all inside &all'],
  ])('with %s is reported once, with its place', (_, from, to, expected) => {
    expect(problems(having(from, to))).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['a list', '- version: 1', 'found [{"version":1}]'],
    ['one text', 'version', 'found "version"'],
    ['nothing but a comment', '# version: 1', 'found an empty file'],
  ])('with %s is not a landing zone', (_, text, expected) => {
    expect(problems(text)).toEqual([expect.stringContaining(expected)]);
  });

  test('with aliases that expand it into a huge one is refused', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd']) lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join()}]`);
    expect(problems(lines.join('\n'))).toEqual([expect.stringContaining('too many aliases')]);
  });
});

test('an alias has the value of the anchor above it', () => {
  const text = having('dev: { cidrs: [10.1.0.0/16]', 'dev: { cidrs: &dev [10.1.0.0/16]').replace(
    '[10.2.0.0/16]',
    '*dev',
  );
  expect(problems(text)).toEqual([
    expect.stringContaining('segments.staging.cidrs[0]: expected a CIDR that overlaps no other, found "10.1.0.0/16"'),
  ]);
});

describe('bytes', () => {
  const bytes = new TextEncoder().encode(fixture);

  test('with a byte order mark are read like text without it', () => {
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes);
    expect(parseLandingZone(marked, FILE)).toEqual(parseLandingZone(fixture, FILE));
  });

  test.each([
    ['cut off in a character', [0x61, 0x3a, 0x20, 0xc3], '1:4', '0xC3'],
    ['with a wrong second byte', [0x61, 0x0a, 0xe2, 0x82, 0xac, 0xc3, 0x28], '2:2', '0xC3'],
    ['of UTF-16 without a mark', [0x61, 0x00, 0x3a, 0x00], '1:2', '0x00'],
    ['of UTF-16', [0xfe, 0xff, 0x00, 0x61], '1:1', 'UTF-16'],
  ])('%s are reported with their place', (_, wrong, place, found) => {
    expect(() => parseLandingZone(Uint8Array.from(wrong), FILE)).toThrow(
      new RegExp(`^${FILE}:${place} expected text in UTF-8, found .*${found};`),
    );
  });
});

test('all problems are reported at once, in the order of the file', () => {
  const text = having('trail: create', 'trail: no').replace('azs: 2', 'azs: 1').replace('version: 1', 'version: 2');
  expect(problems(text).map((line) => line.split(':')[0])).toEqual(['3', '9', '19']);
});
