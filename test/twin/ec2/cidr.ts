import { containsCidr, normalizeCidr, overlapCidr, parseCidr } from 'cidr-tools';
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

export const prefixLength = (cidr: string): number => Number(parseCidr(cidr).prefix);
export const addresses = (cidr: string): number => {
  const { start, end } = parseCidr(cidr);
  return Number(end - start) + 1;
};
export const contains = (outer: string, inner: string): boolean => containsCidr(outer, inner);
export const overlaps = (one: string, other: string): boolean => overlapCidr(one, other);
