/** The bits that a subnet has more than its VPC: room for sixteen, and /28 is the smallest that EC2 takes. */
const SUBNET_BITS = 4;
const SMALLEST = 28;

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/**
 * The subnets of the hub VPC, one per Availability Zone, by their place in the VPC's range. A zone more leaves the
 * others as they are.
 * @throws RangeError where the range is too small for them
 */
export function subnetsOf(vpcCidr: string, zones: number): readonly string[] {
  const [network = '', length = ''] = vpcCidr.split('/');
  const prefix = Math.min(SMALLEST, Number(length) + SUBNET_BITS);
  if (2 ** (prefix - Number(length)) < zones) throw new RangeError(`${vpcCidr} has no room for ${zones} subnets.`);
  return Array.from({ length: zones }, (_, zone) => {
    const start = toNumber(network) + zone * 2 ** (32 - prefix);
    return `${toAddress(start)}/${prefix}`;
  });
}

/** AWS keeps the first four addresses of a subnet and the last. */
const RESOLVER_OFFSET = 10;

/** The inbound resolver's address in a subnet: chosen by us, for CloudFormation does not tell what Resolver chose. */
export const resolverAddress = (subnetCidr: string): string =>
  toAddress(toNumber(subnetCidr.split('/')[0] ?? '') + RESOLVER_OFFSET);
