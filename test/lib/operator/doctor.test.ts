import { families } from '../../../events';
import type { LandingZone } from '../../../lib/landing-zone';
import {
  expectedRules,
  judgeBusPolicies,
  judgeDeadLetters,
  judgeRules,
  judgeSweep,
} from '../../../lib/operator/doctor/events';
import type { Verdict } from '../../../lib/operator/doctor/finding';
import { judgeFreezes } from '../../../lib/operator/doctor/freezes';
import {
  hubRoles,
  judgeDelegation,
  judgeDeployment,
  judgeRoles,
  judgeServiceAccess,
  managementRoles,
} from '../../../lib/operator/doctor/platform';
import {
  judgeAttachments,
  judgePrefixList,
  judgeReferences,
  judgeRoutes,
  judgeZones,
} from '../../../lib/operator/doctor/quotas';
import { judgeGateway, judgeShares, type Association } from '../../../lib/operator/doctor/sharing';
import { stackSetRegions } from '../../../lib/concepts/spoke-access/plan';
import { judgeRegions, judgeStackSet, type FoundStackSet } from '../../../lib/operator/doctor/spokes';
import { ago } from '../../../lib/operator/ago';
import { fixtureLandingZone } from '../../world/landing-zone';

const landingZone = fixtureLandingZone();
const { hub, organization } = landingZone;
const delegated: LandingZone = { ...landingZone, organization: { ...organization, delegatedAdministrator: 'hub' } };
const DEV = '111122223333';
const STAGING = '444455556666';

/** `failed a, b: text`, one line a verdict. */
const said = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.map(({ status, about = [], text }) =>
    [status, about.join(', '), text].filter((part) => part !== '').join(' | '),
  );
const statuses = (verdicts: readonly Verdict[]): readonly string[] => verdicts.map(({ status }) => status);

describe('what is deployed', () => {
  const here = { version: '0.2.0', config: 'abc' };
  it.each([
    ['the same', here, 'ok | version 0.2.0, from this landing-zone.yaml'],
    [
      'an older version',
      { ...here, version: '0.1.0' },
      'warning | version 0.1.0 is deployed, this is 0.2.0, so the configs are not compared',
    ],
    ['another config', { ...here, config: 'def' }, 'warning | another landing-zone.yaml is deployed than this one'],
    ['a version that does not say so', {}, 'warning | the stack automation does not say what it was deployed from'],
  ])('%s', (_what, found, line) => {
    expect(said(judgeDeployment(found, here))).toEqual([line]);
  });
});

describe('roles', () => {
  it('are those of every function that is deployed, of operators and of the forwarder', () => {
    expect(hubRoles(landingZone)).toEqual(expect.arrayContaining(['wheelwright-join', 'wheelwright-operator-look']));
    expect(hubRoles({ ...landingZone, notify: [], contacts: {} })).not.toContain('wheelwright-notify');
    expect(hubRoles(delegated)).toContain('wheelwright-delegated-org-read');
  });

  it('that are missing are named', () => {
    const roles = managementRoles(landingZone);
    const found = new Set(roles.filter((name) => name !== 'wheelwright-enroll'));
    expect(said(judgeRoles(roles, found))).toEqual([
      'failed | wheelwright-enroll | roles that our stacks have made do not exist',
    ]);
    expect(statuses(judgeRoles(roles, new Set(roles)))).toEqual(['ok']);
  });
});

describe('trusted access', () => {
  const all = [
    ...['account.amazonaws.com', 'cloudtrail.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
    'ram.amazonaws.com',
  ];
  it.each(all)('of %s is needed', (service) => {
    const [verdict, ...others] = judgeServiceAccess(landingZone, new Set(all.filter((each) => each !== service)));
    expect(others).toEqual([]);
    expect(verdict).toMatchObject({ status: 'failed', about: [service] });
  });

  it('of RAM and CloudTrail is needed only where the config uses them', () => {
    const config = { ...landingZone, organization: { ...organization, sharing: false, trail: 'arn:aws:cloudtrail:…' } };
    expect(statuses(judgeServiceAccess(config, new Set(all.filter((each) => !/ram|trail/.test(each)))))).toEqual([
      'ok',
    ]);
  });
});

describe('the delegated administrator', () => {
  it('is the hub account for both services, if the config says so', () => {
    const both = { 'account.amazonaws.com': [hub.accountId] };
    expect(said(judgeDelegation(delegated, both))).toEqual([
      'failed | member.org.stacksets.cloudformation.amazonaws.com | the hub account is no delegated administrator',
    ]);
    const stackSets = { 'member.org.stacksets.cloudformation.amazonaws.com': [DEV, hub.accountId] };
    expect(statuses(judgeDelegation(delegated, { ...both, ...stackSets }))).toEqual(['ok']);
    expect(statuses(judgeDelegation(landingZone, {}))).toEqual(['ok']);
  });
});

describe('rules', () => {
  const [inbound] = expectedRules(landingZone, families);
  const names = inbound?.names ?? [];
  const states = Object.fromEntries(names.map((name) => [name, 'ENABLED']));
  const judged = (found: Parameters<typeof judgeRules>[1]) => (inbound ? judgeRules(inbound, found) : []);

  it('are fine if they are enabled and deliver', () => {
    expect(names).toHaveLength(families.length);
    expect(judged({ states, delivering: names })).toEqual([]);
  });

  const { 'wheelwright-vpc-changed': _lost, ...withoutOne } = states;
  it.each([
    ['is missing', withoutOne, names, 'do not exist'],
    ['is disabled', { ...states, 'wheelwright-vpc-changed': 'DISABLED' }, names, 'are disabled'],
    ['has lost its target', states, names.filter((name) => name !== 'wheelwright-vpc-changed'), 'do not deliver'],
  ])('one that %s is named', (_what, found, delivering, text) => {
    const [verdict, ...others] = judged({ states: found, delivering });
    expect(others).toEqual([]);
    expect(verdict).toMatchObject({ status: 'failed', about: ['wheelwright-vpc-changed'] });
    expect(verdict?.text).toContain(text);
  });

  it('are expected where the config has them', () => {
    const places = (config: LandingZone) =>
      new Set(expectedRules(config, families).map(({ account, region, bus }) => `${account} ${region} ${bus}`));
    expect(places(landingZone)).toContain('management us-east-1 default');
    expect(places(delegated)).not.toContain('management us-east-1 default');
    expect(places({ ...landingZone, rulesInUsEast1: 'none' })).not.toContain('hub us-east-1 default');
    const away = { ...organization, controlTowerHomeRegion: 'eu-west-1' };
    expect(places({ ...landingZone, organization: away })).toContain('management eu-west-1 default');
  });
});

describe('bus policies', () => {
  const statement = (effect: string, org?: string) => ({
    ...{ Effect: effect, Principal: '*', Action: 'events:PutEvents' },
    ...(org === undefined ? {} : { Condition: { StringEquals: { 'aws:PrincipalOrgID': org } } }),
  });
  const text = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const inbound = text(statement('Allow', organization.id));
  const outbound = text(statement('Deny'));
  it.each([
    ['ours are fine', { inbound, outbound }, ['ok']],
    ['an inbound bus without a policy', { inbound: undefined, outbound }, ['failed']],
    [
      'an inbound bus of another organization',
      { inbound: text(statement('Allow', 'o-other')), outbound },
      ['failed', 'failed'],
    ],
    [
      'an inbound bus that also admits every account of AWS',
      { inbound: text(statement('Allow', organization.id), statement('Allow')), outbound },
      ['failed'],
    ],
    ['an inbound bus with a policy that is no policy', { inbound: '{', outbound }, ['failed']],
    ['an outbound bus that denies nobody', { inbound, outbound: undefined }, ['failed']],
  ])('%s', (_what, policies, expected) => {
    expect(statuses(judgeBusPolicies(landingZone, policies))).toEqual(expected);
  });
});

describe('StackSets', () => {
  const regions = ['ap-southeast-3', 'us-east-1'];
  const units = Object.values(landingZone.segments).flatMap(({ organizationalUnits }) => organizationalUnits);
  const instance = { accountId: DEV, region: 'us-east-1', status: 'CURRENT', detail: 'SUCCEEDED', reason: '' };
  const fine: FoundStackSet = {
    ...{ autoDeployment: true, organizationalUnitIds: units },
    instances: regions.map((region) => ({ ...instance, region })),
  };
  const judged = (found: FoundStackSet | undefined, members = [DEV]) =>
    said(judgeStackSet(landingZone, 'wheelwright-rules', { found, members, regions }));
  const withInstance = (more: Partial<typeof instance>) => ({
    ...fine,
    instances: [{ ...instance, ...more }, ...fine.instances.slice(0, 1)],
  });

  it('are in the regions of the config', () => {
    expect(stackSetRegions(landingZone, landingZone.regions)).toEqual({
      'wheelwright-roles': [landingZone.stsRegion],
      'wheelwright-rules': ['ap-southeast-3', 'us-east-1'],
    });
  });

  it('are fine where every member has current instances, whatever others have', () => {
    expect(judged(fine)).toEqual([]);
    expect(judged(withInstance({ accountId: STAGING, status: 'INOPERABLE' }), [])).toEqual([]);
  });

  it.each([
    ['do not exist', undefined, 'failed | there is no wheelwright-rules: no account is joined'],
    [
      'have not all OUs',
      { ...fine, organizationalUnitIds: units.slice(1) },
      `failed | ${units[0]} | wheelwright-rules does not have these OUs of segments as targets`,
    ],
    [
      'are not deployed by themselves',
      { ...fine, autoDeployment: false },
      'failed | wheelwright-rules is not deployed to new accounts by itself',
    ],
    [
      'have no instance in an account',
      { ...fine, instances: fine.instances.slice(0, 1) },
      `failed | ${DEV}/us-east-1 | wheelwright-rules has no instance: nothing of these accounts is heard or done`,
    ],
    [
      'are being deployed',
      withInstance({ status: 'OUTDATED', detail: 'RUNNING' }),
      `warning | ${DEV}/us-east-1 | wheelwright-rules is being deployed`,
    ],
    [
      'have failed',
      withInstance({ status: 'OUTDATED', detail: 'FAILED', reason: 'no such bus' }),
      `failed | ${DEV}/us-east-1 | wheelwright-rules is OUTDATED (FAILED): no such bus`,
    ],
  ])('that %s', (_what, found, line) => {
    expect(judged(found)).toEqual([line]);
  });
});

describe('regions', () => {
  const of = (status: string) => judgeRegions(landingZone, [{ accountId: DEV, region: 'ap-southeast-3', status }]);
  it.each([
    ['ENABLED', 'ok'],
    ['ENABLED_BY_DEFAULT', 'ok'],
    ['ENABLING', 'warning'],
    ['DISABLED', 'failed'],
    ['DISABLING', 'failed'],
  ])('%s is %s', (found, status) => {
    expect(statuses(of(found))).toEqual([status]);
  });

  it('that are enabled from the start are fine', () => {
    expect(statuses(judgeRegions({ regions: ['eu-west-1'] }, []))).toEqual(['ok']);
  });
});

describe('our shares', () => {
  const association = (entity: string, status = 'ASSOCIATED'): Association => ({
    ...{ shareArn: 'arn:ours', shareName: 'wheelwright-hub', entity, status },
  });
  const fine = {
    resources: [association('arn:aws:ec2:::transit-gateway/tgw-1')],
    principals: [association(DEV)],
    members: [DEV],
    expectedResources: ['transit-gateway/tgw-1'],
  };
  it.each([
    ['are fine with every resource and member', {}, 'ok'],
    ['lack a resource', { resources: [association('arn:aws:ec2:::transit-gateway/tgw-1', 'DISASSOCIATED')] }, 'failed'],
    ['lack a member', { principals: [] }, 'failed'],
    ['have lost a member', { principals: [association(DEV, 'DISASSOCIATED')] }, 'failed'],
    ['wait for a member', { principals: [association(DEV, 'ASSOCIATING')] }, 'warning'],
    ['have others', { principals: [association(DEV), association(STAGING)] }, 'warning'],
    ['had others', { principals: [association(DEV), association(STAGING, 'DISASSOCIATED')] }, 'ok'],
  ])('%s', (_what, more, status) => {
    expect(statuses(judgeShares({ ...fine, ...more }))).toEqual([status]);
  });

  const off = { autoAccept: false, defaultAssociation: false, defaultPropagation: false };
  it.each([
    ['is ours alone', { options: off, shares: [association('tgw')] }, ['ok']],
    ['is gone', { shares: [] }, ['failed']],
    ['is in another share', { options: off, shares: [{ ...association('tgw'), shareArn: 'arn:other' }] }, ['warning']],
    [
      'was in another share',
      { options: off, shares: [{ ...association('tgw', 'DISASSOCIATED'), shareArn: 'arn:other' }] },
      ['ok'],
    ],
    ['accepts by itself', { options: { ...off, autoAccept: true }, shares: [] }, ['warning']],
    ['associates by default', { options: { ...off, defaultAssociation: true }, shares: [] }, ['failed']],
    ['propagates by default', { options: { ...off, defaultPropagation: true }, shares: [] }, ['failed']],
  ])('the transit gateway %s', (_what, found, expected) => {
    expect(statuses(judgeGateway('tgw-1', found, ['arn:ours']))).toEqual(expected);
  });
});

describe('queues, sweeps and freezes', () => {
  it('a queue with a dead letter is named, with the command that reads it', () => {
    expect(judgeDeadLetters({ 'wheelwright-join-dead.fifo': 2, 'wheelwright-undelivered': 0 })).toEqual([
      expect.objectContaining({
        status: 'failed',
        about: ['wheelwright-join-dead.fifo'],
        next: 'wheelwright redrive --inspect',
      }),
    ]);
    const [notices] = judgeDeadLetters({ 'wheelwright-notify-dead': 1 });
    expect(notices?.next).toContain('wheelwright-notify');
    expect(statuses(judgeDeadLetters({ 'wheelwright-undelivered': 0 }))).toEqual(['ok']);
  });

  it.each([
    [6.9, 'ok'],
    [7.1, 'warning'],
    [13.1, 'failed'],
  ])('the last sweep %d hours ago is %s', (hours, status) => {
    const now = new Date('2026-01-02T00:00:00Z');
    expect(statuses(judgeSweep(new Date(now.getTime() - hours * 3_600_000), now, ago))).toEqual([status]);
    expect(statuses(judgeSweep(undefined, now, ago))).toEqual(['warning']);
  });

  const nothing = { orders: [], frozenAccounts: [], planOnlyAccounts: [], heldLeaves: 0 };
  const { guards } = landingZone;
  it.each([
    ['nothing', guards, nothing, []],
    [
      'everything, by the config',
      { ...guards, frozen: true },
      { ...nothing, frozenAccounts: [DEV] },
      ['guards.frozen'],
    ],
    [
      'everything only planned',
      { ...guards, planOnly: true },
      { ...nothing, planOnlyAccounts: [DEV] },
      ['guards.planOnly'],
    ],
    ['an account, by an operator', guards, { ...nothing, orders: [`account ${DEV}`] }, ['frozen by an operator']],
    ['an account, by its tag', guards, { ...nothing, frozenAccounts: [DEV] }, ['accounts that are frozen']],
    ['an account only planned', guards, { ...nothing, planOnlyAccounts: [DEV] }, ['accounts that are only planned']],
    ['a plan of leaves', guards, { ...nothing, heldLeaves: 3 }, ['3 VPCs would leave']],
  ])('what is frozen or held is said: %s', (_what, config, found, texts) => {
    const verdicts = judgeFreezes({ guards: config }, found);
    expect(statuses(verdicts)).toEqual(texts.length === 0 ? ['ok'] : texts.map(() => 'warning'));
    for (const [index, text] of texts.entries()) expect(verdicts[index]?.text).toContain(text);
  });
});

describe('quotas', () => {
  it.each([
    ['attachments', judgeAttachments, 5_000],
    ['routes', judgeRoutes, 10_000],
    ['references', judgeReferences, 5_000],
  ])('of %s are near at four fifths, and used up at the end', (_what, judge, most) => {
    expect([most * 0.8 - 1, most * 0.8, most - 1, most].flatMap((used) => statuses(judge(used)))).toEqual([
      ...['ok', 'warning', 'warning', 'failed'],
    ]);
  });

  it('of zones are those that AWS applies to each', () => {
    const zone = (name: string, used: number, most = 300) => ({ name, id: 'Z1', used, most });
    expect(said(judgeZones([zone('a.internal', 10), zone('b.internal', 290, 1000)], []))).toEqual([
      'ok | 2 zones; the fullest, b.internal, has 290 of 1000 VPCs',
    ]);
    expect(said(judgeZones([zone('a.internal', 10), zone('b.internal', 290)], ['c.internal']))).toEqual([
      'warning | 290 of 300 VPCs of the private zone b.internal',
      'warning | c.internal | zones of other accounts: only their owners see how many VPCs they have',
    ]);
    expect(statuses(judgeZones([], []))).toEqual(['ok']);
  });

  const list = { id: 'pl-1', entries: 3, most: 10, state: 'create-complete', stateMessage: '' };
  it.each([
    ['has room', list, 'ok'],
    ['is full', { ...list, entries: 10 }, 'warning'],
    ['could not be changed', { ...list, state: 'modify-failed', stateMessage: 'rtb-1 is full' }, 'failed'],
    ['is gone', undefined, 'failed'],
  ])('the mesh prefix list %s', (_what, found, status) => {
    expect(statuses(judgePrefixList(found))).toEqual([status]);
  });
});
