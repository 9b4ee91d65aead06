import { by } from '../../names';
import type { Known } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Refused } from '../../reconcile/outcome';

export interface Desired {
  readonly routed: boolean;
  readonly prefixListId: string;
  readonly transitGatewayId: string;
}

export interface Actual {
  readonly vpcId: string;
  /** Every table that can route to a transit gateway; `target` is where it sends the mesh now. */
  readonly tables: readonly { readonly routeTableId: string; readonly target?: string }[];
}

export type Change = ChangeBase &
  Readonly<{ verb: 'create' | 'delete'; routeTableId: string; prefixListId: string; transitGatewayId: string }>;

export const desire = (target: Target, known: Known): Desired => ({
  routed: target.intent === 'join',
  prefixListId: known.hub.prefixListId,
  transitGatewayId: known.hub.transitGatewayId,
});

/**
 * | the table sends the mesh to | routed  | not routed |
 * |-----------------------------|---------|------------|
 * | nothing                     | create  | –          |
 * | our transit gateway         | –       | delete     |
 * | anything else               | refused | –          |
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Refused {
  const { vpcId: key } = actual;
  const { routed, prefixListId, transitGatewayId } = desired;
  const tables = [...actual.tables].sort(by(({ routeTableId }) => routeTableId));
  const ours = tables.filter(({ target }) => target === transitGatewayId);
  const foreign = tables.find(({ target }) => target !== undefined && target !== transitGatewayId);
  if (routed && foreign)
    return refused(
      `${foreign.routeTableId} of ${key} sends ${prefixListId} to ${foreign.target ?? 'another target'}: that route is not ours; remove it, and ${key} is routed`,
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
