import { allowedSegments, largestVpc, overlaps, type LandingZone } from '../../lib/landing-zone';
import { zonesOf } from '../twin/regions';
import { workloads } from '../world/organization';
import { cidrsIn, prefixOf } from '../world/subnets';

/** A workload account that exists before the story, and the segment that its OU permits. */
export interface Team {
  readonly account: string;
  readonly segment: string;
  /** Path of its OU below the root, such as `Workloads/Dev`. */
  readonly unit: string;
  /** Value of `wheelwright:join`: `true`, or the segment where the OU permits several. */
  readonly tag: string;
}

export interface PlannedVpc {
  readonly name: string;
  readonly account: string;
  readonly segment: string;
  readonly cidr: string;
  /** Letters of Availability Zones with a subnet, such as `abc`. */
  readonly zones: string;
}

/** Who does what in the story: derived from the landing zone, so that no segment, range or region is assumed. */
export interface StoryPlan {
  readonly first: Team;
  readonly second: Team;
  readonly third: Team;
  /** The account that is created in the story and moved into the OU of `first`. */
  readonly created: string;
  readonly vpcs: Readonly<Record<'first' | 'second' | 'third' | 'created' | 'refused' | 'late', PlannedVpc>>;
  /** A segment that the OU of `third` does not permit. */
  readonly foreignSegment: string;
  /** An Availability Zone that the VPCs with few zones lack; undefined where the region has no more. */
  readonly nextZone: string | undefined;
}

/** The widest VPC that the story makes. Three bits below it are subnets, so a VPC of `/25` is the smallest. */
const WIDEST = 20;
const SMALLEST = 25;
/** The story puts up to six VPCs into a segment. */
const BITS = 3;

/**
 * Plans the story for a landing zone.
 * @throws Error if no segment names an OU, or a segment has no room for its VPCs
 */
export function planStory(landingZone: LandingZone): StoryPlan {
  const teams = workloads(landingZone).map(({ segment, path, id }) => ({
    account: segment,
    segment,
    unit: path,
    tag: allowedSegments(landingZone, { id: '', ouPath: [id] }).length === 1 ? 'true' : segment,
  }));
  const [first, second = first, third = second] = teams;
  if (!first || !second || !third)
    throw new Error('segments: expected one with organizationalUnits, found none; the demo joins VPCs to it');
  const created = `${first.account}-analytics`;
  const { few, many, nextZone } = zonesFor(landingZone);
  const vpc = vpcsOf(landingZone);
  const unit = landingZone.segments[third.segment]?.organizationalUnits[0] ?? '';
  const permitted = allowedSegments(landingZone, { id: '', ouPath: [unit] });
  const names = [first.segment, ...Object.keys(landingZone.segments)];
  return {
    ...{ first, second, third, created, nextZone },
    vpcs: {
      first: vpc(first.account, first.segment, few),
      second: vpc(second.account, second.segment, many),
      third: vpc(third.account, third.segment, many),
      created: vpc(created, first.segment, few),
      refused: vpc(third.account, third.segment, few),
      late: vpc(first.account, first.segment, many),
    },
    foreignSegment: names.find((name) => !permitted.includes(name)) ?? 'another',
  };
}

/** Zones of VPCs with as few as may join, one short of all if possible, and of VPCs with three or more. */
export function zonesFor({ hub: { region }, join: { requiredAzs } }: LandingZone) {
  const letters = zonesOf(region)
    .filter(({ type }) => type === 'availability-zone')
    .map(({ name }) => name.slice(-1));
  const few = Math.max(requiredAzs, Math.min(2, letters.length - 1));
  return {
    few: letters.slice(0, few).join(''),
    many: letters.slice(0, Math.max(requiredAzs, 3)).join(''),
    nextZone: letters[few],
  };
}

/** Hands out the next VPC of an account, with the next free CIDR of a segment. */
export function vpcsOf(landingZone: LandingZone) {
  const { vpc: hubVpc } = landingZone.hub;
  const free = new Map<string, string[]>();
  const inAccount = new Map<string, number>();
  return (account: string, segment: string, zones: string): PlannedVpc => {
    const cidrs = free.get(segment) ?? roomIn(landingZone, segment).filter((cidr) => !overlaps(cidr, hubVpc.cidr));
    free.set(segment, cidrs);
    const cidr = cidrs.shift();
    if (cidr === undefined)
      throw new Error(
        `segments.${segment}.cidrs: expected room for the VPCs of the demo, found none; widen a range, or maxVpcPrefix`,
      );
    const number = (inAccount.get(account) ?? 0) + 1;
    inAccount.set(account, number);
    return { name: `${account}-${number}`, account, segment, cidr, zones };
  };
}

function roomIn(landingZone: LandingZone, segment: string): string[] {
  const largest = largestVpc(landingZone, segment);
  return (landingZone.segments[segment]?.cidrs ?? [])
    .map((cidr) => ({ cidr, prefix: Math.max(WIDEST, largest, prefixOf(cidr) + BITS) }))
    .filter(({ prefix }) => prefix <= SMALLEST)
    .flatMap(({ cidr, prefix }) => cidrsIn(cidr, prefix, 1 << BITS));
}
