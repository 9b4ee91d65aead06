/** Addresses of each VPC: a /27, with a subnet of 16 addresses, the least that AWS takes, in each of two zones. */
const SIZE = 32;
/** Where the range of segment dev begins, which has room for 262,144 such VPCs. */
const FIRST = 10 * 2 ** 24 + 2 ** 23;

export const DEV_RANGE = '10.128.0.0/9';

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

/** The CIDRs of the n-th VPC. */
export function vpcRanges(n: number): { readonly cidr: string; readonly subnets: readonly [string, string] } {
  const start = FIRST + n * SIZE;
  return { cidr: `${dotted(start)}/27`, subnets: [`${dotted(start)}/28`, `${dotted(start + SIZE / 2)}/28`] };
}
