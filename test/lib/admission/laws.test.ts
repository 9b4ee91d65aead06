import fc from 'fast-check';
import { admit, type AdmissionInput, type MeshAttachment } from '../../../lib/admission';
import { overlaps } from '../../../lib/landing-zone/cidr';
import { devVpc, shipped } from './vpc';

/** A CIDR inside the dev range, /18 to /24, so that many overlap. */
const devCidr = fc
  .record({ length: fc.integer({ min: 18, max: 24 }), third: fc.nat(255) })
  .map(({ length, third }) => `10.1.${length === 24 ? third : third & (256 - 2 ** (24 - length))}.0/${length}`);

const attachment = fc
  .record({ id: fc.nat(999), cidr: devCidr, at: fc.nat(3) })
  .map(({ id, cidr, at }): MeshAttachment => ({
    attachmentId: `tgw-attach-${id}`,
    vpcId: `vpc-${id}`,
    accountId: devVpc.account.id,
    cidrs: [cidr],
    createdAt: new Date(at),
  }));

const mesh = fc.uniqueArray(attachment, { minLength: 1, maxLength: 8, selector: ({ attachmentId }) => attachmentId });

/** The verdict on the VPC of one attachment in a mesh. */
const verdictOn = (own: MeshAttachment, attachments: readonly MeshAttachment[]) =>
  admit({ ...devVpc, vpc: { ...devVpc.vpc, vpcId: own.vpcId, cidrs: own.cidrs }, attachments, own });

test('of two attached VPCs that overlap, exactly one is admitted, in either order', () => {
  fc.assert(
    fc.property(attachment, attachment, (one, two) => {
      fc.pre(one.attachmentId !== two.attachmentId && overlaps(one.cidrs[0] ?? '', two.cidrs[0] ?? ''));
      const statuses = [verdictOn(one, [one, two]).status, verdictOn(two, [two, one]).status];
      expect(statuses.sort()).toEqual(['admitted', 'quarantined']);
    }),
  );
});

test('no two admitted VPCs of a mesh overlap', () => {
  fc.assert(
    fc.property(mesh, (attachments) => {
      const admitted = attachments.filter((own) => verdictOn(own, attachments).status === 'admitted');
      expect(admitted.length).toBeGreaterThan(0);
      const clashes = admitted.flatMap((one) =>
        admitted.filter((two) => one !== two && overlaps(one.cidrs[0] ?? '', two.cidrs[0] ?? '')),
      );
      expect(clashes).toEqual([]);
    }),
  );
});

test('the order in which attachments are listed changes no verdict', () => {
  fc.assert(
    fc.property(mesh, fc.nat(7), (attachments, index) => {
      const own = attachments[index % attachments.length];
      fc.pre(own !== undefined);
      expect(verdictOn(own, [...attachments].reverse())).toEqual(verdictOn(own, attachments));
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
    attachments: mesh,
    joined: fc.boolean(),
  })
  .map(({ ouPath, state, segmentTag, joinTag, cidrs, isDefault, usableSubnetAzs, attachments, joined }) => ({
    ...devVpc,
    account: {
      ...devVpc.account,
      ouPath,
      state,
      tags: segmentTag === undefined ? {} : { 'wheelwright:segment': segmentTag },
    },
    vpc: { ...devVpc.vpc, cidrs, isDefault, tags: joinTag === undefined ? {} : { 'wheelwright:join': joinTag } },
    usableSubnetAzs,
    attachments,
    ...(joined ? { own: { attachmentId: 'tgw-attach-5', createdAt: new Date(2) } } : {}),
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
      expect(shipped.segments[verdict.segment]?.organizationalUnits).toContain(deepest);
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
      expect(verdict.because).not.toMatch(/vpc-0a|^account /);
    }),
  );
});
