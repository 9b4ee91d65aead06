/**
 * The prefix length of a block. A VPC's CIDRs are /16 to /28 (VPC User Guide, "VPC CIDR blocks"): four blocks at most for each,
 * and one item holds 1,024 ranges at most, about a quarter of DynamoDB's 400 KB. A transaction has 100 items.
 */
const BLOCK = 18;

/** The blocks that a CIDR touches, such as `10.1.64.0/18`. Two CIDRs that overlap have a block in common. */
export function blocksOf(cidr: string): readonly string[] {
  const [address = '', length = ''] = cidr.split('/');
  const size = 2 ** (32 - BLOCK);
  const count = Math.max(1, 2 ** (BLOCK - Number(length)));
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = start - (start % size);
  return Array.from({ length: count }, (_, index) => `${dotted(first + index * size)}/${BLOCK}`);
}

/** The blocks that several CIDRs touch, each once. */
export const blocksOfAll = (cidrs: readonly string[]): readonly string[] => [...new Set(cidrs.flatMap(blocksOf))];

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
