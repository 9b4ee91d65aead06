import { contains, overlaps } from '../landing-zone';
import type { AdmissionInput, Attached } from './input';
import type { Objection } from './verdict';

/** Why the VPC's CIDRs do not fit the segment: it is a default VPC, one lies outside the range, or one overlaps another VPC's. */
export const cidrObjection = (input: AdmissionInput, segment: string): Objection | undefined =>
  defaultVpc(input) ?? outsideSegment(input, segment) ?? overlapping(input);

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
  const approved = (cidr: string): boolean =>
    approvable(input, cidr) && approvals.some((approval) => approval.vpcId === vpc.vpcId && approval.cidr === cidr);
  const outside = vpc.cidrs.filter((inner) => !ranges.some((outer) => contains({ outer, inner })) && !approved(inner));
  if (outside.length === 0) return undefined;
  const remedy = joined(input) ? 'disassociate it' : 'create a VPC inside the range';
  const found = `CIDR ${outside.join(', ')} lies outside the range of segment ${segment} (${ranges.join(', ')})`;
  return outside.every((cidr) => approvable(input, cidr))
    ? {
        reason: 'cidr-outside-segment',
        approvable: true,
        because: `${found}; ${remedy} or have an operator approve it`,
      }
    : { reason: 'cidr-outside-segment', because: `${found}; ${remedy}` };
};

const joined = (input: AdmissionInput): boolean => input.own !== undefined;

/** Whether an operator may approve the CIDR: the mesh routes it and it overlaps no segment's range. */
const approvable = ({ landingZone }: AdmissionInput, cidr: string): boolean => {
  const claimed = Object.values(landingZone.segments).some(({ cidrs }) => cidrs.some((range) => overlaps(range, cidr)));
  const routed = landingZone.mesh.prefixes.some(
    (prefix) => prefix !== cidr && contains({ outer: prefix, inner: cidr }),
  );
  return routed && !claimed;
};

/**
 * The VPC's CIDRs may not overlap those of any other attachment; once it is attached, those of earlier attachments only.
 * So two workers may attach overlapping VPCs at the same time, and both then quarantine the same one of the two.
 */
const overlapping = (input: AdmissionInput): Objection | undefined => {
  const { vpc, own } = input;
  const [first] = input.attachments
    .filter((other) => other.vpcId !== vpc.vpcId && (own === undefined || precedes(other, own)))
    .flatMap((other) =>
      other.cidrs.flatMap((taken) =>
        vpc.cidrs.filter((cidr) => overlaps(taken, cidr)).map((cidr) => ({ other, taken, cidr })),
      ),
    )
    .sort((one, two) => (precedes(one.other, two.other) ? -1 : 1));
  if (first === undefined) return undefined;
  const { other, taken, cidr } = first;
  return {
    reason: 'cidr-overlap',
    because: `CIDR ${cidr} overlaps ${taken} of VPC ${other.vpcId} in account ${other.accountId}, which joined first; ${joined(input) ? 'disassociate it' : 'create a VPC with a free CIDR'}`,
  };
};

const precedes = (one: Attached, other: Attached): boolean => {
  const difference = one.createdAt.getTime() - other.createdAt.getTime();
  return difference === 0 ? one.attachmentId < other.attachmentId : difference < 0;
};
