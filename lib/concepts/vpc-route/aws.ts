import { CreateRouteCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import type { RouteTable, Subnet } from '../../aws/read/shapes';
import type { Spoke } from '../../reconcile/concept';
import { shadowsIn, type Actual, type Change } from './plan';

export const calls = {
  spoke: { createRoute: CreateRouteCommand, deleteRoute: DeleteRouteCommand },
  hub: {},
  // The shared read.
  alsoNeeds: { spoke: ['ec2:DescribeRouteTables'] },
} satisfies Calls;

/** Each table's route for the mesh prefix list, and the routes that win over it, from the shared reads. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const [all, subnets] = await Promise.all([spoke.reads.routeTables(), spoke.reads.subnets()]);
  const tables = all.filter(({ edge }) => !edge);
  const { prefixListId, transitGatewayId, resolverIps } = spoke.hub;
  const mesh = { prefixes: spoke.landingZone.mesh.prefixes, transitGatewayId };
  return new Map(
    vpcIds.map((vpcId) => [
      vpcId,
      {
        vpcId,
        hub: { transitGatewayId, resolverIps },
        tables: tables
          .filter((table) => table.vpcId === vpcId)
          .map((table) => {
            const route = table.routes.find(({ destination }) => destination === prefixListId);
            return {
              routeTableId: table.routeTableId,
              ...(route ? { target: route.target, blackhole: route.blackhole } : {}),
              serves: serves(table, tables, subnets),
              shadows: shadowsIn(table, mesh),
            };
          }),
      },
    ]),
  );
}

/** Whether the table has subnets: its own, or as the main table those without one. */
function serves({ vpcId, main, subnetIds }: RouteTable, tables: readonly RouteTable[], subnets: readonly Subnet[]) {
  const associated = new Set(tables.flatMap((table) => table.subnetIds));
  const others = subnets.filter((subnet) => subnet.vpcId === vpcId && !associated.has(subnet.subnetId));
  return subnetIds.length > 0 || (main && others.length > 0);
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
