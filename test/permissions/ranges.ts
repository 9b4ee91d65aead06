import { largestVpc, overlaps, type LandingZone } from '../../lib/landing-zone';
import { cidrsIn, prefixOf } from '../world/subnets';

/** The story makes up to six VPCs in a segment, in the first of so many parts of its widest CIDR. */
const PARTS = 8;
const WIDEST = 20;

/**
 * Four CIDRs of a segment that no VPC of the story has, for two zones each, and one that lies in no segment and that EC2 adds to a
 * VPC of the segment.
 * @throws Error if the segment has no room for them
 */
export function spareCidrs(landingZone: LandingZone, segment: string) {
  const { segments, hub } = landingZone;
  const [widest = ''] = [...(segments[segment]?.cidrs ?? [])].sort((one, other) => prefixOf(one) - prefixOf(other));
  const prefix = Math.max(WIDEST, prefixOf(widest) + 3, largestVpc(landingZone, segment) - 2);
  const parts = cidrsIn(widest, prefix, PARTS).filter((cidr) => !overlaps(cidr, hub.vpc.cidr));
  const [first, second, third, fourth] = parts.slice(-1).flatMap((cidr) => cidrsIn(cidr, prefix + 2, 4));
  if (!first || !second || !third || !fourth || parts.length < PARTS - 1)
    throw new Error(
      `segments.${segment}.cidrs: expected room for the VPCs of the scenarios, found none; widen a range, or maxVpcPrefix`,
    );
  return { free: [first, second, third, fourth] as const, outside: outsideOf(segments, widest) };
}

/** EC2 refuses to mix private ranges in one VPC, so it lies in the block of the first. */
function outsideOf(segments: LandingZone['segments'], inside: string): string {
  const [one = '', two = ''] = inside.split('.');
  const candidates =
    one === '172'
      ? range(16, 31).map((part) => `172.${part}`)
      : one === '10'
        ? range(0, 255).map((part) => `10.${part}`)
        : [`${one}.${two}`];
  const taken = Object.values(segments).flatMap(({ cidrs }) => cidrs);
  const found = candidates
    .flatMap((start) => cidrsIn(`${start}.0.0/16`, WIDEST, 16))
    .find((cidr) => !taken.some((other) => overlaps(cidr, other)));
  if (found === undefined)
    throw new Error(`segments: expected a range beside ${inside} that no segment has, found none`);
  return found;
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
