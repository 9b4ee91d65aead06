import type { TakenRange } from '../../admission';
import type { Attachment } from '../../aws/read/shapes';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { AdmittedRange, Admissions } from '../../hub/admissions';
import { hubOf, type Hubs } from '../../landing-zone';

/** A question about CIDRs with which a VPC was not admitted. */
export interface Question {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
}

/** The admitted ranges of other VPCs that overlap, from the records. */
export async function admittedElsewhere(
  { admissions }: { readonly admissions: Admissions },
  { vpcId, cidrs }: Question,
): Promise<readonly AdmittedRange[]> {
  if (cidrs.length === 0) return [];
  return (await admissions.overlapping(cidrs)).filter((range) => range.vpcId !== vpcId);
}

/** An admitted range as admission sees it. */
export const takenBy = ({ cidr, vpcId, accountId, segment }: AdmittedRange): TakenRange => ({
  cidr,
  segment,
  holder: `VPC ${vpcId} in account ${accountId}`,
});

/** The segment of an attachment, by the route table that it is associated with. */
export const segmentOf = (
  { region }: Pick<SpokeContext, 'region'>,
  hubs: Hubs,
  attachment: Attachment | undefined,
): string | undefined =>
  Object.entries(hubOf(hubs, region).routeTableIds).find(([, id]) => id === attachment?.association?.routeTableId)?.[0];
