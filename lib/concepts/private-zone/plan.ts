import { zonesOf } from '../../landing-zone';
import type { Known, Target } from '../../reconcile/concept';
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

export const desire = (target: Target, known: Readonly<Known>): Desired => ({
  zoneIds:
    target.intent === 'join' && target.segment !== undefined
      ? zonesOf(known.landingZone, target.segment)
          .flatMap((name) => known.hub.zoneIds[name] ?? [])
          .sort()
      : [],
});

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
