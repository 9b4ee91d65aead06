import { containsCidr, normalizeCidr, overlapCidr } from 'cidr-tools';
import * as z from 'zod';

const ipv4Cidr = z.cidrv4();

/** Whether the text is an IPv4 CIDR. Host bits may be set: `10.1.0.5/16` is one. */
export const isCidr = (text: string): boolean => ipv4Cidr.safeParse(text).success;

/** cidr-tools accepts `10.0.0.0/33`, so every CIDR is checked first. */
const checked = (cidr: string): string => {
  if (!isCidr(cidr)) throw new TypeError(`"${cidr}" is not an IPv4 CIDR`);
  return cidr;
};

/** The CIDR as EC2 reads it back, host bits cleared: `10.1.0.5/16` becomes `10.1.0.0/16`. */
export const canonical = (cidr: string): string => normalizeCidr(checked(cidr));

/** Whether every address of `inner` lies in `outer`; a CIDR contains itself. */
export const contains = ({ outer, inner }: { readonly outer: string; readonly inner: string }): boolean =>
  containsCidr(checked(outer), checked(inner));

/** Whether the two CIDRs share an address. */
export const overlaps = (one: string, other: string): boolean => overlapCidr(checked(one), checked(other));
