import { zoneOwner, zonesOf } from '../../landing-zone';
import type { PlanInputs, ReadInBulk } from '../../reconcile/concept';
import { membershipOf, type Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Refused } from '../../reconcile/outcome';
import type { Zone } from '../../aws/read/shapes';
import { by } from '../../names';

export interface Desired {
  /** Sorted by id. */
  readonly zones: readonly Zone[];
}

export interface Actual {
  readonly vpcId: string;
  /** Ids of the configured zones that the VPC is associated with. */
  readonly associated: readonly string[];
  /** Ids of the configured zones that have an authorization for the VPC. */
  readonly authorized: readonly string[];
  /** Other zones that the VPC is associated with, where it may lack a configured one. */
  readonly otherZones: readonly Zone[];
}

export type Change = ChangeBase & Readonly<{ what: 'association' | 'authorization'; zoneId: string }>;

/** Without the zones of the VPC's own account, which associates its VPCs by itself. */
export function desire(target: Target, { accountId, landingZone, hub }: PlanInputs): Desired {
  const membership = membershipOf(target);
  const names = membership === undefined ? [] : zonesOf(landingZone, membership.segment);
  const others = names.filter((name) => zoneOwner(landingZone, name) !== accountId);
  const zones = others.flatMap((name): readonly Zone[] => {
    const zoneId = hub.zoneIds[name];
    return zoneId === undefined ? [] : [{ zoneId, name }];
  });
  return { zones: zones.sort(by(({ zoneId }) => zoneId)) };
}

/**
 * Whether the VPC has its zones and no other zone of the config. A zone that was not read could be either. An authorization is left over
 * only where a reconcile did not finish.
 */
export function isInOrder(target: Target, inputs: PlanInputs, { zones }: ReadInBulk): boolean {
  if (!Object.values(inputs.hub.zoneIds).every((zoneId) => zones.read.includes(zoneId))) return false;
  const desired = desire(target, inputs).zones.map(({ zoneId }) => zoneId);
  return desired.length === zones.of.length && desired.every((zoneId) => zones.of.includes(zoneId));
}

/** Route 53 returns names in lower case with a dot at the end. */
const sameName = (one: Zone, other: Zone): boolean => plain(one) === plain(other);
const plain = ({ name }: Zone): string => name.toLowerCase().replace(/\.$/, '');

/**
 * Deletes leftover authorizations, except where an association follows: creating one deletes its authorization anyway. A VPC
 * has one zone of a name (ConflictingDomainExists): one of the team's is in the way, and the others are associated.
 */
export function diff(sides: { desired: Desired; actual: Actual }): readonly Change[] | Refused<Change> {
  const { desired, actual } = sides;
  const { vpcId: key } = actual;
  const [associated, authorized] = [[...actual.associated].sort(), [...actual.authorized].sort()];
  const desiredIds = desired.zones.map(({ zoneId }) => zoneId);
  const absent = desired.zones.filter(({ zoneId }) => !associated.includes(zoneId));
  const inTheWay = [...actual.otherZones]
    .filter((zone) => absent.some((wanted) => sameName(wanted, zone)))
    .sort(by(({ zoneId }) => zoneId));
  const missing = absent
    .filter((wanted) => !inTheWay.some((zone) => sameName(wanted, zone)))
    .map(({ zoneId }) => zoneId);
  const excess = associated.filter((zoneId) => !desiredIds.includes(zoneId));
  const leftover = authorized.filter((zoneId) => !missing.includes(zoneId));
  const changes = [
    ...leftover.map((zoneId) =>
      change('delete', 'authorization', zoneId, `${zoneId} has a leftover authorization for ${key}`),
    ),
    ...excess.map((zoneId) => change('delete', 'association', zoneId, `${key} must not resolve ${zoneId}`)),
    ...missing.map((zoneId) => change('create', 'association', zoneId, `${key} does not resolve ${zoneId}`)),
  ];
  if (inTheWay.length === 0) return changes;
  const found = inTheWay.map(({ name, zoneId }) => `${name} (${zoneId})`).join(', ');
  const because = `${key} has the private zone ${found}, and AWS associates no second zone of a name; disassociate it from the VPC`;
  return { ...refused('zone-in-the-way', because), changes };

  function change(verb: 'create' | 'delete', what: Change['what'], zoneId: string, because: string): Change {
    return { verb, what, key, zoneId, because };
  }
}
