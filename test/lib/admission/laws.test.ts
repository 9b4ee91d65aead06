import fc from 'fast-check';
import { admit, type AdmissionInput, type TakenRange } from '../../../lib/admission';
import { overlaps } from '../../../lib/landing-zone/cidr';
import { devVpc, fixture } from './vpc';

/** A CIDR inside the dev range, /18 to /24, so that many overlap. */
const devCidr = fc
  .record({ length: fc.integer({ min: 18, max: 24 }), third: fc.nat(255) })
  .map(({ length, third }) => `10.1.${length === 24 ? third : third & (256 - 2 ** (24 - length))}.0/${length}`);

const takenRanges = fc.array(
  devCidr.map((cidr): TakenRange => ({ cidr, segment: 'dev', holder: 'VPC vpc-other in account 200000000009' })),
  { maxLength: 8 },
);

test('a VPC is never admitted with a CIDR that overlaps a range of another, unless it was admitted with it', () => {
  fc.assert(
    fc.property(devCidr, devCidr, takenRanges, fc.boolean(), (held, added, taken, joined) => {
      const input = { ...devVpc, vpc: { ...devVpc.vpc, cidrs: [held, added] }, admitted: [held], taken };
      const { status } = admit(joined ? { ...input, own: { segment: 'dev' } } : input);
      fc.pre(status === 'admitted');
      expect(added === held || taken.every(({ cidr }) => !overlaps(cidr, added))).toBe(true);
    }),
  );
});

test('a joined VPC with the CIDRs that it was admitted with stays, with any ranges of others', () => {
  fc.assert(
    fc.property(devCidr, takenRanges, (cidr, taken) => {
      const input = {
        ...devVpc,
        vpc: { ...devVpc.vpc, cidrs: [cidr] },
        admitted: [cidr],
        taken,
        own: { segment: 'dev' },
      };
      expect(admit(input)).toMatchObject({ status: 'admitted' });
    }),
  );
});

const unit = fc.constantFrom('ou-pksl-00000dev', 'ou-pksl-0staging', 'ou-pksl-0000prod', 'ou-pksl-000other');
const anyInput: fc.Arbitrary<AdmissionInput> = fc
  .record({
    ouPath: fc.array(unit, { maxLength: 3 }),
    state: fc.constantFrom('ACTIVE', 'SUSPENDED', 'DEPARTED'),
    segmentTag: fc.option(fc.constantFrom('dev', 'staging', 'prod', 'shared', 'no'), { nil: undefined }),
    joinTag: fc.option(fc.constantFrom('true', 'dev', 'staging', 'prod', 'shared', 'no'), { nil: undefined }),
    cidrs: fc.array(fc.constantFrom('10.1.0.0/20', '10.2.0.0/20', '10.3.0.0/20', '172.31.0.0/16'), { minLength: 1 }),
    isDefault: fc.boolean(),
    usableSubnetAzs: fc.nat(3),
    admitted: fc.array(devCidr, { maxLength: 2 }),
    taken: takenRanges,
    joined: fc.boolean(),
  })
  .map(({ ouPath, state, segmentTag, joinTag, cidrs, isDefault, usableSubnetAzs, admitted, taken, joined }) => ({
    ...devVpc,
    account: {
      ...devVpc.account,
      ouPath,
      state,
      tags: segmentTag === undefined ? {} : { 'wheelwright:segment': segmentTag },
    },
    vpc: { ...devVpc.vpc, cidrs, isDefault, tags: joinTag === undefined ? {} : { 'wheelwright:join': joinTag } },
    usableSubnetAzs,
    fullSubnetIds: [],
    admitted,
    taken,
    ...(joined ? { own: { segment: 'dev' } } : {}),
  }));

test('no VPC is admitted to a segment that its OU does not permit', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const verdict = admit(input);
      fc.pre(verdict.status === 'admitted' || verdict.status === 'quarantined');
      const deepest =
        input.account.ouPath.at(-1) === 'ou-pksl-000other'
          ? input.account.ouPath.findLast((id) => id !== 'ou-pksl-000other')
          : input.account.ouPath.at(-1);
      expect(fixture.segments[verdict.segment]?.organizationalUnits).toContain(deepest);
    }),
    { numRuns: 500 },
  );
});

test('only joined VPCs leave or are quarantined, and only tagged VPCs are admitted or refused', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const tagged = input.vpc.tags['wheelwright:join'] !== undefined;
      const possible = input.own
        ? ['leaving', ...(tagged ? ['admitted', 'quarantined', 'refused'] : [])]
        : ['not-ours', ...(tagged ? ['admitted', 'refused'] : [])];
      expect(possible).toContain(admit(input).status);
    }),
    { numRuns: 500 },
  );
});

test('the same input gets the same verdict and is not modified', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const copy = structuredClone(input);
      expect(admit(input)).toEqual(admit(copy));
      expect(input).toEqual(copy);
    }),
  );
});

test('every refusal states what was found and what to do, without naming the VPC that it is about', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const verdict = admit(input);
      fc.pre('because' in verdict);
      expect(verdict.because).toMatch(/^.+; .+/);
      expect(verdict.because).not.toMatch(/vpc-|\b2\d{11}\b|^account /);
    }),
  );
});
