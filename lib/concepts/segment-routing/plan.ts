import type { Propagation } from '../../aws/read/shapes';
import { by } from '../../names';
import { reachableSegments } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import { membershipOf, type Target } from '../../reconcile/target';
import {
  refused,
  waiting,
  type ChangeBase,
  type Finding,
  type Refused,
  type Wait,
  type Waiting,
} from '../../reconcile/outcome';

export interface Desired {
  /** The segment's table; absent on leaving. */
  readonly association?: string;
  /** The tables of the segments that may reach this one, sorted; empty in quarantine. */
  readonly propagations: readonly string[];
  /** CIDRs of the VPC that no table may lead to. */
  readonly localCidrs: readonly string[];
  /** In a plan, that of the attachment which the VPC gets. */
  readonly attachmentId?: string;
  /** Why the VPC is in quarantine: it has no propagation, and its association is not changed. */
  readonly quarantine?: string;
}

export interface Actual {
  readonly vpcId: string;
  readonly attachmentId?: string;
  readonly association?: { readonly routeTableId: string; readonly state: string };
  readonly propagations: readonly Propagation[];
  /** Static routes of the hub that take addresses of the VPC. */
  readonly shadows: readonly Blackhole[];
  /** Given where the config has `mesh.localCidrs`. */
  readonly local?: {
    /** The static blackhole routes for such CIDRs. */
    readonly blackholes: readonly Blackhole[];
    /** Those of this VPC, and those of others, by the hub's tags. */
    readonly own: readonly string[];
    readonly others: readonly string[];
  };
}

export interface Blackhole {
  readonly routeTableId: string;
  readonly cidr: string;
}

export type Change = ChangeBase &
  Readonly<{ attachmentId: string; routeTableId: string }> &
  (Readonly<{ what: 'association' | 'propagation' }> | Readonly<{ what: 'blackhole'; cidr: string }>);

const FIRST_SECONDS = 10;
const RETRY_SECONDS = 15;

export function desire(target: Target, inputs: PlanInputs): Desired | Waiting {
  const membership = membershipOf(target);
  if (membership === undefined) return { propagations: [], localCidrs: [] };
  const { segment, quarantined, localCidrs } = membership;
  if (quarantined) return { propagations: [], localCidrs, quarantine: target.because };
  if (inputs.landingZone.logs.query && inputs.queryLog === 'starting')
    return waiting(`DNS queries of ${target.key} are not logged yet; it is routed once they are`, RETRY_SECONDS);
  const { routeTableIds } = inputs.hub;
  const propagations = reachableSegments(inputs.landingZone, segment).flatMap((name) => routeTableIds[name] ?? []);
  const association = routeTableIds[segment];
  if (association === undefined) return waiting(`the hub has no route table for segment ${segment} yet`, 60, true);
  const { attachmentId } = inputs;
  return {
    ...{ association, propagations: propagations.sort(), localCidrs },
    ...(attachmentId === undefined ? {} : { attachmentId }),
  };
}

/**
 * Isolation is the absence of a propagation: what is not desired is removed, and AWS has finished that, before anything
 * is added, because the effects of calls may come in any order. A move to another table interrupts traffic: two steps with a
 * wait between them. A VPC in quarantine keeps its association and is refused here, so that later concepts do not run.
 */
export function diff(sides: { desired: Desired; actual: Actual }): readonly Change[] | Waiting | Refused {
  const { desired, actual } = sides;
  const { vpcId: key, association } = actual;
  const attachmentId = actual.attachmentId ?? desired.attachmentId;
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
    .map((table) => ({
      ...change('create', 'propagation', table, `${key} is not reachable from ${table}`),
      opens: `route table ${table} → ${key}`,
    }));
  // AWS propagates every CIDR of the VPC. At equal length a static route wins, so a blackhole comes before the propagation.
  const additions = [...missingBlackholes(desired, actual), ...absent, ...missing];
  if (additions.length > 0 && !removing) return additions;
  if (inProgress.length > 0) return waiting(`the routing of ${attachmentId} of ${key} is changing`, RETRY_SECONDS);
  const unused = unusedBlackholes(desired, actual);
  if (unused.length > 0) return unused;
  return desired.quarantine === undefined ? [] : refused('quarantined', desired.quarantine);

  function change(
    verb: 'create' | 'delete',
    what: 'association' | 'propagation',
    routeTableId: string,
    because: string,
  ): Change {
    return {
      ...{ verb, what, key, attachmentId: attachmentId ?? '', routeTableId, because, wait: waitFor(key, verb) },
      ...(verb === 'delete' ? { interrupts: interruptedBy[what](routeTableId, key) } : {}),
    };
  }
}

export function foresee(actual: Actual, change: Change): Actual {
  const { attachmentId, routeTableId } = change;
  const { association: _association, ...rest } = actual;
  const created = change.verb === 'create';
  switch (change.what) {
    case 'association':
      return created ? { ...actual, attachmentId, association: { routeTableId, state: 'associated' } } : rest;
    case 'propagation': {
      const others = actual.propagations.filter((each) => each.routeTableId !== routeTableId);
      const added = created ? [{ attachmentId, routeTableId, state: 'enabled' }] : [];
      return { ...actual, attachmentId, propagations: [...others, ...added] };
    }
    case 'blackhole': {
      const { blackholes = [], own = [], others = [] } = actual.local ?? {};
      const isIt = (each: Blackhole): boolean => each.routeTableId === routeTableId && each.cidr === change.cidr;
      const kept = blackholes.filter((each) => !isIt(each));
      const added = created ? [{ routeTableId, cidr: change.cidr }] : [];
      return { ...actual, local: { blackholes: [...kept, ...added], own, others } };
    }
  }
}

/** What the hub's own reconcile found. The team learns which addresses are concerned; the tables are the hub's. */
export function find({ desired, actual }: { desired: Desired; actual: Actual }): readonly Finding[] {
  const { vpcId: key, shadows } = actual;
  if (desired.association === undefined || shadows.length === 0) return [];
  const cidrs = [...new Set(shadows.map(({ cidr }) => cidr))].sort().join(', ');
  const found = `the hub's routing leads ${cidrs} of ${key} elsewhere`;
  const tables = shadows.map(routeText).sort().join(', ');
  return [
    {
      reason: 'shadowed',
      because: `${found}; the network's operators have to remove these routes`,
      detail: `static routes take addresses of ${key}: ${tables}; remove them`,
    },
  ];
}

/** What is reached no longer: through a propagation the VPC itself, through an association all that the VPC reaches. */
const interruptedBy = {
  propagation: (table: string, key: string): string => `route table ${table} → ${key}`,
  association: (table: string, key: string): string => `${key} → all that route table ${table} leads to`,
};

const waitFor = (key: string, verb: 'create' | 'delete'): Wait => ({
  because: `routing of ${key} is being ${verb === 'create' ? 'added' : 'removed'}`,
  retryAfterSeconds: FIRST_SECONDS,
});

function missingBlackholes(desired: Desired, actual: Actual): readonly Change[] {
  const has = ({ routeTableId, cidr }: Blackhole): boolean =>
    actual.local?.blackholes.some((each) => each.routeTableId === routeTableId && each.cidr === cidr) ?? false;
  return desired.propagations
    .flatMap((routeTableId) => desired.localCidrs.map((cidr) => ({ routeTableId, cidr })))
    .filter((each) => !has(each))
    .map((each) => blackhole('create', actual, each, `${routeText(each)} would lead to ${actual.vpcId}`));
}

/** Blackholes for CIDRs of this VPC that no other VPC has, in tables that it is not propagated to. */
const unusedBlackholes = (desired: Desired, { local, ...actual }: Actual): readonly Change[] =>
  [...(local?.blackholes ?? [])]
    .filter(
      ({ routeTableId, cidr }) =>
        local?.own.includes(cidr) === true &&
        !local.others.includes(cidr) &&
        !(desired.localCidrs.includes(cidr) && desired.propagations.includes(routeTableId)),
    )
    .sort(by(({ routeTableId, cidr }) => `${routeTableId} ${cidr}`))
    .map((each) => blackhole('delete', actual, each, `no VPC with ${each.cidr} is propagated to ${each.routeTableId}`));

const routeText = ({ routeTableId, cidr }: Blackhole): string => `${cidr} in ${routeTableId}`;

const blackhole = (
  verb: 'create' | 'delete',
  { vpcId: key, attachmentId = '' }: Actual,
  { routeTableId, cidr }: Blackhole,
  because: string,
): Change => ({ verb, what: 'blackhole', key, attachmentId, routeTableId, cidr, because });
