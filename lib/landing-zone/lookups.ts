import { contains } from './cidr';
import type { LandingZone, Segment } from './schema';

/** The deepest OU on an account's path that any segment names; the StackSets have it as a target. */
export const configuredUnit = ({ segments }: LandingZone, ouPath: readonly string[]): string | undefined =>
  ouPath.findLast((unit) =>
    Object.values(segments).some(({ organizationalUnits }) => organizationalUnits.includes(unit)),
  );

/** An account in the organization. `ouPath` holds ids, the root's first and the account's own OU last. */
interface Placed {
  readonly id: string;
  readonly ouPath: readonly string[];
}

/**
 * The segments that an account may use, sorted: those that name the account, else those of the deepest OU on its path that any
 * segment names. Empty where no segment names any of these OUs: the account has no roles of ours then.
 */
export const allowedSegments = (landingZone: LandingZone, { id, ouPath }: Placed): readonly string[] => {
  const deepest = configuredUnit(landingZone, ouPath);
  if (deepest === undefined) return [];
  const named = segmentsWhere(landingZone, ({ accounts }) => accounts.includes(id));
  return named.length > 0
    ? named
    : segmentsWhere(landingZone, ({ organizationalUnits }) => organizationalUnits.includes(deepest));
};

const segmentsWhere = ({ segments }: LandingZone, has: (segment: Segment) => boolean): readonly string[] =>
  Object.entries(segments)
    .filter(([, segment]) => has(segment))
    .map(([name]) => name)
    .sort();

/**
 * The hub account as an account of segments, which it should not be: the policies for spokes bind its deployer. Those at the
 * root exempt it.
 */
export const asSpoke = <Account extends Placed>({ organization }: LandingZone, account: Account): Account => ({
  ...account,
  ouPath: account.ouPath.filter((unit) => unit !== organization.rootId),
});

/** Why an account may use no segment: its state, or its OUs. Undefined where it may. */
export function whyExcluded(
  landingZone: LandingZone,
  account: Placed & { readonly state: string },
): string | undefined {
  if (account.state !== 'ACTIVE') return `the account is ${account.state}`;
  return allowedSegments(landingZone, account).length > 0 ? undefined : 'no OU of the account permits a segment';
}

/** Whether an account may use a segment, as every spoke does. StackSets never deploy to the management account. */
export const isSpoke = (
  landingZone: LandingZone,
  account: Placed & { readonly id: string; readonly state: string },
): boolean =>
  whyExcluded(landingZone, account) === undefined &&
  account.id !== landingZone.hub.accountId &&
  account.id !== landingZone.organization.managementAccountId;

/** Route 53 sends its events only in this region. */
const GLOBAL_EVENTS_REGION = 'us-east-1';

/** The regions with forward rules, in spokes and in the hub account, where `regions` are governed. */
export const ruleRegions = (
  { rulesInUsEast1 }: Pick<LandingZone, 'rulesInUsEast1'>,
  regions: readonly string[],
): readonly string[] => [...new Set([...(rulesInUsEast1 === 'all' ? [GLOBAL_EVENTS_REGION] : []), ...regions])];

/** The segments that `segment` reaches and that reach it, itself among them, sorted. */
export const reachableSegments = (landingZone: LandingZone, segment: string): readonly string[] =>
  [...new Set([segment, ...landingZone.reach.filter((pair) => pair.includes(segment)).flat()])].sort();

/** The names of the private zones that VPCs of the segment resolve, sorted. */
export const zonesOf = (landingZone: LandingZone, segment: string): readonly string[] =>
  landingZone.zones.private
    .filter(({ segments }) => segments.includes(segment))
    .map(({ name }) => name)
    .sort();

/** The account that owns a private zone of the config. */
export const zoneOwner = ({ hub, zones }: LandingZone, name: string): string =>
  zones.private.find((zone) => zone.name === name)?.accountId ?? hub.accountId;

/** The accounts that own private zones, beside the hub's, sorted, with the ids of their zones. */
export const zoneOwners = ({ zones }: LandingZone): readonly { accountId: string; zoneIds: readonly string[] }[] => {
  const owned = zones.private.flatMap(({ accountId, existing }) =>
    accountId === undefined || existing === undefined ? [] : [{ accountId, existing }],
  );
  return [...new Set(owned.map(({ accountId }) => accountId))].sort().map((accountId) => ({
    accountId,
    zoneIds: owned.filter((zone) => zone.accountId === accountId).map(({ existing }) => existing),
  }));
};

/**
 * Whether a sweep reads in bulk which VPCs the private zones have: if join associates VPCs with zones, and the hub owns all of them. The
 * role in the account of another owner changes zones too, and `join` alone may assume it.
 */
export const sweepReadsZones = ({ join: { concepts }, zones }: LandingZone): boolean =>
  (concepts === 'all' || concepts.includes('private-zone')) &&
  zones.private.length > 0 &&
  zones.private.every(({ accountId }) => accountId === undefined);

/** The segment in one of whose ranges the whole CIDR lies. */
export const segmentOfCidr = (landingZone: LandingZone, cidr: string): string | undefined =>
  Object.entries(landingZone.segments).find(([, { cidrs }]) =>
    cidrs.some((outer) => contains({ outer, inner: cidr })),
  )?.[0];

/**
 * The length of a prefix that has as many addresses as one VPC may have in the segment: `maxVpcPrefix`, or a quarter of the
 * largest CIDR of the segment. A VPC's CIDR is a /16 at most (VPC User Guide, "VPC CIDR blocks").
 */
export const largestVpc = ({ segments }: LandingZone, name: string): number => {
  const { maxVpcPrefix, cidrs = [] } = segments[name] ?? {};
  const largest = Math.min(32, ...cidrs.map((cidr) => Number(cidr.split('/')[1])));
  return maxVpcPrefix ?? Math.min(28, Math.max(16, largest + 2));
};

/** How VPCs of the segment resolve the private zones. A segment that is not configured has `zones`, the weaker setting. */
export const dnsOf = (landingZone: LandingZone, segment: string): Segment['dns'] =>
  landingZone.segments[segment]?.dns ?? 'zones';

/**
 * The CIDRs of segments that `segment` must not reach and that lie in its static routes, sorted. Without a static route there
 * are none: the table then has propagated routes only, and other packets are dropped.
 */
export const blackholes = (landingZone: LandingZone, segment: string): readonly string[] => {
  const routes = landingZone.segments[segment]?.routes ?? [];
  const reachable = reachableSegments(landingZone, segment);
  return Object.entries(landingZone.segments)
    .filter(([name]) => !reachable.includes(name))
    .flatMap(([, { cidrs }]) => cidrs)
    .filter((inner) => routes.some(({ cidr: outer }) => contains({ outer, inner })))
    .sort();
};

/** The image repositories that a GitHub repository's workflow pushes to: those in `to`, else those that end in its name. */
export const pushedTo = (
  { registry }: { readonly registry: { readonly repositories: readonly string[] } },
  { repository, to }: LandingZone['registry']['push'][number],
): readonly string[] => {
  if (to !== undefined) return to;
  const name = repository.slice(repository.indexOf('/') + 1).toLowerCase();
  return registry.repositories.filter((image) => image.slice(image.lastIndexOf('/') + 1) === name);
};
