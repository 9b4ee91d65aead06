/** `20` of `10.1.0.0/20`. */
export const prefixOf = (cidr: string): number => Number(cidr.split('/')[1]);

/** The first `count` CIDRs with this prefix length in a CIDR, in order; fewer if there is no room for more. */
export function cidrsIn(cidr: string, prefix: number, count: number): readonly string[] {
  const room = 2 ** (prefix - prefixOf(cidr));
  return Array.from(
    { length: Math.min(count, room) },
    (_, index) => `${address(cidr, index * 2 ** (32 - prefix))}/${prefix}`,
  );
}

/** The address that lies `offset` addresses after the start of a CIDR. */
function address(cidr: string, offset: number): string {
  const [start = ''] = cidr.split('/');
  const number = start.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** The subnet of a VPC in a zone: a /24, or an eighth of a VPC that is smaller than /21. Zone `a` gets the first one. */
export function subnetCidr(vpcCidr: string, zone: string): string {
  const prefix = Math.max(24, prefixOf(vpcCidr) + 3);
  return cidrsIn(vpcCidr, prefix, 8)['abcdefgh'.indexOf(zone)] ?? '';
}
