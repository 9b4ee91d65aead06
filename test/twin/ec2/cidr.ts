import { normalizeCidr, parseCidr } from 'cidr-tools';
import { z } from 'zod';
import { invalidValue } from './common';

const ipv4 = z.cidrv4();
const ipv6 = z.cidrv6();

/**
 * A CIDR block as EC2 stores it: host bits cleared (100.68.0.18/18 becomes 100.68.0.0/18; EC2 API reference, CreateVpc
 * and CreateRoute). InvalidParameterValue if it is none of the family.
 */
export function canonicalCidr(text: string, family: 'IPv4' | 'IPv6', parameter: string): string {
  if (!(family === 'IPv4' ? ipv4 : ipv6).safeParse(text).success)
    throw invalidValue(`Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`);
  return normalizeCidr(text);
}

/** Parsed once for each text: a search compares one CIDR with all routes of a table. */
const ranges = new Map<string, ReturnType<typeof parseCidr>>();
function rangeOf(cidr: string): ReturnType<typeof parseCidr> {
  const known = ranges.get(cidr);
  if (known) return known;
  const range = parseCidr(cidr);
  ranges.set(cidr, range);
  return range;
}

export const prefixLength = (cidr: string): number => Number(rangeOf(cidr).prefix);
export const addresses = (cidr: string): number => {
  const { start, end } = rangeOf(cidr);
  return Number(end - start) + 1;
};

export function contains(outer: string, inner: string): boolean {
  const [one, other] = [rangeOf(outer), rangeOf(inner)];
  return one.version === other.version && one.start <= other.start && one.end >= other.end;
}

export function overlaps(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a.version === b.version && a.start <= b.end && b.start <= a.end;
}
