import { zonesOf } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import { membershipOf, type Target } from '../../reconcile/target';
import type { ChangeBase } from '../../reconcile/outcome';

export interface Desired {
  /** Zone ids, sorted. */
  readonly zoneIds: readonly string[];
}

export interface Actual {
  readonly vpcId: string;
  /** Ids of the configured zones that the VPC is associated with. */
  readonly associated: readonly string[];
  /** Ids of the configured zones that have an authorization for the VPC. */
  readonly authorized: readonly string[];
}

export type Change = ChangeBase & Readonly<{ what: 'association' | 'authorization'; zoneId: string }>;

export function desire(target: Target, { landingZone, hub }: PlanInputs): Desired {
  const membership = membershipOf(target);
  const names = membership === undefined ? [] : zonesOf(landingZone, membership.segment);
  return { zoneIds: names.flatMap((name) => hub.zoneIds[name] ?? []).sort() };
}

/** Deletes leftover authorizations, except where an association follows: creating one deletes its authorization anyway. */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] {
  const { vpcId: key } = actual;
  const [associated, authorized] = [[...actual.associated].sort(), [...actual.authorized].sort()];
  const missing = desired.zoneIds.filter((zoneId) => !associated.includes(zoneId));
  const excess = associated.filter((zoneId) => !desired.zoneIds.includes(zoneId));
  const leftover = authorized.filter((zoneId) => !missing.includes(zoneId));
  return [
    ...leftover.map((zoneId) =>
      change('delete', 'authorization', zoneId, `${zoneId} has a leftover authorization for ${key}`),
    ),
    ...excess.map((zoneId) => change('delete', 'association', zoneId, `${key} must not resolve ${zoneId}`)),
    ...missing.map((zoneId) => change('create', 'association', zoneId, `${key} does not resolve ${zoneId}`)),
  ];

  function change(verb: 'create' | 'delete', what: Change['what'], zoneId: string, because: string): Change {
    return { verb, what, key, zoneId, because };
  }
}
