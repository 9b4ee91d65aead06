import type { TakenRange } from '../../admission';
import type { Attachment } from '../../aws/read/shapes';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { AdmittedRange, Admissions } from '../../hub/admissions';
import { hubOf, overlaps, type Hubs } from '../../landing-zone';
import { CIDRS, cidrsOfTag } from '../../names';

/** A question about CIDRs with which a VPC was not admitted. */
export interface Question {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  /** The VPC's attachment: only VPCs that were attached before it count, where a former admission is rebuilt from its tag. */
  readonly rebuilds?: Attachment;
}

interface Mesh {
  readonly hubs: Hubs;
  readonly admissions: Admissions;
}

/** The admitted ranges that overlap, from the records, or from the hub's tags of attachments whose record is lost. */
export async function admittedElsewhere(
  { admissions, hubs }: Mesh,
  spoke: SpokeContext,
  { vpcId, cidrs, rebuilds }: Question,
): Promise<readonly TakenRange[]> {
  if (cidrs.length === 0) return [];
  const recorded = (await admissions.overlapping(cidrs)).filter((range) => range.vpcId !== vpcId);
  const tagged = (await spoke.reads.attachments()).filter(
    (other) =>
      other.vpcId !== vpcId &&
      (rebuilds === undefined || precedes(other, rebuilds)) &&
      overlapping(cidrs, cidrsOfTag(other.tags[CIDRS])).length > 0 &&
      !recorded.some((range) => range.vpcId === other.vpcId),
  );
  const { region } = spoke;
  const known = tagged.length === 0 ? [] : await admissions.ofVpcs(tagged.map((each) => ({ ...each, region })));
  // A VPC with a record that lacks the range has given it up: the tag has not followed yet.
  const lost = tagged.filter((each) => !known.some((admission) => admission.vpcId === each.vpcId));
  const segments = lost.length === 0 ? new Map<string, string>() : await segmentsOf(spoke, hubs);
  return [
    ...recorded.map(takenBy),
    ...lost.flatMap((other) => {
      const segment = segments.get(other.attachmentId);
      return overlapping(cidrs, cidrsOfTag(other.tags[CIDRS])).map((cidr): TakenRange => ({
        cidr,
        holder: `VPC ${other.vpcId} in account ${other.accountId}`,
        ...(segment === undefined ? {} : { segment }),
      }));
    }),
  ];
}

/** An admitted range as admission sees it. */
export const takenBy = ({ cidr, vpcId, accountId, segment }: AdmittedRange): TakenRange => ({
  cidr,
  segment,
  holder: `VPC ${vpcId} in account ${accountId}`,
});

const overlapping = (cidrs: readonly string[], others: readonly string[]): readonly string[] =>
  others.filter((other) => cidrs.some((cidr) => overlaps(other, cidr)));

const precedes = (one: Attachment, other: Attachment): boolean => {
  const difference = one.createdAt.getTime() - other.createdAt.getTime();
  return difference === 0 ? one.attachmentId < other.attachmentId : difference < 0;
};

/** The segment of each attachment, by the route table that it is associated with. */
export async function segmentsOf(spoke: SpokeContext, hubs: Hubs): Promise<ReadonlyMap<string, string>> {
  const tables = Object.entries(hubOf(hubs, spoke.region).routeTableIds);
  const associations = await spoke.reads.associations();
  return new Map(
    associations.flatMap(({ attachmentId, routeTableId }) => {
      const segment = tables.find(([, id]) => id === routeTableId)?.[0];
      return segment === undefined ? [] : [[attachmentId, segment] as const];
    }),
  );
}
