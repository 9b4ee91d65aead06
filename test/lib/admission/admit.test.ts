import { admit, type AdmissionInput } from '../../../lib/admission';
import { devVpc, inAccount, inSegment, fixture, tagged, withVpc } from './vpc';

const { own } = inSegment('dev');
/** The dev OU permits staging as well. */
const twoSegments = structuredClone(fixture);
twoSegments.segments['staging']?.organizationalUnits.push('ou-pksl-00000dev');
twoSegments.organization.segmentByAccountTag = true;
/** A range that the mesh routes and no segment has. */
const unclaimed = structuredClone(fixture);
unclaimed.mesh.prefixes.push('10.8.0.0/14');

type Change = Partial<AdmissionInput>;
const verdict = (...changes: readonly Change[]) =>
  admit(changes.reduce<AdmissionInput>((input, change) => ({ ...input, ...change }), devVpc));

describe('the join tag', () => {
  test.each<[string, readonly Change[], object]>([
    ['a VPC without the tag is ignored', [tagged(undefined)], { status: 'not-ours' }],
    [
      'an attached VPC without the tag leaves after a drain',
      [tagged(undefined), { own }],
      { status: 'leaving', drain: true },
    ],
    ['the value true joins the only segment of the OU', [], { status: 'admitted', segment: 'dev' }],
    [
      'the name of an allowed segment joins that segment',
      [withVpc({ tags: { 'wheelwright:join': 'staging' }, cidrs: ['10.2.0.0/20'] }), { landingZone: twoSegments }],
      { status: 'admitted', segment: 'staging' },
    ],
    [
      'the name of a segment of another OU is refused',
      [tagged('prod')],
      { status: 'refused', reason: 'segment-forbidden' },
    ],
    [
      'an attached VPC whose tag names a forbidden segment leaves at once',
      [tagged('prod'), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'the name of a property of every JavaScript object is refused',
      [tagged('constructor')],
      { status: 'refused', reason: 'tag-value' },
    ],
    ['any other value is refused', [tagged('yes')], { status: 'refused', reason: 'tag-value' }],
    ['the value True with a capital is refused', [tagged('True')], { status: 'refused', reason: 'tag-value' }],
    [
      'an attached VPC with any other value stays in its segment, with the objection',
      [tagged('yes'), { own }],
      { status: 'admitted', segment: 'dev', objection: { reason: 'tag-value' } },
    ],
    [
      'an attached VPC with any other value that is in no segment yet leaves',
      [tagged('yes'), { own: {} }],
      { status: 'leaving', drain: false },
    ],
    [
      'an attached VPC with any other value leaves at once if its segment is no longer allowed',
      [tagged('yes'), inSegment('prod')],
      { status: 'leaving', drain: false },
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(...changes)).toMatchObject(expected);
  });
});

describe('the account', () => {
  const inRoot = inAccount({ ouPath: ['r-pksl'] });
  test.each<[string, readonly Change[], object]>([
    ['a VPC of an account in the root is ignored', [inRoot], { status: 'not-ours' }],
    [
      'an attached VPC leaves at once if its account moved out of every segment',
      [inRoot, { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'a VPC of a suspended account is refused',
      [inAccount({ state: 'SUSPENDED' })],
      { status: 'refused', reason: 'account-inactive' },
    ],
    [
      'an attached VPC of a suspended account leaves at once',
      [inAccount({ state: 'SUSPENDED' }), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'an attached VPC of an account that left the organization leaves at once',
      [inAccount({ state: 'DEPARTED' }), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      'an attached VPC of a closed account leaves at once even without the tag',
      [inAccount({ state: 'CLOSED' }), tagged(undefined), { own }],
      { status: 'leaving', drain: false },
    ],
    [
      '[B14] a VPC with the tag under a key in another case is refused',
      [withVpc({ tags: { 'Wheelwright:Join': 'true' } })],
      { status: 'refused', reason: 'tag-key' },
    ],
    [
      '[B14] one that has joined leaves, as without the tag',
      [withVpc({ tags: { 'Wheelwright:Join': 'true' } }), { own }],
      { status: 'leaving' },
    ],
    [
      '[B14] the right key counts, also beside one in another case',
      [withVpc({ tags: { 'WHEELWRIGHT:JOIN': 'no', 'wheelwright:join': 'true' } })],
      { status: 'admitted' },
    ],
    [
      '[B14] the key in another case is no matter where no segment permits the account',
      [withVpc({ tags: { 'Wheelwright:Join': 'true' } }), inRoot],
      { status: 'not-ours' },
    ],
    [
      'the value true is refused if the OU permits two segments',
      [{ landingZone: twoSegments }],
      { status: 'refused', reason: 'segment-ambiguous' },
    ],
    [
      'the account tag picks one of two segments',
      [{ landingZone: twoSegments }, inAccount({ tags: { 'wheelwright:segment': 'dev' } })],
      { status: 'admitted', segment: 'dev' },
    ],
    [
      'the account tag cannot name a segment that the OU does not permit',
      [inAccount({ tags: { 'wheelwright:segment': 'prod' } })],
      { status: 'refused', reason: 'segment-forbidden' },
    ],
    [
      'a VPC shared by another account is refused',
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

describe('the VPC', () => {
  const outside = withVpc({ cidrs: ['10.1.0.0/20', '10.2.0.0/20'] });
  const unclaimedCidr = withVpc({ cidrs: ['10.8.0.0/20'] });
  const approvals = [{ vpcId: 'vpc-0a', cidr: '10.8.0.0/20' }];
  test.each<[string, readonly Change[], object]>([
    ['a default VPC is refused', [withVpc({ isDefault: true })], { status: 'refused', reason: 'default-vpc' }],
    ["a CIDR in another segment's range is refused", [outside], { status: 'refused', reason: 'cidr-outside-segment' }],
    [
      "a joined VPC with a CIDR in another segment's range is quarantined",
      [outside, { own }],
      { status: 'quarantined', segment: 'dev', reason: 'cidr-outside-segment' },
    ],
    [
      'a CIDR that the mesh does not route is refused',
      [unclaimedCidr],
      { status: 'refused', reason: 'cidr-outside-segment' },
    ],
    [
      "a CIDR in no segment's range awaits approval",
      [unclaimedCidr, { landingZone: unclaimed }],
      { status: 'awaiting-approval' },
    ],
    [
      'an approved CIDR is admitted',
      [unclaimedCidr, { landingZone: unclaimed, approvals }],
      { status: 'admitted', segment: 'dev' },
    ],
    [
      'an approval is valid for one VPC',
      [withVpc({ ...unclaimedCidr.vpc, vpcId: 'vpc-0b' }), { landingZone: unclaimed, approvals }],
      { status: 'awaiting-approval' },
    ],
    [
      'an approval is valid for one CIDR',
      [withVpc({ cidrs: ['10.8.0.0/20', '10.8.16.0/20'] }), { landingZone: unclaimed, approvals }],
      { status: 'awaiting-approval' },
    ],
    [
      'a CIDR that can be approved is refused together with one that cannot',
      [withVpc({ cidrs: ['10.8.0.0/20', '10.2.0.0/20'] }), { landingZone: unclaimed }],
      { status: 'refused' },
    ],
    [
      "an approval is not valid for another segment's range",
      [outside, { approvals: [{ vpcId: 'vpc-0a', cidr: '10.2.0.0/20' }] }],
      { status: 'refused' },
    ],
    [
      "a joined VPC with a CIDR in no segment's range is quarantined",
      [unclaimedCidr, { own, landingZone: unclaimed }],
      { status: 'quarantined' },
    ],
    [
      'a VPC without a usable subnet is refused',
      [{ usableSubnetAzs: 0 }],
      { status: 'refused', reason: 'too-few-zones' },
    ],
    [
      'a VPC with usable subnets in too few zones is refused',
      [{ usableSubnetAzs: 1 }],
      { status: 'refused', reason: 'too-few-zones' },
    ],
    [
      'a VPC whose subnets have no free address is refused, and they are named',
      [{ usableSubnetAzs: 1, fullSubnetIds: ['subnet-2', 'subnet-1'] }],
      {
        status: 'refused',
        reason: 'subnet-full',
        because:
          'the VPC has usable subnets in 1 Availability Zone(s) only, expected 2 zones, and no address is free in subnet-1, subnet-2; free one or add subnets',
      },
    ],
    [
      'a joined VPC with usable subnets in too few zones stays, with the objection',
      [{ usableSubnetAzs: 1, own }],
      { status: 'admitted', objection: { reason: 'too-few-zones' } },
    ],
    [
      'a VPC with usable subnets in the required number of zones is admitted',
      [{ usableSubnetAzs: 2 }],
      { status: 'admitted' },
    ],
    [
      'a VPC without DNS support is refused',
      [withVpc({ dnsSupport: false, dnsHostnames: true })],
      { status: 'refused', reason: 'dns-attributes' },
    ],
    [
      'a VPC without DNS host names is refused',
      [withVpc({ dnsSupport: true, dnsHostnames: false })],
      { status: 'refused', reason: 'dns-attributes' },
    ],
    [
      'a VPC with both DNS attributes on is admitted',
      [withVpc({ dnsSupport: true, dnsHostnames: true })],
      { status: 'admitted' },
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(...changes)).toMatchObject(expected);
  });
});
