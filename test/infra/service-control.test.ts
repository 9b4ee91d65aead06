import { guardrails } from '../../infra/constructs/guardrails';
import { policyDocument } from '../../infra/constructs/policy';
import type { LandingZone } from '../../lib/landing-zone';
import { NAMING, freeTags, reservedTags } from '../../lib/names';
import * as tags from '../../lib/names/tags';
import { decide, type Level } from '../twin/iam/decide';
import { ADMINISTRATOR_ACCESS, FULL_AWS_ACCESS, organizationPolicy } from '../twin/iam/documents';
import { identityOf } from '../twin/iam/testing';
import { landingZone } from './deployed';

const DEV = '200000000003';
const VPC = `arn:aws:ec2:ap-southeast-3:${DEV}:vpc/vpc-1`;
const FLOW_LOG = `arn:aws:ec2:ap-southeast-3:${DEV}:vpc-flow-log/fl-1`;
const role = (name: string) => `arn:aws:iam::${DEV}:role/${name}`;
const MEMBER = { 'wheelwright:join': 'true', 'wheelwright:member': 'true', 'wheelwright:status': 'joined dev' };
const REFUSED = { 'wheelwright:join': 'true', 'wheelwright:status': 'refused 10.9.0.0/16 is in no segment' };
const OURS = { 'wheelwright:managed': 'true' };

interface Asked {
  readonly action: string;
  readonly resource?: string;
  /** The keys of the tags in the request. */
  readonly keys?: readonly string[];
  /** The tags of the resource. */
  readonly on?: Readonly<Record<string, string>>;
  /** The value of `wheelwright:drain` in the request. */
  readonly drain?: string;
  readonly pool?: string;
  /** The region that is disabled. */
  readonly region?: string;
  /** The calling role, by path and name. */
  readonly as?: string;
}

const levels = (zone: LandingZone): Level[] => {
  const policies = (at: 'members' | 'spokes') => [
    FULL_AWS_ACCESS,
    ...guardrails(zone)
      .filter(({ target }) => target === at)
      .map(({ name, statements }) => organizationPolicy(name, JSON.stringify(policyDocument(...statements)))),
  ];
  return [
    { id: 'r-pksl', policies: policies('members') },
    { id: 'ou-pksl-00000dev', policies: policies('spokes') },
    { id: DEV, policies: [FULL_AWS_ACCESS] },
  ];
};

/** The Sid of the statement that denies the request, or `allowed`. */
function answer(asked: Asked, zone = landingZone): string {
  const { action, resource = '*', keys, on = {}, pool, region, drain, as = 'team/admin' } = asked;
  const context = new Map<string, readonly string[]>([
    ['aws:principalarn', [role(as)]],
    ...(keys ? [['aws:tagkeys', keys] as const] : []),
    // IAM compares the keys of condition keys without case.
    ...Object.entries(on).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, [value]] as const),
    ...(drain === undefined ? [] : [['aws:requesttag/wheelwright:drain', [drain]] as const]),
    ...(pool === undefined ? [] : [['ec2:ipv4ipampoolid', [pool]] as const]),
    ...(region === undefined ? [] : [['account:targetregion', [region]] as const]),
  ]);
  const verdict = decide(
    { requester: identityOf(DEV, as), action, resource, context },
    { identity: [ADMINISTRATOR_ACCESS], serviceControl: levels(zone) },
  );
  if (verdict.effect === 'Allow') return 'allowed';
  return verdict.explicit ? verdict.by.sid : verdict.lacking;
}

type Case = readonly [what: string, asked: Asked, expected: string];
const WORKERS = ['wheelwright-spoke-join', 'wheelwright-spoke-grant-pull', 'stacksets-exec-0a1b2c3d'];

describe('tags', () => {
  const create = (...keys: string[]): Asked => ({ action: 'ec2:CreateTags', resource: VPC, keys });

  test.each<Case>([
    ['join', create('wheelwright:join'), 'allowed'],
    ['attach', create('wheelwright:attach'), 'allowed'],
    ['both', create('wheelwright:join', 'wheelwright:attach'), 'allowed'],
    ['[B13] drain with the value 0', { ...create('wheelwright:drain'), drain: '0' }, 'allowed'],
    ['[B13] drain with another value', { ...create('wheelwright:drain'), drain: '60' }, 'Drain'],
    ['[B13] drain with no value', { ...create('wheelwright:drain'), drain: '' }, 'Drain'],
    ['join among their own', create('Name', 'wheelwright:join', 'team'), 'allowed'],
    ['join in capitals, which has no meaning', create('wheelwright:JOIN'), 'allowed'],
    ['their own', create('Name', 'wheelwright', 'wheel:wright', 'x:wheelwright:status'), 'allowed'],
    ['an unknown name', create('wheelwright:anything', 'wheelwright:abcd'), 'allowed'],
    ['ours', create('wheelwright:status'), 'ReservedTags'],
    ['the mark of a member', create('wheelwright:member'), 'ReservedTags'],
    ['ours among their own', create('Name', 'wheelwright:managed'), 'ReservedTags'],
    ['ours beside join', create('wheelwright:join', 'wheelwright:status'), 'ReservedTags'],
    ['ours beside attach', create('wheelwright:attach', 'wheelwright:former'), 'ReservedTags'],
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
    expect(answer({ action, keys: ['Name', 'wheelwright:managed'] })).toBe('ReservedTags');
    expect(answer({ action, keys: ['Name', 'wheelwright:join'] })).toBe('allowed');
  });

  test.each(WORKERS)('%s sets them', (as) => {
    expect(answer({ ...create(...reservedTags(NAMING)), as })).toBe('allowed');
  });

  test("[A4] a spoke's administrator cannot set a key of ours in any case, alone or beside other keys", () => {
    const { JOIN, ATTACH, DRAIN: _drain, TAG_PREFIX: _prefix, ...rest } = tags;
    const ours = Object.values(rest).filter((value) => typeof value === 'string');
    expect(reservedTags(NAMING).toSorted()).toEqual(ours.toSorted());
    const mixed = (key: string): string =>
      key.replace(/.(.)?/g, (pair) => pair.charAt(0).toUpperCase() + pair.slice(1));
    for (const key of ours)
      for (const spelled of [key, key.toUpperCase(), mixed(key), key.replace(/:./, (two) => two.toUpperCase())])
        for (const keys of [[spelled], ['Name', spelled], [JOIN, ATTACH, spelled]]) {
          expect([keys, answer(create(...keys))]).toEqual([keys, 'ReservedTags']);
          expect([keys, answer({ action: 'ec2:DeleteTags', resource: VPC, keys })]).toEqual([keys, 'ReservedTags']);
        }
  });

  test('[A4] a tag in another case, set before the account came under the policies, does not open a member', () => {
    const on = { ...MEMBER, 'WHEELWRIGHT:Member': 'false', 'Wheelwright:STATUS': 'refused x' };
    expect(answer({ action: 'ec2:AssociateVpcCidrBlock', resource: VPC, on })).toBe('CidrsOfMembers');
    expect(answer({ action: 'ec2:AssociateDhcpOptions', resource: VPC, on })).toBe('DhcpOptionsOfMembers');
  });

  test('the keys are those of the naming that the policies are generated from', () => {
    const naming = { ...NAMING, tags: { ...NAMING.tags, member: 'acme:member', attach: 'acme:attach' } };
    const text = JSON.stringify(guardrails(landingZone, naming));
    expect(text).toContain('aws:ResourceTag/acme:member');
    expect(text).not.toContain('wheelwright:member');
    expect(freeTags(naming)).toEqual(['wheelwright:join', 'acme:attach', 'wheelwright:drain']);
  });

  test.each<Case>([
    ['a joined VPC', { action: 'ec2:DeleteTags', resource: VPC, on: MEMBER }, 'AllTagsOfMembers'],
    ['a resource of ours', { action: 'ec2:DeleteTags', resource: FLOW_LOG, on: OURS }, 'AllTagsOfOurs'],
    [
      'a VPC with the tag join only',
      { action: 'ec2:DeleteTags', resource: VPC, on: { 'wheelwright:join': 'true' } },
      'allowed',
    ],
    [
      'a joined VPC, by name',
      { action: 'ec2:DeleteTags', resource: VPC, on: MEMBER, keys: ['wheelwright:join'] },
      'allowed',
    ],
    [
      'a joined VPC, by us',
      { action: 'ec2:DeleteTags', resource: VPC, on: MEMBER, as: 'wheelwright-spoke-join' },
      'allowed',
    ],
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
    ['one of ours', create('wheelwright-spoke-join'), 'Roles'],
    ['one with an unused name of ours', create('wheelwright-x'), 'Roles'],
    ['one in our path', create('wheelwright/pull/cluster'), 'Roles'],
    [
      "one of ours for a rule of theirs (the forwarder's)",
      { ...create('wheelwright-forwarder'), action: 'iam:PassRole' },
      'Roles',
    ],
    ['their own', create('team/admin'), 'allowed'],
    ['their own, with our name in the middle of its name', create('team/my-wheelwright-reader'), 'allowed'],
    ['pull roles, by the worker', create('wheelwright/pull/cluster', 'wheelwright-spoke-grant-pull'), 'allowed'],
    ["ours, by the StackSets' role", create('wheelwright-join', 'stacksets-exec-0a1b2c3d'), 'allowed'],
    ["the StackSets', by an administrator", create('stacksets-exec-x'), 'StackSetRoles'],
    ["the StackSets', by our worker", create('stacksets-exec-x', 'wheelwright-spoke-join'), 'StackSetRoles'],
    ["the StackSets', by their own", create('stacksets-exec-x', 'stacksets-exec-0a1b2c3d'), 'StackSetRoles'],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });

  test.each([
    ['a name with our prefix', 'any/path/wheelwright-evil'],
    ['a name of ours', 'ops/wheelwright-spoke-join'],
    ["a function's name", 'a/b/c/wheelwright-enroll'],
    ['a path like our prefix', 'ops/wheelwright-x/reader'],
  ])('[A5] %s is reserved under every path', (_what, name) => {
    expect(answer(create(name))).toBe('Roles');
    expect(answer({ action: 'ec2:CreateTags', keys: ['wheelwright:member'], as: name })).toBe('ReservedTags');
  });

  test('[A5] a role of ours is protected by its tag, however a call spells its name', () => {
    for (const name of ['Wheelwright-Spoke-Join', 'WHEELWRIGHT-FORWARDER'])
      for (const action of ['iam:UpdateAssumeRolePolicy', 'iam:DeleteRole', 'iam:AttachRolePolicy'])
        expect(answer({ action, resource: role(name), on: OURS })).toBe('RolesInAnyCase');
  });

  test.each([
    'team/wheelwright-join',
    'wheelwright-join',
    'Wheelwright-Spoke-Join',
    'wheelwright-spoke-joiner',
    'team/stacksets-exec-x',
    'wheelwright-x',
    'wheelwright-forwarder',
    'wheelwright/pull/cluster',
    'OrganizationAccountAccessRole',
  ])('%s is not exempt', (as) => {
    expect(answer(create('wheelwright-join', as))).toBe('Roles');
    expect(answer({ action: 'ec2:CreateTags', keys: ['wheelwright:managed'], as })).toBe('ReservedTags');
  });

  test('the roles of 0.1.0 are exempt only while it is being upgraded', () => {
    const moving = { ...landingZone, organization: { ...landingZone.organization, upgradingFrom: '0.1.0' as const } };
    for (const as of ['wheelwright-join', 'wheelwright-grant-pull']) {
      expect(answer(create('wheelwright-x', as), moving)).toBe('allowed');
      expect(answer(create('wheelwright-x', as))).toBe('Roles');
    }
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
    ['keeps its DHCP options', { ...associate, on: MEMBER }, 'DhcpOptionsOfMembers'],
    ['gets them from us', { ...associate, on: MEMBER, as: 'wheelwright-spoke-join' }, 'allowed'],
    ['that has not joined may change them', { ...associate, on: { 'wheelwright:join': 'true' } }, 'allowed'],
    ['must keep our flow log', { action: 'ec2:DeleteFlowLogs', resource: FLOW_LOG, on: OURS }, 'FlowLogs'],
    ['may lose a flow log of its own', { action: 'ec2:DeleteFlowLogs', resource: FLOW_LOG }, 'allowed'],
    [
      'may lose our flow log to our worker',
      { action: 'ec2:DeleteFlowLogs', resource: FLOW_LOG, on: OURS, as: 'wheelwright-spoke-join' },
      'allowed',
    ],
    ['gets no further CIDR', { ...cidr, on: MEMBER }, 'CidrsOfMembers'],
    [
      'gets none from a pool either, as none is configured',
      { ...cidr, on: MEMBER, pool: 'ipam-pool-1' },
      'CidrsOfMembers',
    ],
    ['that has not joined gets a CIDR', cidr, 'allowed'],
    ['that was refused gets another CIDR, with which it may be admitted', { ...cidr, on: REFUSED }, 'allowed'],
    ['that was refused may change its DHCP options', { ...associate, on: REFUSED }, 'allowed'],
    [
      'that is leaving keeps its DHCP options until it has left',
      { ...associate, on: { ...MEMBER, 'wheelwright:status': 'leaving until 2026-01-01T01:00:00.000Z' } },
      'DhcpOptionsOfMembers',
    ],
    [
      'in quarantine gets no further CIDR',
      { ...cidr, on: { ...MEMBER, 'wheelwright:status': 'quarantined dev' } },
      'CidrsOfMembers',
    ],
    ['whose status is refused gets no further CIDR', { ...cidr, on: { ...MEMBER, ...REFUSED } }, 'CidrsOfMembers'],
    [
      'whose mark has another value keeps its DHCP options',
      { ...associate, on: { 'wheelwright:member': '' } },
      'DhcpOptionsOfMembers',
    ],
    [
      'that left some status text behind may change them',
      { ...associate, on: { 'wheelwright:status': 'joined dev' } },
      'allowed',
    ],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });

  test('of 0.1.0, which has no mark yet, is protected by its status while 0.1.0 is being upgraded', () => {
    const moving = { ...landingZone, organization: { ...landingZone.organization, upgradingFrom: '0.1.0' as const } };
    const on = { 'wheelwright:status': 'joined dev' };
    expect(answer({ ...cidr, on }, moving)).toBe('CidrsOfMembers');
    expect(answer({ ...associate, on }, moving)).toBe('DhcpOptionsOfMembers');
    expect(answer({ ...cidr, on: REFUSED }, moving)).toBe('allowed');
  });

  test('gets CIDRs from an IPAM pool in the config only', () => {
    const zone = { ...landingZone, join: { ...landingZone.join, ipamPools: ['ipam-pool-1', 'ipam-pool-2'] } };
    expect(answer({ ...cidr, on: MEMBER, pool: 'ipam-pool-2' }, zone)).toBe('allowed');
    expect(answer({ ...cidr, on: MEMBER, pool: 'ipam-pool-3' }, zone)).toBe('CidrsOfMembers');
    expect(answer({ ...cidr, on: MEMBER }, zone)).toBe('CidrsOfMembers');
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
    ['ours, by our own role', tagAccount('wheelwright:frozen', 'wheelwright-spoke-join'), 'AccountTags'],
    ['a key that is free on VPCs', tagAccount('wheelwright:join'), 'AccountTags'],
    ['ours, removed', { ...tagAccount('wheelwright:frozen'), action: 'organizations:UntagResource' }, 'AccountTags'],
    ['their own', tagAccount('team'), 'allowed'],
  ])('%s', (_what, asked, expected) => {
    expect(answer(asked)).toBe(expected);
  });
});

describe('the account', () => {
  const disable = (region: string): Asked => ({ action: 'account:DisableRegion', region });
  const having = (organization: Partial<LandingZone['organization']>) => ({
    ...landingZone,
    organization: { ...landingZone.organization, ...organization },
  });

  test('[A11] no principal of a spoke, not even a role of ours, disables a governed region or the region of STS', () => {
    const zone = { ...landingZone, regions: ['ap-southeast-3', 'me-central-1'], stsRegion: 'eu-south-2' };
    for (const region of ['ap-southeast-3', 'me-central-1', 'eu-south-2'])
      for (const as of ['team/admin', 'OrganizationAccountAccessRole', 'wheelwright-spoke-join', 'stacksets-exec-0a'])
        expect([region, as, answer({ ...disable(region), as }, zone)]).toEqual([region, as, 'GovernedRegions']);
  });

  test('[A11] a spoke disables and enables any other region', () => {
    expect(answer(disable('ap-east-1'))).toBe('allowed');
    expect(answer({ action: 'account:EnableRegion', region: landingZone.regions[0] ?? '' })).toBe('allowed');
  });

  test('[A11] a spoke leaves the organization only where organization.accountsMayLeave is set', () => {
    for (const as of ['team/admin', 'OrganizationAccountAccessRole', 'stacksets-exec-0a'])
      expect(answer({ action: 'organizations:LeaveOrganization', as })).toBe('Departure');
    expect(answer({ action: 'organizations:LeaveOrganization' }, having({ accountsMayLeave: true }))).toBe('allowed');
    expect(answer(disable('ap-southeast-3'), having({ accountsMayLeave: true }))).toBe('GovernedRegions');
  });
});
