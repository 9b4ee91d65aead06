import { ATTACH, by } from '../names';

/** What the choice of an attachment's subnets depends on. */
export interface SubnetCandidate {
  readonly subnetId: string;
  /** Name of the zone: an Availability Zone or a Local Zone. */
  readonly zone: string;
  readonly ipv6Only: boolean;
  readonly outpost: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** An Availability Zone is its region and one letter; Local Zones and Wavelength Zones have longer names. */
const AVAILABILITY_ZONE = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/;

/**
 * One usable subnet per Availability Zone, sorted by id. An attachment takes one subnet per zone, and none in a Local
 * Zone, on an Outpost or without IPv4 (Transit Gateway guide, VPC attachments). A zone keeps the subnet that is attached
 * already: exchanging it interrupts traffic. Otherwise a subnet tagged `wheelwright:attach=true` comes first, then the
 * lowest id.
 */
export const usableSubnets = <Subnet extends SubnetCandidate>(
  subnets: readonly Subnet[],
  attachedSubnetIds: readonly string[] = [],
): readonly Subnet[] => {
  const rank = ({ subnetId, tags }: Subnet): number =>
    attachedSubnetIds.includes(subnetId) ? 0 : tags[ATTACH] === 'true' ? 1 : 2;
  const byZone = new Map<string, Subnet>();
  for (const subnet of subnets) {
    if (subnet.ipv6Only || subnet.outpost || !AVAILABILITY_ZONE.test(subnet.zone)) continue;
    const rival = byZone.get(subnet.zone);
    const better =
      rival === undefined ||
      rank(subnet) < rank(rival) ||
      (rank(subnet) === rank(rival) && subnet.subnetId < rival.subnetId);
    if (better) byZone.set(subnet.zone, subnet);
  }
  return [...byZone.values()].sort(by(({ subnetId }) => subnetId));
};
