import { zonesOf } from '../../landing-zone';
import type { Known } from '../../reconcile/concept';
import { placementOf, type Target } from '../../reconcile/target';
import type { ChangeBase } from '../../reconcile/outcome';

export interface Desired {
  /** Zone ids, sorted. */
  readonly zoneIds: readonly string[];
}

export interface Actual {
  readonly vpcId: string;
  /** Of the configured zones, those the VPC is associated with. */
  readonly associated: readonly string[];
  /** Those for which an authorization of the VPC was left behind. */
  readonly authorized: readonly string[];
}

export type Change = ChangeBase & Readonly<{ what: 'association' | 'authorization'; zoneId: string }>;

export function desire(target: Target, { landingZone, hub }: Known): Desired {
  const placement = placementOf(target);
  const names = placement === undefined ? [] : zonesOf(landingZone, placement.segment);
  return { zoneIds: names.flatMap((name) => hub.zoneIds[name] ?? []).sort() };
}

/** An association that is to be made uses up an authorization that was left behind; every other one is taken back. */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] {
  const { vpcId: key } = actual;
  const [associated, authorized] = [[...actual.associated].sort(), [...actual.authorized].sort()];
  const missing = desired.zoneIds.filter((zoneId) => !associated.includes(zoneId));
  const excess = associated.filter((zoneId) => !desired.zoneIds.includes(zoneId));
  const lingering = authorized.filter((zoneId) => !missing.includes(zoneId));
  return [
    ...lingering.map((zoneId) =>
      change('delete', 'authorization', zoneId, `an authorization of ${key} lingers in ${zoneId}`),
    ),
    ...excess.map((zoneId) => change('delete', 'association', zoneId, `${key} must not resolve ${zoneId}`)),
    ...missing.map((zoneId) => change('create', 'association', zoneId, `${key} does not resolve ${zoneId}`)),
  ];

  function change(verb: 'create' | 'delete', what: Change['what'], zoneId: string, because: string): Change {
    return { verb, what, key, zoneId, because };
  }
}
