import type { Spoke } from '../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { routeTableId: RouteTableId, prefixListId: DestinationPrefixListId } = change;
  spoke.reads.drop('routeTables');
  if (change.verb === 'delete') await spoke.calls.spoke.deleteRoute({ RouteTableId, DestinationPrefixListId });
  else
    await spoke.calls.spoke.createRoute({
      RouteTableId,
      DestinationPrefixListId,
      TransitGatewayId: change.transitGatewayId,
    });
}
