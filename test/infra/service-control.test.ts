import fc from 'fast-check';
import { memberGuardrails, spokeGuardrails } from '../../infra/constructs/service-control';
import { policyDocument } from '../../infra/constructs/policy';
import type { LandingZone } from '../../lib/landing-zone';
import * as tags from '../../lib/names/tags';
import { decide, type Level } from '../twin/iam/decide';
import { ADMINISTRATOR_ACCESS, FULL_AWS_ACCESS, organizationPolicy } from '../twin/iam/documents';
import { identityOf } from '../twin/iam/testing';
import { landingZone } from './deployed';

const DEV = '200000000003';
const VPC = `arn:aws:ec2:ap-southeast-3:${DEV}:vpc/vpc-1`;
const FLOW_LOG = `arn:aws:ec2:ap-southeast-3:${DEV}:vpc-flow-log/fl-1`;
const role = (name: string) => `arn:aws:iam::${DEV}:role/${name}`;
const JOINED = { 'wheelwright:join': 'true', 'wheelwright:status': 'joined dev' };
const REFUSED = { 'wheelwright:join': 'true', 'wheelwright:status': 'refused 10.9.0.0/16 is in no segment' };
const OURS = { 'wheelwright:managed': 'true' };

interface Asked {
  readonly action: string;
  readonly resource?: string;
  /** The keys of the tags in the request. */
  readonly keys?: readonly string[];
  /** The tags of the resource. */
  readonly on?: Readonly<Record<string, string>>;
  readonly pool?: string;
  /** The calling role, by path and name. */
  readonly as?: string;
}

const levels = (zone: LandingZone): Level[] => {
  const policies = (name: string, statements: ReturnType<typeof spokeGuardrails>) => [
    FULL_AWS_ACCESS,
    organizationPolicy(name, JSON.stringify(policyDocument(...statements))),
  ];
  return [
    { id: 'r-pksl', policies: policies('members', memberGuardrails()) },
    { id: 'ou-pksl-00000dev', policies: policies('spokes', spokeGuardrails(zone)) },
    { id: DEV, policies: [FULL_AWS_ACCESS] },
  ];
};

/** The Sid of the statement that denies the request, or `allowed`. */
function answer({ action, resource = '*', keys, on = {}, pool, as = 'team/admin' }: Asked, zone = landingZone): string {
  const context = new Map<string, readonly string[]>([
    ['aws:principalarn', [role(as)]],
    ...(keys ? [['aws:tagkeys', keys] as const] : []),
    ...Object.entries(on).map(([key, value]) => [`aws:resourcetag/${key}`, [value]] as const),
    ...(pool === undefined ? [] : [['ec2:ipv4ipampoolid', [pool]] as const]),
  ]);
  const verdict = decide(
    { requester: identityOf(DEV, as), action, resource, context },
    { identity: [ADMINISTRATOR_ACCESS], serviceControl: levels(zone) },
  );
  if (verdict.effect === 'Allow') return 'allowed';
  return verdict.explicit ? verdict.by.sid : verdict.lacking;
}

type Case = readonly [what: string, asked: Asked, expected: string];
const WORKERS = ['wheelwright-join', 'wheelwright-grant-pull', 'stacksets-exec-0a1b2c3d'];

describe('tags', () => {
  const create = (...keys: string[]): Asked => ({ action: 'ec2:CreateTags', resource: VPC, keys });

  test.each<Case>([
    ['join', create('wheelwright:join'), 'allowed'],
    ['attach', create('wheelwright:attach'), 'allowed'],
    ['both', create('wheelwright:join', 'wheelwright:attach'), 'allowed'],
    ['join among their own', create('Name', 'wheelwright:join', 'team'), 'allowed'],
    ['their own', create('Name', 'wheelwright', 'wheel:wright', 'x:wheelwright:status'), 'allowed'],
    ['ours', create('wheelwright:status'), 'OtherTags'],
    ['ours among their own', create('Name', 'wheelwright:managed'), 'OtherTags'],
    ['ours beside join', create('wheelwright:join', 'wheelwright:status'), 'OtherTags'],
    ['ours beside attach', create('wheelwright:attach', 'wheelwright:former'), 'OtherTags'],
    ['an unknown name', create('wheelwright:anything'), 'OtherTags'],
    ['an unknown name as long as join', create('Name', 'wheelwright:abcd'), 'TagsAsLongAsJoin'],
    ['an unknown name as long as attach', create('wheelwright:join', 'wheelwright:abcdef'), 'TagsAsLongAsAttach'],
    ['no name', create('wheelwright:'), 'OtherTags'],
    ['join in capitals', create('wheelwright:JOIN'), 'TagsAsLongAsJoin'],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });

  test.each([
    ['removed', 'ec2:DeleteTags'],
    ['set on creation', 'ec2:CreateDhcpOptions'],
    ['set on a role', 'iam:TagRole'],
    ['set by the tag editor', 'events:TagResource'],
    ['passed as tags of a session', 'sts:TagSession'],
  ])('ours may not be %s', (_what, action) => {
    expect(answer({ action, keys: ['Name', 'wheelwright:managed'] })).toBe('OtherTags');
    expect(answer({ action, keys: ['Name', 'wheelwright:join'] })).toBe('allowed');
  });

  test.each(WORKERS)('%s sets them', (as) => {
    expect(answer({ ...create('wheelwright:status', 'wheelwright:managed'), as })).toBe('allowed');
  });

  test('each of our keys is denied, also beside other keys in the request', () => {
    const { JOIN, ATTACH, ...rest } = tags;
    const ours = Object.values(rest).filter((value) => typeof value === 'string');
    expect(ours).toHaveLength(8);
    for (const key of ours) expect([key, answer(create(JOIN, ATTACH, key))]).not.toContain('allowed');
  });

  test('a request is denied if and only if it has a key that is not free, but for one known gap', () => {
    const free = ['wheelwright:join', 'wheelwright:attach'];
    const key = fc.oneof(
      fc.constantFrom(...free, 'Name', 'wheelwright:status', 'wheelwright:cidrs'),
      fc.string({ maxLength: 9, unit: 'binary' }).map((name) => `wheelwright:${name}`),
      fc.string({ minLength: 1, maxLength: 15 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), (keys) => {
        const bad = keys.filter((one) => one.startsWith('wheelwright:') && !free.includes(one));
        const hidden = bad.filter((one) => keys.some((other) => free.includes(other) && other.length === one.length));
        const known: string[] = Object.values(tags).filter((value) => typeof value === 'string');
        const denied = answer(create(...keys)) !== 'allowed';
        expect(denied || bad.every((one) => hidden.includes(one) && !known.includes(one))).toBe(true);
        expect(denied && bad.length === 0).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('the gap: a key without a meaning, as long as a free key and in the same request', () => {
    expect(answer(create('wheelwright:join', 'wheelwright:abcd'))).toBe('allowed');
  });

  test.each<Case>([
    ['a joined VPC', { action: 'ec2:DeleteTags', resource: VPC, on: JOINED }, 'AllTagsOfJoinedVpcs'],
    ['a resource of ours', { action: 'ec2:DeleteTags', resource: FLOW_LOG, on: OURS }, 'AllTagsOfOurs'],
    [
      'a VPC with the tag join only',
      { action: 'ec2:DeleteTags', resource: VPC, on: { 'wheelwright:join': 'true' } },
      'allowed',
    ],
    [
      'a joined VPC, by name',
      { action: 'ec2:DeleteTags', resource: VPC, on: JOINED, keys: ['wheelwright:join'] },
      'allowed',
    ],
    ['a joined VPC, by us', { action: 'ec2:DeleteTags', resource: VPC, on: JOINED, as: 'wheelwright-join' }, 'allowed'],
  ])('all removed at once from %s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });
});

describe('roles', () => {
  const create = (name: string, as?: string): Asked => ({
    action: 'iam:CreateRole',
    resource: role(name),
    ...(as === undefined ? {} : { as }),
  });

  test.each<Case>([
    ['one of ours', create('wheelwright-join'), 'Roles'],
    ['one with an unused name of ours', create('wheelwright-x'), 'Roles'],
    ['one in our path', create('wheelwright/pull/cluster'), 'Roles'],
    [
      "one of ours for a rule of theirs (the forwarder's)",
      { ...create('wheelwright-forwarder'), action: 'iam:PassRole' },
      'Roles',
    ],
    ['their own', create('team/admin'), 'allowed'],
    ['their own, with our name at its end', create('team/wheelwright-join'), 'allowed'],
    ['pull roles, by the worker', create('wheelwright/pull/cluster', 'wheelwright-grant-pull'), 'allowed'],
    ["ours, by the StackSets' role", create('wheelwright-join', 'stacksets-exec-0a1b2c3d'), 'allowed'],
    ["the StackSets', by an administrator", create('stacksets-exec-x'), 'StackSetRoles'],
    ["the StackSets', by our worker", create('stacksets-exec-x', 'wheelwright-join'), 'StackSetRoles'],
    ["the StackSets', by their own", create('stacksets-exec-x', 'stacksets-exec-0a1b2c3d'), 'StackSetRoles'],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });

  test.each([
    'team/wheelwright-join',
    'team/stacksets-exec-x',
    'wheelwright-x',
    'wheelwright-forwarder',
    'wheelwright/pull/cluster',
    'OrganizationAccountAccessRole',
  ])('%s is not exempt', (as) => {
    expect(answer(create('wheelwright-join', as))).toBe('Roles');
    expect(answer({ action: 'ec2:CreateTags', keys: ['wheelwright:managed'], as })).toBe('OtherTags');
  });

  test("the StackSets' service-linked role may create theirs: SCPs do not affect it", () => {
    const requester = identityOf(DEV, 'AWSServiceRoleForCloudFormationStackSetsOrgMember');
    const linked = { ...requester, role: { arn: role('x'), roleId: 'AROA-x', serviceLinked: true } };
    const verdict = decide(
      { ...{ requester: linked, action: 'iam:CreateRole', resource: role('stacksets-exec-x') }, context: new Map() },
      { identity: [ADMINISTRATOR_ACCESS], serviceControl: levels(landingZone) },
    );
    expect(verdict.effect).toBe('Allow');
  });
});

describe('rules and stacks', () => {
  const rule = (name: string) => `arn:aws:events:ap-southeast-3:${DEV}:rule/${name}`;
  const stack = (name: string) => `arn:aws:cloudformation:us-east-1:${DEV}:stack/${name}/7d7b3b60`;

  test.each<Case>([
    ['our rule', { action: 'events:DisableRule', resource: rule('wheelwright-vpc-changed') }, 'Rules'],
    ["our rule's targets", { action: 'events:PutTargets', resource: rule('wheelwright-vpc-changed') }, 'Rules'],
    ['our rule, read', { action: 'events:DescribeRule', resource: rule('wheelwright-vpc-changed') }, 'allowed'],
    ['their rule', { action: 'events:PutRule', resource: rule('nightly') }, 'allowed'],
    ['our stack', { action: 'cloudformation:DeleteStack', resource: stack('StackSet-wheelwright-roles-1') }, 'Stacks'],
    [
      'our stack, read',
      { action: 'cloudformation:DescribeStacks', resource: stack('StackSet-wheelwright-roles-1') },
      'allowed',
    ],
    ['their stack', { action: 'cloudformation:DeleteStack', resource: stack('web') }, 'allowed'],
    ['a StackSet of others', { action: 'cloudformation:UpdateStack', resource: stack('StackSet-audit-1') }, 'allowed'],
    [
      "our stack, by the StackSets' role",
      {
        action: 'cloudformation:UpdateStack',
        resource: stack('StackSet-wheelwright-rules-1'),
        as: 'stacksets-exec-0a1b2c3d',
      },
      'allowed',
    ],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });
});

describe('a joined VPC', () => {
  const associate: Asked = { action: 'ec2:AssociateDhcpOptions', resource: VPC };
  const cidr: Asked = { action: 'ec2:AssociateVpcCidrBlock', resource: VPC };

  test.each<Case>([
    ['keeps its DHCP options', { ...associate, on: JOINED }, 'DhcpOptionsOfJoinedVpcs'],
    ['gets them from us', { ...associate, on: JOINED, as: 'wheelwright-join' }, 'allowed'],
    ['that has not joined may change them', { ...associate, on: { 'wheelwright:join': 'true' } }, 'allowed'],
    ['must keep our flow log', { action: 'ec2:DeleteFlowLogs', resource: FLOW_LOG, on: OURS }, 'FlowLogs'],
    ['may lose a flow log of its own', { action: 'ec2:DeleteFlowLogs', resource: FLOW_LOG }, 'allowed'],
    [
      'may lose our flow log to our worker',
      { action: 'ec2:DeleteFlowLogs', resource: FLOW_LOG, on: OURS, as: 'wheelwright-join' },
      'allowed',
    ],
    ['gets no further CIDR', { ...cidr, on: JOINED }, 'CidrsOfJoinedVpcs'],
    [
      'gets none from a pool either, as none is configured',
      { ...cidr, on: JOINED, pool: 'ipam-pool-1' },
      'CidrsOfJoinedVpcs',
    ],
    ['that has not joined gets a CIDR', cidr, 'allowed'],
    ['that was refused gets another CIDR, with which it may be admitted', { ...cidr, on: REFUSED }, 'allowed'],
    ['that was refused may change its DHCP options', { ...associate, on: REFUSED }, 'allowed'],
    [
      'that is leaving keeps its DHCP options until it has left',
      { ...associate, on: { 'wheelwright:status': 'leaving until 2026-01-01T01:00:00.000Z' } },
      'DhcpOptionsOfJoinedVpcs',
    ],
    [
      'in quarantine gets no further CIDR',
      { ...cidr, on: { 'wheelwright:status': 'quarantined dev' } },
      'CidrsOfJoinedVpcs',
    ],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });

  test('gets CIDRs from an IPAM pool in the config only', () => {
    const zone = { ...landingZone, join: { ...landingZone.join, ipamPools: ['ipam-pool-1', 'ipam-pool-2'] } };
    expect(answer({ ...cidr, on: JOINED, pool: 'ipam-pool-2' }, zone)).toBe('allowed');
    expect(answer({ ...cidr, on: JOINED, pool: 'ipam-pool-3' }, zone)).toBe('CidrsOfJoinedVpcs');
    expect(answer({ ...cidr, on: JOINED }, zone)).toBe('CidrsOfJoinedVpcs');
  });
});

describe('tags of accounts', () => {
  const tagAccount = (key: string, as?: string): Asked => ({
    ...{ action: 'organizations:TagResource', resource: `arn:aws:organizations::100000000001:account/o-x/${DEV}` },
    keys: [key],
    ...(as === undefined ? {} : { as }),
  });

  test.each<Case>([
    ['ours, by a delegated administrator', tagAccount('wheelwright:segment'), 'AccountTags'],
    ['ours, by our own role', tagAccount('wheelwright:frozen', 'wheelwright-join'), 'AccountTags'],
    ['a key that is free on VPCs', tagAccount('wheelwright:join'), 'AccountTags'],
    ['ours, removed', { ...tagAccount('wheelwright:frozen'), action: 'organizations:UntagResource' }, 'AccountTags'],
    ['their own', tagAccount('team'), 'allowed'],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });
});
