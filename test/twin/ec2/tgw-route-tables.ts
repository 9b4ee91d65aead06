import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { list, required, type FilterTable } from './common';
import { arnOf, unknownId } from './resources';
import { tagFields, tagsAtCreation } from './tags';
import {
  attachmentsOf,
  endAfter,
  incorrectState,
  moveOn,
  ownRouteTable,
  ownTransitGateway,
  requireState,
  seesRouteTable,
} from './tgw-lookups';
import type { TransitGateway, TransitGatewayRouteTable } from './tgw-types';

/** A new TGW route table, `pending` for a while. */
export function createRouteTable(world: World, gateway: TransitGateway): TransitGatewayRouteTable {
  const { transitGatewayId, ownerId, region } = gateway;
  const routeTableId = world.ids.ec2('tgw-rtb');
  const table: TransitGatewayRouteTable = {
    routeTableId,
    routeTableArn: arnOf('transit-gateway-route-table', gateway, routeTableId),
    transitGatewayId,
    ownerId,
    region,
    creationTime: world.clock.now(),
    state: 'pending',
    staticRoutes: new Map(),
    prefixListReferences: new Map(),
  };
  world.ec2.transitGatewayRouteTables.set(routeTableId, table);
  moveOn(world, table, world.times.other, () => (table.state = 'available'));
  return table;
}

const defaults = (world: World, { transitGatewayId, routeTableId }: TransitGatewayRouteTable) => {
  const options = world.ec2.transitGateways.get(transitGatewayId)?.options;
  return {
    association: options?.associationDefaultRouteTableId === routeTableId,
    propagation: options?.propagationDefaultRouteTableId === routeTableId,
  };
};

const described = (world: World, call: Call, table: TransitGatewayRouteTable): ec2.TransitGatewayRouteTable => ({
  TransitGatewayRouteTableId: table.routeTableId,
  TransitGatewayId: table.transitGatewayId,
  State: table.state,
  DefaultAssociationRouteTable: defaults(world, table).association,
  DefaultPropagationRouteTable: defaults(world, table).propagation,
  CreationTime: table.creationTime,
  ...tagFields(world.ec2.tagsOf(table.routeTableId, call.accountId)),
});

const filters = (world: World): FilterTable<TransitGatewayRouteTable> => ({
  'default-association-route-table': (table) => defaults(world, table).association,
  'default-propagation-route-table': (table) => defaults(world, table).propagation,
  state: ({ state }) => state,
  'transit-gateway-id': ({ transitGatewayId }) => transitGatewayId,
  'transit-gateway-route-table-id': ({ routeTableId }) => routeTableId,
});

export const tgwRouteTableOps = (world: World): Ops<typeof ec2> => ({
  CreateTransitGatewayRouteTable(input, call) {
    const gateway = ownTransitGateway(world, call, required(input.TransitGatewayId, 'TransitGatewayId'));
    requireState(gateway, gateway.transitGatewayId, 'available');
    const tags = tagsAtCreation(input.TagSpecifications, 'transit-gateway-route-table');
    requireRoom(world, gateway);
    const table = createRouteTable(world, gateway);
    world.ec2.setTags(table.routeTableId, call.accountId, tags);
    return { TransitGatewayRouteTable: described(world, call, table) };
  },

  DeleteTransitGatewayRouteTable(input, call) {
    const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = ownRouteTable(world, call, id);
    requireState(table, id, 'available');
    const { association, propagation } = defaults(world, table);
    if (association || propagation) throw incorrectState(`${id} is a default route table of its transit gateway.`);
    const attachments = attachmentsOf(world, table.transitGatewayId);
    if (attachments.some((attachment) => attachment.association?.routeTableId === id))
      throw incorrectState(`${id} has associations.`);
    for (const { propagations } of attachments) propagations.delete(id);
    table.state = 'deleting';
    endAfter(world, table, 'deleted');
    return { TransitGatewayRouteTable: described(world, call, table) };
  },

  DescribeTransitGatewayRouteTables(input, call) {
    const { page, next } = list(input, input.TransitGatewayRouteTableIds, {
      visible: [...world.ec2.transitGatewayRouteTables.values()].filter((table) => seesRouteTable(world, call, table)),
      idOf: ({ routeTableId }) => routeTableId,
      unknown: (id) => unknownId('transit-gateway-route-table', id),
      filters: filters(world),
      tagsOf: ({ routeTableId }) => world.ec2.tagsOf(routeTableId, call.accountId),
    });
    return { TransitGatewayRouteTables: page.map((table) => described(world, call, table)), ...next };
  },
});

function requireRoom(world: World, { transitGatewayId }: TransitGateway): void {
  const tables = [...world.ec2.transitGatewayRouteTables.values()].filter(
    (table) => table.transitGatewayId === transitGatewayId && table.state !== 'deleted',
  );
  if (tables.length >= world.ec2.quotas.routeTablesPerTransitGateway)
    throw new AwsError('TransitGatewayRouteTableLimitExceeded', 'The maximum number of route tables has been reached.');
}
