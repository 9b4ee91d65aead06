import { admit, type AdmissionInput } from '../../../lib/admission';
import { attached, devVpc, inAccount, other, shipped, tagged, withVpc } from './vpc';

const own = attached('own');
/** The dev OU permits staging as well. */
const twoSegments = structuredClone(shipped);
twoSegments.segments['staging']?.organizationalUnits.push('ou-pksl-00000dev');
twoSegments.organization.segmentByAccountTag = true;
/** A range in the mesh that no segment has. */
const unclaimed = structuredClone(shipped);
unclaimed.mesh.prefixes.push('10.8.0.0/14');

type Change = Partial<AdmissionInput>;
const verdict = (...changes: readonly Change[]) =>
  admit(changes.reduce<AdmissionInput>((input, change) => ({ ...input, ...change }), devVpc));

describe('what the tag asks', () => {
  test.each<[string, readonly Change[], object]>([
    ['a VPC without the tag is not ours', [tagged(undefined)], { status: 'not-ours' }],
    [
      'an attached VPC without the tag leaves with a drain',
      [tagged(undefined), { own }],
      { status: 'leaving', drain: true },
    ],
    ['true joins the only segment of the OU', [], { status: 'admitted', segment: 'dev' }],
    [
      'an allowed segment joins that one',
      [withVpc({ tags: { 'wheelwright:join': 'staging' }, cidrs: ['10.2.0.0/20'] }), { landingZone: twoSegments }],
      { status: 'admitted', segment: 'staging' },
    ],
    ['a segment of another OU is refused', [tagged('prod')], { status: 'refused', reason: 'segment-forbidden' }],
    [
      'an attached VPC that asks for a forbidden segment leaves at once',
      [tagged('prod'), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'a word that every JavaScript object knows is refused',
      [tagged('constructor')],
      { status: 'refused', reason: 'tag-value' },
    ],
    ['another value is refused', [tagged('yes')], { status: 'refused', reason: 'tag-value' }],
    ['true is true in lower case only', [tagged('True')], { status: 'refused', reason: 'tag-value' }],
    [
      'an attached VPC with another value stays as it is',
      [tagged('yes'), { own }],
      { status: 'refused', reason: 'tag-value' },
    ],
    [
      'an attached VPC with another value in a segment no longer allowed leaves at once',
      [tagged('yes'), { own: { ...own, segment: 'prod' } }],
      { status: 'leaving', drain: false },
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(...changes)).toMatchObject(expected);
  });
});

describe('what the account may', () => {
  const nowhere = inAccount({ ouPath: ['r-pksl'] });
  test.each<[string, readonly Change[], object]>([
    ['an account in the root takes no part', [nowhere], { status: 'not-ours' }],
    ['an account moved out of every segment leaves at once', [nowhere, { own }], { status: 'leaving', drain: false }],
    [
      'a suspended account is refused',
      [inAccount({ state: 'SUSPENDED' })],
      { status: 'refused', reason: 'account-inactive' },
    ],
    [
      'a suspended account leaves at once',
      [inAccount({ state: 'SUSPENDED' }), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'a departed account leaves at once',
      [inAccount({ state: 'DEPARTED' }), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'a suspended account whose tag is gone leaves at once',
      [inAccount({ state: 'CLOSED' }), tagged(undefined), { own }],
      { status: 'leaving', drain: false },
    ],
    ['two segments need a choice', [{ landingZone: twoSegments }], { status: 'refused', reason: 'segment-ambiguous' }],
    [
      'the account tag picks among two',
      [{ landingZone: twoSegments }, inAccount({ tags: { 'wheelwright:segment': 'dev' } })],
      { status: 'admitted', segment: 'dev' },
    ],
    [
      'the account tag never widens',
      [inAccount({ tags: { 'wheelwright:segment': 'prod' } })],
      { status: 'refused', reason: 'segment-forbidden' },
    ],
    [
      "a shared VPC is its owner's to join",
      [withVpc({ ownerId: '200000000004' })],
      { status: 'refused', reason: 'foreign-vpc' },
    ],
    [
      "a VPC in a governed region without the hub's transit gateway is refused",
      [withVpc({ region: 'ap-southeast-1' })],
      {
        status: 'refused',
        reason: 'other-region',
        because: expect.stringContaining('expected ap-southeast-3') as string,
      },
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(...changes)).toMatchObject(expected);
  });
});

describe('what the VPC is', () => {
  const outside = withVpc({ cidrs: ['10.1.0.0/20', '10.2.0.0/20'] });
  const nobodys = withVpc({ cidrs: ['10.8.0.0/20'] });
  const approvals = [{ vpcId: 'vpc-0a', cidr: '10.8.0.0/20' }];
  test.each<[string, readonly Change[], object]>([
    ['a default VPC is refused', [withVpc({ isDefault: true })], { status: 'refused', reason: 'default-vpc' }],
    ["a CIDR in another segment's range is refused", [outside], { status: 'refused', reason: 'cidr-outside-segment' }],
    [
      'a joined VPC with such a CIDR is quarantined',
      [outside, { own }],
      { status: 'quarantined', segment: 'dev', reason: 'cidr-outside-segment' },
    ],
    [
      'a CIDR that the mesh does not route is refused',
      [nobodys],
      { status: 'refused', reason: 'cidr-outside-segment' },
    ],
    [
      "a CIDR in nobody's range awaits approval",
      [nobodys, { landingZone: unclaimed }],
      { status: 'awaiting-approval' },
    ],
    [
      'an approved one is admitted',
      [nobodys, { landingZone: unclaimed, approvals }],
      { status: 'admitted', segment: 'dev' },
    ],
    [
      'an approval is for one VPC',
      [withVpc({ ...nobodys.vpc, vpcId: 'vpc-0b' }), { landingZone: unclaimed, approvals }],
      { status: 'awaiting-approval' },
    ],
    [
      'an approval is for one CIDR',
      [withVpc({ cidrs: ['10.8.0.0/20', '10.8.16.0/20'] }), { landingZone: unclaimed, approvals }],
      { status: 'awaiting-approval' },
    ],
    [
      'what an operator may approve does not help beside what nobody may',
      [withVpc({ cidrs: ['10.8.0.0/20', '10.2.0.0/20'] }), { landingZone: unclaimed }],
      { status: 'refused' },
    ],
    [
      "an approval never opens another segment's range",
      [outside, { approvals: [{ vpcId: 'vpc-0a', cidr: '10.2.0.0/20' }] }],
      { status: 'refused' },
    ],
    [
      "a joined VPC with a CIDR in nobody's range is quarantined",
      [nobodys, { own, landingZone: unclaimed }],
      { status: 'quarantined' },
    ],
    ['no usable subnet is refused', [{ usableSubnetAzs: 0 }], { status: 'refused', reason: 'too-few-zones' }],
    ['too few zones are refused', [{ usableSubnetAzs: 1 }], { status: 'refused', reason: 'too-few-zones' }],
    ['the zones that are required suffice', [{ usableSubnetAzs: 2 }], { status: 'admitted' }],
    [
      'no DNS support is refused',
      [withVpc({ dnsSupport: false, dnsHostnames: true })],
      { status: 'refused', reason: 'dns-attributes' },
    ],
    [
      'no DNS host names are refused',
      [withVpc({ dnsSupport: true, dnsHostnames: false })],
      { status: 'refused', reason: 'dns-attributes' },
    ],
    ['both DNS attributes on are right', [withVpc({ dnsSupport: true, dnsHostnames: true })], { status: 'admitted' }],
  ])('%s', (_, changes, expected) => {
    expect(verdict(...changes)).toMatchObject(expected);
  });
});

describe('who was first', () => {
  const taken = (at: number, id = 'other') => ({ attachments: [other(id, '10.1.8.0/21', at)] });
  test.each<[string, readonly Change[], object]>([
    ['a new VPC yields to whoever is attached', [taken(9)], { status: 'refused', reason: 'cidr-overlap' }],
    [
      'an attached VPC yields to an earlier one',
      [taken(1), { own: attached('own', 2) }],
      { status: 'quarantined', reason: 'cidr-overlap' },
    ],
    ['an attached VPC stays before a later one', [taken(3), { own: attached('own', 2) }], { status: 'admitted' }],
    [
      'of two made in the same second the lower id stays',
      [taken(2, 'a'), { own: attached('b', 2) }],
      { status: 'quarantined' },
    ],
    ['and the higher one yields', [taken(2, 'c'), { own: attached('b', 2) }], { status: 'admitted' }],
    [
      'a VPC never overlaps itself',
      [{ attachments: [{ ...other('own', '10.1.0.0/20'), vpcId: 'vpc-0a' }] }],
      { status: 'admitted' },
    ],
    ['neighbours do not overlap', [{ attachments: [other('x', '10.1.16.0/20')] }], { status: 'admitted' }],
  ])('%s', (_, changes, expected) => {
    expect(verdict(...changes)).toMatchObject(expected);
  });

  test('the refusal says which CIDR overlaps which, and what to do', () => {
    expect(verdict(taken(1))).toMatchObject({
      because:
        'CIDR 10.1.0.0/20 overlaps 10.1.8.0/21 of VPC vpc-other in account 200000000009, which joined first; create a VPC with a free CIDR',
    });
  });
});
