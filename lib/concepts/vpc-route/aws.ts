import { CreateRouteCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';

export const calls = {
  spoke: { createRoute: CreateRouteCommand, deleteRoute: DeleteRouteCommand },
  hub: {},
} satisfies Calls;

/** Each table's route for the mesh prefix list, from the shared read of route tables. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const tables = (await spoke.reads.routeTables()).filter(({ edge }) => !edge);
  return new Map(
    vpcIds.map((vpcId) => [
      vpcId,
      {
        vpcId,
        tables: tables
          .filter((table) => table.vpcId === vpcId)
          .map(({ routeTableId, routes }) => {
            const mesh = routes.find(({ destination }) => destination === spoke.hub.prefixListId);
            return { routeTableId, ...(mesh ? { target: mesh.target } : {}) };
          }),
      },
    ]),
  );
}

/** The shared read of route tables is kept: later concepts read the ids of tables, not their routes. */
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
