import { by } from '../../names';
import { reachableSegments } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import { membershipOf, type Target } from '../../reconcile/target';
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
  /** The tables of the segments that may reach this one, sorted; empty in quarantine. */
  readonly propagations: readonly string[];
  /** Why the VPC is in quarantine: it has no propagation, and its association is not changed. */
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

const RETRY_SECONDS = 30;

export function desire(target: Target, inputs: PlanInputs): Desired | Waiting {
  const membership = membershipOf(target);
  if (membership === undefined) return { propagations: [] };
  const { segment, quarantined } = membership;
  if (quarantined) return { propagations: [], quarantine: target.because };
  if (inputs.landingZone.logs.query && inputs.queryLog === 'starting')
    return waiting(`DNS queries of ${target.key} are not logged yet; it is routed once they are`, RETRY_SECONDS);
  const { routeTableIds } = inputs.hub;
  const propagations = reachableSegments(inputs.landingZone, segment).flatMap((name) => routeTableIds[name] ?? []);
  const association = routeTableIds[segment];
  if (association === undefined) return waiting(`the hub has no route table for segment ${segment} yet`, 60, true);
  return { association, propagations: propagations.sort() };
}

/**
 * Isolation is the absence of a propagation: what is not desired is removed, and AWS has finished that, before anything
 * is added, because the effects of calls may come in any order. A move to another table interrupts traffic: two steps with a
 * wait between them. A VPC in quarantine keeps its association and is refused here, so that later concepts do not run.
 */
export function diff(sides: { desired: Desired; actual: Actual }): readonly Change[] | Waiting | Refused {
  const { desired, actual } = sides;
  const { vpcId: key, attachmentId, association } = actual;
  if (attachmentId === undefined)
    return desired.association === undefined ? [] : waiting(`${key} has no attachment yet`, RETRY_SECONDS);
  const excess = actual.propagations
    .filter(({ routeTableId, state }) => state !== 'disabling' && !desired.propagations.includes(routeTableId))
    .map(({ routeTableId }) =>
      change('delete', 'propagation', routeTableId, `${key} must not be reached from ${routeTableId}`),
    )
    .sort(by(({ routeTableId }) => routeTableId));
  const wrongAssociation =
    desired.quarantine === undefined &&
    association &&
    association.state !== 'disassociating' &&
    association.routeTableId !== desired.association
      ? [
          change(
            'delete',
            'association',
            association.routeTableId,
            `${key} is associated with ${association.routeTableId}, expected ${desired.association ?? 'no table'}`,
          ),
        ]
      : [];
  const removals = [...excess, ...wrongAssociation];
  if (removals.length > 0) return removals;
  const inProgress = [association, ...actual.propagations].filter((each) => each?.state.endsWith('ing'));
  const removing = inProgress.some((each) => each?.state.startsWith('dis'));
  const absent =
    !association && desired.association !== undefined
      ? [change('create', 'association', desired.association, `${key} is not associated with ${desired.association}`)]
      : [];
  const missing = desired.propagations
    .filter((table) => !actual.propagations.some(({ routeTableId }) => routeTableId === table))
    .map((table) => change('create', 'propagation', table, `${key} is not reachable from ${table}`));
  const additions = [...absent, ...missing];
  if (additions.length > 0 && !removing) return additions;
  if (inProgress.length > 0) return waiting(`the routing of ${attachmentId} of ${key} is changing`, RETRY_SECONDS);
  return desired.quarantine === undefined ? [] : refused(desired.quarantine);

  function change(verb: 'create' | 'delete', what: Change['what'], routeTableId: string, because: string): Change {
    return { verb, what, key, attachmentId: attachmentId ?? '', routeTableId, because, wait: waitFor(key, verb) };
  }
}

const waitFor = (key: string, verb: 'create' | 'delete'): Wait => ({
  because: `routing of ${key} is being ${verb === 'create' ? 'added' : 'removed'}`,
  retryAfterSeconds: RETRY_SECONDS,
});
