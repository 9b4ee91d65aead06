/** The prefix of a subnet is this much longer than the VPC's: room for sixteen. EC2 takes no subnet smaller than /28. */
const SUBNET_BITS = 4;
const SMALLEST = 28;

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/**
 * The CIDRs of the hub VPC's subnets, one per Availability Zone, one after the other from the start of the VPC's range.
 * A further zone does not change the others.
 * @throws RangeError if the range is too small
 */
export function subnetsOf(vpcCidr: string, zones: number): readonly string[] {
  const [network = '', length = ''] = vpcCidr.split('/');
  const prefix = Math.min(SMALLEST, Number(length) + SUBNET_BITS);
  if (2 ** (prefix - Number(length)) < zones)
    throw new RangeError(
      `The hub VPC's CIDR ${vpcCidr} has no room for ${zones} subnets: choose a larger one, or fewer zones.`,
    );
  return Array.from({ length: zones }, (_, zone) => {
    const start = toNumber(network) + zone * 2 ** (32 - prefix);
    return `${toAddress(start)}/${prefix}`;
  });
}

/** AWS reserves the first four addresses of a subnet and the last (VPC User Guide, "Subnet CIDR blocks"). */
const RESOLVER_OFFSET = 10;

/** The inbound resolver's address in a subnet: a fixed one, because CloudFormation returns none that Resolver chooses. */
export const resolverAddress = (subnetCidr: string): string =>
  toAddress(toNumber(subnetCidr.split('/')[0] ?? '') + RESOLVER_OFFSET);
