import { by } from '../../names';
import { reachableSegments } from '../../landing-zone';
import type { Known, Learned } from '../../reconcile/concept';
import { placementOf, type Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Refused, type Wait, type Waiting } from '../../reconcile/outcome';

export interface Propagation {
  readonly attachmentId: string;
  readonly routeTableId: string;
  /** enabling, enabled, disabling. */
  readonly state: string;
}

export interface Desired {
  /** The segment's table; absent on leaving. */
  readonly association?: string;
  /** The tables of every segment that may reach this one, sorted; empty in quarantine. */
  readonly propagations: readonly string[];
  /** Why the VPC is in quarantine: nobody reaches it, and its association stays what it is, if it has one. */
  readonly quarantine?: string;
}

export interface Actual {
  readonly vpcId: string;
  readonly attachmentId?: string;
  readonly association?: { readonly routeTableId: string; readonly state: string };
  readonly propagations: readonly Propagation[];
}

export type Change = ChangeBase &
  Readonly<{ what: 'association' | 'propagation'; attachmentId: string; routeTableId: string }>;

const SETTLING_SECONDS = 30;

export function desire(target: Target, known: Known): Desired | Waiting {
  const placement = placementOf(target);
  if (placement === undefined) return { propagations: [] };
  const { segment, quarantined } = placement;
  if (quarantined) return { propagations: [], quarantine: target.because };
  if (known.landingZone.logs.query && known.queryLog === 'starting')
    return waiting(`DNS queries of ${target.key} are not logged yet: the path opens after that`, SETTLING_SECONDS);
  const { routeTableIds } = known.hub;
  const reaching = reachableSegments(known.landingZone, segment).flatMap((name) => routeTableIds[name] ?? []);
  const association = routeTableIds[segment];
  if (association === undefined) return waiting(`the hub has no route table for segment ${segment} yet`, 60, true);
  return { association, propagations: reaching.sort() };
}

/**
 * Isolation is the absence of a propagation, so what is too much is gone before anything is given: the calls are not
 * ordered, their effects may come in any order. A move to another table is an interruption, made in two steps with a
 * wait between them. A VPC in quarantine keeps its association and stops here, so that nothing it must not have is added
 * by a later concept.
 */
export function diff(sides: { desired: Desired; actual: Actual }): readonly Change[] | Waiting | Refused {
  const { desired, actual } = sides;
  const { vpcId: key, attachmentId, association } = actual;
  if (attachmentId === undefined)
    return desired.association === undefined ? [] : waiting(`${key} has no attachment to route yet`, SETTLING_SECONDS);
  const excess = actual.propagations
    .filter(({ routeTableId, state }) => state !== 'disabling' && !desired.propagations.includes(routeTableId))
    .map(({ routeTableId }) =>
      change('delete', 'propagation', routeTableId, `${key} must not be reached from ${routeTableId}`),
    )
    .sort(by(({ routeTableId }) => routeTableId));
  const wrong =
    desired.quarantine === undefined &&
    association &&
    association.state !== 'disassociating' &&
    association.routeTableId !== desired.association
      ? [
          change(
            'delete',
            'association',
            association.routeTableId,
            `${key} is associated with ${association.routeTableId}, not ${desired.association ?? 'any table'}`,
          ),
        ]
      : [];
  const taken = [...excess, ...wrong];
  if (taken.length > 0) return taken;
  const moving = [association, ...actual.propagations].filter((each) => each?.state.endsWith('ing'));
  const going = moving.some((each) => each?.state.startsWith('dis'));
  const absent =
    !association && desired.association !== undefined
      ? [change('create', 'association', desired.association, `${key} is not associated with ${desired.association}`)]
      : [];
  const missing = desired.propagations
    .filter((table) => !actual.propagations.some(({ routeTableId }) => routeTableId === table))
    .map((table) => change('create', 'propagation', table, `${key} is not reachable from ${table}`));
  const given = [...absent, ...missing];
  if (given.length > 0 && !going) return given;
  if (moving.length > 0) return waiting(`${attachmentId} of ${key} is being routed`, SETTLING_SECONDS);
  return desired.quarantine === undefined ? [] : refused(desired.quarantine);

  function change(verb: 'create' | 'delete', what: Change['what'], routeTableId: string, because: string): Change {
    return { verb, what, key, attachmentId: attachmentId ?? '', routeTableId, because, wait: settling(key, verb) };
  }
}

const settling = (key: string, verb: 'create' | 'delete'): Wait => ({
  because: `${key} is being ${verb === 'create' ? 'routed' : 'taken out of the routing'}`,
  retryAfterSeconds: SETTLING_SECONDS,
});

export const learn = ({ association, propagations }: Actual): Learned => ({
  routed: association?.state === 'associated' && propagations.every(({ state }) => state === 'enabled'),
});
