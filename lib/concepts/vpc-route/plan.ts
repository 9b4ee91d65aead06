import type { Route, RouteTable } from '../../aws/read/shapes';
import { contains, isCidr } from '../../landing-zone';
import { by } from '../../names';
import type { Learned, PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Finding, type Refused } from '../../reconcile/outcome';

export interface Desired {
  readonly routed: boolean;
  readonly prefixListId: string;
  readonly transitGatewayId: string;
}

/** A route that wins over the mesh prefix list for some of its addresses, and leads elsewhere. */
export interface Shadow {
  readonly destination: string;
  readonly target: string;
}

interface Table {
  readonly routeTableId: string;
  /** The target of its route for the mesh prefix list, if it has one, and whether that is a blackhole. */
  readonly target?: string;
  readonly blackhole?: boolean;
  /** It has subnets. */
  readonly serves: boolean;
  readonly shadows: readonly Shadow[];
}

export interface Actual {
  readonly vpcId: string;
  /** The hub's transit gateway, and the addresses of the hub's resolver behind it. */
  readonly hub: { readonly transitGatewayId: string; readonly resolverIps: readonly string[] };
  /** Every table that can route to a transit gateway. */
  readonly tables: readonly Table[];
}

export type Change = ChangeBase &
  Readonly<{ verb: 'create' | 'delete'; routeTableId: string; prefixListId: string; transitGatewayId: string }>;

export const desire = (target: Target, inputs: PlanInputs): Desired => ({
  routed: target.intent === 'join',
  prefixListId: inputs.hub.prefixListId,
  transitGatewayId: inputs.hub.transitGatewayId,
});

/**
 * The routes of a table that lead addresses of the mesh elsewhere. The longest prefix wins; at equal length a static route wins
 * over a prefix list, and that over a propagated route (VPC User Guide, route priority). The VPC's own addresses are local. What
 * another prefix list contains is not known.
 */
export function shadowsIn(
  { routes }: Pick<RouteTable, 'routes'>,
  { prefixes, transitGatewayId }: { readonly prefixes: readonly string[]; readonly transitGatewayId: string },
): readonly Shadow[] {
  const local = routes.filter(({ target }) => target === 'local').map(({ destination }) => destination);
  const wins = ({ destination, propagated }: Route): boolean =>
    prefixes.some((outer) => contains({ outer, inner: destination }) && !(propagated && outer === destination));
  return routes
    .filter(({ destination, target }) => isCidr(destination) && target !== 'local' && target !== transitGatewayId)
    .filter(
      (route) => wins(route) && !local.filter(isCidr).some((outer) => contains({ outer, inner: route.destination })),
    )
    .map(({ destination, target }) => ({ destination, target }))
    .sort(by(({ destination }) => destination));
}

interface Sides {
  readonly desired: Desired;
  readonly actual: Actual;
}

const leadsElsewhere = ({ target }: Table, { transitGatewayId }: { readonly transitGatewayId: string }): boolean =>
  target !== undefined && target !== transitGatewayId;

/**
 * | target of the mesh prefix list | routed  | not routed |
 * |--------------------------------|---------|------------|
 * | none                           | create  | –          |
 * | the hub's transit gateway      | –       | delete     |
 * | any other                      | refused | –          |
 *
 * A table that is refused does not keep the others from their route. DHCP options are not switched then.
 */
export function diff({ desired, actual }: Sides): readonly Change[] | Refused<Change> {
  const { vpcId: key } = actual;
  const { routed, prefixListId, transitGatewayId } = desired;
  const tables = [...actual.tables].sort(by(({ routeTableId }) => routeTableId));
  const change = (verb: 'create' | 'delete', routeTableId: string, because: string): Change => ({
    verb,
    key,
    routeTableId,
    prefixListId,
    transitGatewayId,
    because,
    ...(verb === 'create'
      ? { opens: `subnets of ${routeTableId} → the mesh` }
      : { interrupts: `subnets of ${routeTableId} → the mesh` }),
  });
  if (!routed)
    return tables
      .filter(({ target }) => target === transitGatewayId)
      .map(({ routeTableId }) => change('delete', routeTableId, `${key} leaves the mesh`));
  const changes = tables
    .filter(({ target }) => target === undefined)
    .map(({ routeTableId }) => change('create', routeTableId, `${routeTableId} of ${key} has no route to the mesh`));
  const foreign = tables.filter((table) => leadsElsewhere(table, desired));
  if (foreign.length === 0) return changes;
  const found = foreign.map(({ routeTableId, target }) => `${routeTableId} to ${target ?? ''}`).join(', ');
  const because = `route tables of ${key} lead ${prefixListId} elsewhere: ${found}; expected ${transitGatewayId}; remove these routes`;
  return { ...refused('route-in-the-way', because), changes, othersGoOn: true };
}

/** Paths that do not work although their route exists: another route wins, or it is a blackhole. Only tables with subnets count. */
export function find({ desired, actual }: Sides): readonly Finding[] {
  if (!desired.routed) return [];
  const { vpcId: key } = actual;
  const tables = inUse(actual).filter((table) => !leadsElsewhere(table, desired));
  const shadows = tables.flatMap(({ routeTableId, shadows: found }) =>
    found.map((shadow) => text(routeTableId, shadow)),
  );
  const blackholes = tables.filter(({ blackhole }) => blackhole === true).map(({ routeTableId }) => routeTableId);
  return [
    ...(shadows.length === 0
      ? []
      : [
          {
            reason: 'shadowed' as const,
            because: `routes of ${key} lead addresses of the mesh elsewhere: ${shadows.join(', ')}; remove them`,
          },
        ]),
    ...(blackholes.length === 0
      ? []
      : [
          {
            reason: 'route-blackhole' as const,
            because: `the route to the mesh is a blackhole in ${blackholes.join(', ')} of ${key}`,
          },
        ]),
  ];
}

/** The tables of subnets whose traffic to the hub's resolver goes elsewhere: with DHCP options of ours these lose all names. */
export function learn(actual: Actual): Learned {
  const isAway = ({ destination }: Shadow): boolean =>
    actual.hub.resolverIps.some((ip) => contains({ outer: destination, inner: `${ip}/32` }));
  const unreached = inUse(actual).flatMap((table) => {
    const { routeTableId, target = '' } = table;
    if (leadsElsewhere(table, actual.hub)) return [`${routeTableId} (to ${target})`];
    const shadow = table.shadows.find(isAway);
    return shadow === undefined ? [] : [text(routeTableId, shadow)];
  });
  return { unreached };
}

const inUse = ({ tables }: Actual): readonly Table[] =>
  tables.filter(({ serves }) => serves).sort(by(({ routeTableId }) => routeTableId));

const text = (routeTableId: string, { destination, target }: Shadow): string =>
  `${routeTableId} (${destination} to ${target})`;
