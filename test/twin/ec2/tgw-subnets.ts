import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { invalidValue } from './common';
import { unknownId } from './resources';
import type { Vpc } from './vpc-types';

/**
 * The subnets of an attachment: of this VPC, one in each Availability Zone, none in a Local Zone and none that is
 * IPv6-only (AWS docs: Transit Gateway VPC attachments; for the last two AWS names no code).
 */
export function checkedSubnets(world: World, vpc: Vpc, subnetIds: readonly string[]): string[] {
  const zones = new Set<string>();
  for (const subnetId of subnetIds) {
    const subnet = world.ec2.subnet(subnetId);
    if (subnet?.vpcId !== vpc.vpcId) throw unknownId('subnet', subnetId);
    if (subnet.zone.type !== 'availability-zone')
      throw invalidValue(`Subnet ${subnetId} is in the Local Zone ${subnet.zone.name}, which is not supported.`);
    if (subnet.ipv6Native) throw invalidValue(`Subnet ${subnetId} is an IPv6-only subnet, which is not supported.`);
    if (zones.has(subnet.zone.id))
      throw new AwsError('DuplicateSubnetsInSameZone', `Duplicate subnets for the zone ${subnet.zone.name}.`);
    zones.add(subnet.zone.id);
  }
  return [...subnetIds];
}
