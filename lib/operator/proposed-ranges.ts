import { normalizeCidr } from 'cidr-tools';
import { contains, overlaps } from '../landing-zone';

const lengthOf = (cidr: string): number => Number(cidr.split('/')[1]);
const widened = (cidr: string, length: number): string => normalizeCidr(`${cidr.split('/')[0] ?? ''}/${length}`);

/** The length of the prefix that a VPC's CIDRs fill together. */
export const prefixOf = (cidrs: readonly string[]): number =>
  32 - Math.ceil(Math.log2(cidrs.reduce((sum, cidr) => sum + 2 ** (32 - lengthOf(cidr)), 0)));

/**
 * Ranges for segments around the CIDRs that their VPCs have: for each CIDR the /16 around it, or as much of that as touches no other
 * segment.
 */
export function proposedRanges(
  cidrsOf: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const names = Object.keys(cidrsOf);
  const ranges: Record<string, readonly string[]> = {};
  for (const name of names) {
    const others = names
      .filter((other) => other !== name)
      .flatMap((other) => [...(cidrsOf[other] ?? []), ...(ranges[other] ?? [])]);
    const own: string[] = [];
    for (const cidr of cidrsOf[name] ?? []) {
      if (own.some((outer) => contains({ outer, inner: cidr }))) continue;
      const lengths = Array.from({ length: Math.max(0, lengthOf(cidr) - 16) }, (_, index) => 16 + index);
      const candidates = [...lengths.map((length) => widened(cidr, length)), cidr];
      own.push(candidates.find((range) => !others.some((other) => overlaps(range, other))) ?? cidr);
    }
    ranges[name] = own
      .filter((range, index) => !own.some((other, at) => at !== index && contains({ outer: other, inner: range })))
      .sort();
  }
  return ranges;
}

/** The blocks of private addresses (RFC 1918, RFC 6598). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** For each block of private addresses, the smallest CIDR that holds all ranges in it and is larger than each. */
export function meshPrefixes(ranges: readonly string[]): readonly string[] {
  const groups = new Map<string, readonly string[]>();
  for (const range of ranges) {
    const block = PRIVATE.find((outer) => contains({ outer, inner: range })) ?? range;
    groups.set(block, [...(groups.get(block) ?? []), range]);
  }
  return [...groups.values()].map(supernet).sort();
}

function supernet(ranges: readonly string[]): string {
  const [first = ''] = ranges;
  let length = Math.min(...ranges.map(lengthOf)) - 1;
  while (!ranges.every((inner) => contains({ outer: widened(first, length), inner }))) length--;
  return widened(first, length);
}

/** A /16 of private addresses that overlaps none of the ranges. */
export const freeRange = (ranges: readonly string[]): string =>
  Array.from({ length: 256 }, (_, index) => `10.${255 - index}.0.0/16`).find(
    (range) => !ranges.some((other) => overlaps(range, other)),
  ) ?? '10.255.0.0/16';
