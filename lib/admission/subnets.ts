import { ATTACH, by } from '../names';

/** What the choice of an attachment's subnets depends on. */
export interface SubnetCandidate {
  readonly subnetId: string;
  /** Name of the zone: an Availability Zone or a Local Zone. */
  readonly zone: string;
  readonly ipv6Only: boolean;
  readonly outpost: boolean;
  /** No IPv4 address is free. */
  readonly full: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** An Availability Zone is its region and one letter; Local Zones and Wavelength Zones have longer names. */
const AVAILABILITY_ZONE = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/;

const isSuitable = ({ ipv6Only, outpost, zone }: SubnetCandidate): boolean =>
  !ipv6Only && !outpost && AVAILABILITY_ZONE.test(zone);

/** The subnets that a free address would make usable, in zones without a usable one. */
export const fullSubnets = <Subnet extends SubnetCandidate>(
  subnets: readonly Subnet[],
  usable: readonly Subnet[],
): readonly Subnet[] =>
  subnets.filter((subnet) => subnet.full && isSuitable(subnet) && !usable.some(({ zone }) => zone === subnet.zone));

/**
 * One usable subnet per Availability Zone, sorted by id. An attachment takes one subnet per zone, and none in a Local
 * Zone, on an Outpost or without IPv4 (Transit Gateway guide, VPC attachments), nor one without a free address. A subnet
 * tagged `wheelwright:attach=true` comes first, also before one that is attached already: its team asks for the exchange,
 * which interrupts traffic in the zone. Then comes the attached one, then the lowest id.
 */
export const usableSubnets = <Subnet extends SubnetCandidate>(
  subnets: readonly Subnet[],
  attachedSubnetIds: readonly string[] = [],
): readonly Subnet[] => {
  const isAttached = ({ subnetId }: Subnet): boolean => attachedSubnetIds.includes(subnetId);
  const rank = (subnet: Subnet): number => (subnet.tags[ATTACH] === 'true' ? 0 : 2) + (isAttached(subnet) ? 0 : 1);
  const byZone = new Map<string, Subnet>();
  for (const subnet of subnets) {
    if (!isSuitable(subnet) || (subnet.full && !isAttached(subnet))) continue;
    const rival = byZone.get(subnet.zone);
    const better =
      rival === undefined ||
      rank(subnet) < rank(rival) ||
      (rank(subnet) === rank(rival) && subnet.subnetId < rival.subnetId);
    if (better) byZone.set(subnet.zone, subnet);
  }
  return [...byZone.values()].sort(by(({ subnetId }) => subnetId));
};
