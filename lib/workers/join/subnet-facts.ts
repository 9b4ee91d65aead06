import { fullSubnets, usableSubnets } from '../../admission';
import type { Attachment, Subnet, Vpc } from '../../aws/read/shapes';
import { JOIN } from '../../names';
import type { DecisionInput } from './range-decisions';

/** What a decision about a VPC takes of its subnets. */
export interface SubnetFacts {
  /** Undefined where they are not read: then they count as enough. */
  readonly usable?: readonly Subnet[];
  readonly full: readonly Subnet[];
}

/** For a VPC whose subnets do not matter. */
export const ENOUGH_SUBNETS: SubnetFacts = { full: [] };

/**
 * Reads the subnets of the spoke, and of the attachments of these VPCs if one is available: others are not changed. Returns those
 * of a VPC, and throws what AWS refuses for it. One that does not ask to join leaves, and needs none.
 */
export async function readSubnets(
  { spoke: { reads } }: DecisionInput,
  vpcs: readonly Vpc[],
): Promise<(vpc: Vpc, attachment: Attachment | undefined) => Promise<SubnetFacts>> {
  const asking = vpcs.filter(({ tags }) => tags[JOIN] !== undefined).map(({ vpcId }) => vpcId);
  if (asking.length === 0) return () => Promise.resolve(ENOUGH_SUBNETS);
  const all = await reads.subnets();
  const isChangeable = ({ vpcId, state }: Attachment): boolean => state === 'available' && asking.includes(vpcId);
  const changeable = (await reads.attachments()).some(isChangeable);
  return async ({ vpcId }, attachment) => {
    if (!asking.includes(vpcId)) return ENOUGH_SUBNETS;
    const subnets = all.filter((subnet) => subnet.vpcId === vpcId);
    const [details] = attachment && changeable ? await reads.attachmentDetails([attachment.attachmentId]) : [];
    const usable = usableSubnets(subnets, details?.subnetIds);
    return { usable, full: fullSubnets(subnets, usable) };
  };
}
