import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { addresses } from './cidr';
import { attachmentsOfVpc } from './tgw-lookups';
import type { Subnet } from './vpc-types';

/** In each subnet the first four addresses and the last one are AWS's (VPC User Guide, "Subnet sizing"). */
const RESERVED_ADDRESSES = 5;

/**
 * How many network interfaces are in a subnet: the account's own, and one for each attachment, interface endpoint, and
 * address of a resolver endpoint.
 */
export function interfacesIn(world: World, { subnetId, vpcId, ownerId, region }: Subnet): number {
  const scope = { accountId: ownerId, region };
  const users = [...attachmentsOfVpc(world, vpcId), ...world.ec2.endpoints.of(scope)];
  const resolvers = world.resolver.endpoints.of(scope).flatMap(({ ips }) => ips);
  const own = world.ec2.interfaces.of(scope);
  return [
    ...users.flatMap(({ subnetIds }) => subnetIds),
    ...[...resolvers, ...own].map((each) => each.subnetId),
  ].filter((id) => id === subnetId).length;
}

/** The IPv4 addresses of a subnet that nothing uses; an IPv6-only subnet has none. */
export const freeAddresses = (world: World, subnet: Subnet): number =>
  subnet.cidr === undefined
    ? 0
    : addresses(subnet.cidr) - RESERVED_ADDRESSES - interfacesIn(world, subnet) - subnet.otherAddresses;

/** Leaves a subnet with this many free addresses, as instances would. For tests: the twin has no instances. */
export function leaveFreeAddresses(world: World, subnetId: string, count: number): void {
  const subnet = world.ec2.subnet(subnetId);
  if (!subnet) throw new Error(`${subnetId} does not exist.`);
  subnet.otherAddresses += freeAddresses(world, subnet) - count;
}

/** Throws InsufficientFreeAddressesInSubnet unless each of the subnets has an address for one more interface. */
export function requireFreeAddresses(world: World, subnetIds: readonly string[], message: string): void {
  const full = subnetIds.some((id) => {
    const subnet = world.ec2.subnet(id);
    return subnet?.cidr !== undefined && freeAddresses(world, subnet) < 1;
  });
  if (full) throw new AwsError('InsufficientFreeAddressesInSubnet', message);
}
