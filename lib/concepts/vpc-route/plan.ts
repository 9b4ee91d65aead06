import { by } from '../../names';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Refused } from '../../reconcile/outcome';

export interface Desired {
  readonly routed: boolean;
  readonly prefixListId: string;
  readonly transitGatewayId: string;
}

export interface Actual {
  readonly vpcId: string;
  /** Every table that can route to a transit gateway; `target` is that of its route for the mesh prefix list. */
  readonly tables: readonly { readonly routeTableId: string; readonly target?: string }[];
}

export type Change = ChangeBase &
  Readonly<{ verb: 'create' | 'delete'; routeTableId: string; prefixListId: string; transitGatewayId: string }>;

export const desire = (target: Target, inputs: PlanInputs): Desired => ({
  routed: target.intent === 'join',
  prefixListId: inputs.hub.prefixListId,
  transitGatewayId: inputs.hub.transitGatewayId,
});

/**
 * | target of the mesh prefix list | routed  | not routed |
 * |--------------------------------|---------|------------|
 * | none                           | create  | –          |
 * | the hub's transit gateway      | –       | delete     |
 * | any other                      | refused | –          |
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Refused {
  const { vpcId: key } = actual;
  const { routed, prefixListId, transitGatewayId } = desired;
  const tables = [...actual.tables].sort(by(({ routeTableId }) => routeTableId));
  const ours = tables.filter(({ target }) => target === transitGatewayId);
  const foreign = tables.find(({ target }) => target !== undefined && target !== transitGatewayId);
  if (routed && foreign)
    return refused(
      'route-in-the-way',
      `${foreign.routeTableId} of ${key} routes ${prefixListId} to ${foreign.target ?? 'another target'}, expected ${transitGatewayId}; remove that route`,
    );
  const change = (verb: 'create' | 'delete', routeTableId: string, because: string): Change => ({
    verb,
    key,
    routeTableId,
    prefixListId,
    transitGatewayId,
    because,
  });
  return routed
    ? tables
        .filter(({ target }) => target === undefined)
        .map(({ routeTableId }) => change('create', routeTableId, `${routeTableId} of ${key} has no route to the mesh`))
    : ours.map(({ routeTableId }) => change('delete', routeTableId, `${key} leaves the mesh`));
}
