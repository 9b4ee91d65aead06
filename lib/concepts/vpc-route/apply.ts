import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

/** The shared read of route tables stays: later concepts read which tables there are, not where they lead. */
export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { routeTableId: RouteTableId, prefixListId: DestinationPrefixListId } = change;
  if (change.verb === 'delete') await spoke.calls.spoke.deleteRoute({ RouteTableId, DestinationPrefixListId });
  else
    await spoke.calls.spoke.createRoute({
      RouteTableId,
      DestinationPrefixListId,
      TransitGatewayId: change.transitGatewayId,
    });
}
