import { admit, type AdmissionInput } from '../../../lib/admission';
import { devVpc, inSegment, fixture, taken, tagged, withVpc } from './vpc';

type Change = Partial<AdmissionInput>;
const verdict = (...changes: readonly Change[]) =>
  admit(changes.reduce<AdmissionInput>((input, change) => ({ ...input, ...change }), devVpc));

const joined = inSegment('dev');
const own = { admitted: ['10.1.0.0/20'] };
const added = withVpc({ cidrs: ['10.1.0.0/20', '10.1.16.0/20'] });
const unknown = { unknown: 'a propagation shows no route; disable it' };
const whole = withVpc({ cidrs: ['10.1.0.0/17'] });
const local = structuredClone(fixture);
local.mesh.localCidrs.push('100.64.0.0/10');
const small = structuredClone(fixture);
Object.assign(small.segments['dev'] ?? {}, { maxVpcPrefix: 22 });

/** The table of `lib/admission/index.ts`, line by line. */
test.each<[line: number, what: string, changes: readonly Change[], expected: object]>([
  [
    1,
    'refused for a CIDR of another VPC',
    [{ taken: [taken('10.1.8.0/21')] }],
    { status: 'refused', reason: 'cidr-overlap' },
  ],
  [
    1,
    'quarantined for it after joining',
    [joined, { taken: [taken('10.1.0.0/16')] }],
    { status: 'quarantined', segment: 'dev', reason: 'cidr-overlap' },
  ],
  [
    2,
    'attached before, by hand, and never admitted',
    [joined, { admitted: [], taken: [taken('10.1.0.0/20')] }],
    { status: 'quarantined' },
  ],
  [3, 'admitted before the other VPC', [joined, own, { taken: [taken('10.1.0.0/20')] }], { status: 'admitted' }],
  [
    4,
    'adds a CIDR of another VPC',
    [joined, own, added, { taken: [taken('10.1.16.0/22')] }],
    { status: 'quarantined', reason: 'cidr-overlap' },
  ],
  [5, 'adds a free CIDR', [joined, own, added, { taken: [taken('10.1.32.0/20')] }], { status: 'admitted' }],
  [
    6,
    'overlaps a route to an attachment of others',
    [{ taken: [{ cidr: '10.1.0.0/24', holder: 'vpn vpn-1 (tgw-attach-1)' }] }],
    { status: 'refused', because: 'CIDR 10.1.0.0/20 is taken in the network; create a VPC with a free CIDR' },
  ],
  [7, 'new, while ranges of others are unknown', [unknown], { status: 'undecided' }],
  [8, 'adds a CIDR while ranges of others are unknown', [joined, own, added, unknown], { status: 'quarantined' }],
  [
    9,
    'joined, with its admissions lost, while ranges of others are unknown',
    [joined, unknown],
    { status: 'undecided' },
  ],
  [10, 'larger than one VPC may be', [whole], { status: 'refused', reason: 'cidr-too-large' }],
  [
    10,
    'together larger than one VPC may be',
    [withVpc({ cidrs: ['10.1.0.0/18', '10.1.64.0/18'] })],
    { status: 'refused', reason: 'cidr-too-large' },
  ],
  [10, 'as large as one VPC may be', [withVpc({ cidrs: ['10.1.64.0/18'] })], { status: 'admitted' }],
  [10, 'larger than the config allows', [{ landingZone: small }], { status: 'refused', reason: 'cidr-too-large' }],
  [11, 'admitted when it was not too large', [joined, whole, { admitted: ['10.1.0.0/17'] }], { status: 'admitted' }],
  [
    12,
    'with a local CIDR that others have as well',
    [withVpc({ cidrs: ['10.1.0.0/20', '100.64.0.0/16'] }), { landingZone: local, taken: [taken('100.64.0.0/16')] }],
    { status: 'admitted' },
  ],
  [
    12,
    'with local CIDRs only',
    [withVpc({ cidrs: ['100.64.0.0/16'] }), { landingZone: local }],
    { status: 'refused', reason: 'cidr-outside-segment' },
  ],
  [
    13,
    'joined, with a tag value without a meaning',
    [joined, own, tagged('nonsense')],
    { status: 'admitted', segment: 'dev', objection: { reason: 'tag-value' } },
  ],
  [
    13,
    'the same, with a CIDR of another segment',
    [joined, own, withVpc({ cidrs: ['10.1.0.0/20', '10.3.0.0/20'], tags: { 'wheelwright:join': 'nonsense' } })],
    { status: 'quarantined', reason: 'cidr-outside-segment' },
  ],
  [
    14,
    'joined, with its DNS attributes off',
    [joined, own, withVpc({ dnsSupport: false })],
    { status: 'admitted', objection: { reason: 'dns-attributes' } },
  ],
  [15, 'joined, without its tag', [joined, own, tagged(undefined)], { status: 'leaving', drain: true }],
  [
    16,
    'without its tag, with a CIDR that was never admitted',
    [joined, own, withVpc({ cidrs: added.vpc.cidrs, tags: {} })],
    { status: 'leaving', drain: false },
  ],
  [
    16,
    'without its tag, with a CIDR of another segment',
    [joined, own, withVpc({ cidrs: ['10.1.0.0/20', '10.2.0.0/24'], tags: {} })],
    { status: 'leaving', drain: false },
  ],
  [
    17,
    'in a segment that is not allowed, with a CIDR that fits another',
    [inSegment('staging'), own],
    { status: 'admitted', segment: 'dev' },
  ],
  [
    17,
    'in a segment that is not allowed, with a CIDR that fits no other',
    [inSegment('staging'), withVpc({ cidrs: ['10.2.0.0/20'] }), { admitted: ['10.2.0.0/20'] }],
    { status: 'leaving', drain: false },
  ],
])('%i: a VPC %s', (_line, _what, changes, expected) => {
  expect(verdict(...changes)).toMatchObject(expected);
});

test("the VPC's team reads which segment has the range, and operators read who has it", () => {
  expect(verdict({ taken: [taken('10.1.8.0/21', 'staging')] })).toMatchObject({
    because: 'CIDR 10.1.0.0/20 is taken in segment staging; create a VPC with a free CIDR',
    detail:
      'CIDR 10.1.0.0/20 overlaps 10.1.8.0/21 of VPC vpc-other in account 200000000009, which was there first; create a VPC with a free CIDR',
  });
});
