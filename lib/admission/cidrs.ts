import { contains, largestVpc, overlaps, type LandingZone } from '../landing-zone';
import type { AdmissionInput } from './input';
import type { Objection } from './verdict';

/** The CIDRs of a VPC that the mesh routes: those outside `mesh.localCidrs`. */
export const routedCidrs = (landingZone: LandingZone, cidrs: readonly string[]): readonly string[] =>
  cidrs.filter((cidr) => !isLocal(landingZone, cidr));

/** The CIDRs of a VPC inside `mesh.localCidrs`: they count nowhere and no other VPC reaches them. */
export const localCidrs = (landingZone: LandingZone, cidrs: readonly string[]): readonly string[] =>
  cidrs.filter((cidr) => isLocal(landingZone, cidr));

const isLocal = ({ mesh }: LandingZone, inner: string): boolean =>
  mesh.localCidrs.some((outer) => contains({ outer, inner }));

/** Why the VPC's CIDRs do not fit the segment. Its size and other VPCs count only for CIDRs with which it was not admitted. */
export const cidrObjection = (input: AdmissionInput, segment: string): Objection | undefined =>
  defaultVpc(input) ?? outsideSegment(input, segment) ?? tooLarge(input, segment) ?? overlapping(input);

/** Every account's default VPC has the CIDR 172.31.0.0/16: a second one would attach, but get no propagated route. */
const defaultVpc = (input: AdmissionInput): Objection | undefined =>
  input.vpc.isDefault
    ? {
        reason: 'default-vpc',
        because: `this is the default VPC of ${input.vpc.region}, whose CIDR is the same in every account; create a VPC with a CIDR of the segment and tag that`,
      }
    : undefined;

const outsideSegment = (input: AdmissionInput, segment: string): Objection | undefined => {
  const { vpc, landingZone, approvals } = input;
  const ranges = landingZone.segments[segment]?.cidrs ?? [];
  const routed = routedCidrs(landingZone, vpc.cidrs);
  const expected = `the range of segment ${segment} (${ranges.join(', ')})`;
  if (routed.length === 0)
    return {
      reason: 'cidr-outside-segment',
      because: `the VPC has no CIDR but ${vpc.cidrs.join(', ')}, expected one in ${expected}; add one`,
    };
  const approved = (cidr: string): boolean =>
    approvable(input, cidr) && approvals.some((approval) => approval.vpcId === vpc.vpcId && approval.cidr === cidr);
  const outside = routed.filter((inner) => !ranges.some((outer) => contains({ outer, inner })) && !approved(inner));
  if (outside.length === 0) return undefined;
  const remedy = input.own === undefined ? 'create a VPC inside the range' : 'disassociate it';
  const found = `CIDR ${outside.join(', ')} lies outside ${expected}`;
  return outside.every((cidr) => approvable(input, cidr))
    ? {
        reason: 'cidr-outside-segment',
        approvable: true,
        because: `${found}; ${remedy} or have an operator approve it`,
      }
    : { reason: 'cidr-outside-segment', because: `${found}; ${remedy}` };
};

/** Whether an operator may approve the CIDR: the mesh routes it and it overlaps no segment's range. */
const approvable = ({ landingZone }: AdmissionInput, cidr: string): boolean => {
  const claimed = Object.values(landingZone.segments).some(({ cidrs }) => cidrs.some((range) => overlaps(range, cidr)));
  const routed = landingZone.mesh.prefixes.some(
    (prefix) => prefix !== cidr && contains({ outer: prefix, inner: cidr }),
  );
  return routed && !claimed;
};

/** One VPC must not take a whole segment, with one CIDR or with several. */
const tooLarge = (input: AdmissionInput, segment: string): Objection | undefined => {
  const { vpc, landingZone, admitted } = input;
  const routed = routedCidrs(landingZone, vpc.cidrs);
  const largest = largestVpc(landingZone, segment);
  if (routed.every((cidr) => admitted.includes(cidr)) || sizeOf(routed) <= 2 ** (32 - largest)) return undefined;
  return {
    reason: 'cidr-too-large',
    because: `CIDR ${routed.join(', ')} together exceed a /${largest}, the most that one VPC may have in segment ${segment}; ${input.own === undefined ? 'create a smaller VPC' : 'disassociate one'} or have segments.${segment}.maxVpcPrefix changed`,
  };
};

const sizeOf = (cidrs: readonly string[]): number =>
  cidrs.reduce((sum, cidr) => sum + 2 ** (32 - Number(cidr.split('/')[1])), 0);

/** A CIDR that another VPC has. The VPC's team gets to know its segment only; operators get to know who has it. */
const overlapping = (input: AdmissionInput): Objection | undefined => {
  const { vpc, landingZone, admitted, taken } = input;
  const fresh = routedCidrs(landingZone, vpc.cidrs).filter((cidr) => !admitted.includes(cidr));
  for (const cidr of fresh) {
    const other = taken.find((range) => overlaps(range.cidr, cidr));
    if (other === undefined) continue;
    const where = other.segment === undefined ? 'in the network' : `in segment ${other.segment}`;
    const remedy = input.own === undefined ? 'create a VPC with a free CIDR' : 'disassociate it';
    return {
      reason: 'cidr-overlap',
      because: `CIDR ${cidr} is taken ${where}; ${remedy}`,
      detail: `CIDR ${cidr} overlaps ${other.cidr} of ${other.holder}, which was there first; ${remedy}`,
    };
  }
  return undefined;
};
