import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops, Output } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, required, unsupported, type FilterTable, type Tags } from './common';
import { unknownId } from './resources';
import { routesOf } from './routes';
import { tagFields, tagsAtCreation } from './tags';
import { Tokens } from './tokens';
import { dependencyViolation, ownSubnet, ownVpc, ownVpcRouteTable, visibleRouteTables, vpcOf } from './vpc-lookups';
import type { RouteTable, RouteTableAssociation } from './vpc-types';

const ASSOCIATED = { State: 'associated' } as const;

/**
 * EC2 API reference: CreateRouteTable, DeleteRouteTable, DescribeRouteTables, AssociateRouteTable,
 * DisassociateRouteTable, ReplaceRouteTableAssociation.
 */
export function routeTableOps(world: World): Ops<typeof ec2> {
  const creations = new Tokens<Output<typeof ec2, 'CreateRouteTable'>>(world);
  return {
    CreateRouteTable: (input, call) =>
      creations.once(call, input, () => {
        const vpc = ownVpc(world, call, input.VpcId);
        const tags = tagsAtCreation(input.TagSpecifications, 'route-table');
        if (world.ec2.routeTablesOf(vpc).length >= world.ec2.quotas.routeTablesPerVpc)
          throw new AwsError(
            'RouteTableLimitExceeded',
            `The maximum number of route tables of ${vpc.vpcId} is reached.`,
          );
        const routeTableId = world.ids.ec2('rtb');
        const table = world.ec2.routeTables.add(routeTableId, {
          routeTableId,
          ownerId: call.accountId,
          region: call.region,
          vpcId: vpc.vpcId,
          routes: [],
          associations: [],
        });
        world.ec2.setTags(routeTableId, call.accountId, tags);
        return { RouteTable: describeRouteTable(world, call, table), ClientToken: input.ClientToken };
      }),

    DeleteRouteTable({ RouteTableId }, call) {
      const table = ownVpcRouteTable(world, call, RouteTableId);
      if (table.associations.length > 0)
        throw dependencyViolation(`The routeTable '${table.routeTableId}' has dependencies and cannot be deleted.`);
      for (const { routeTableIds } of world.ec2.endpoints.of(call)) {
        const index = routeTableIds.indexOf(table.routeTableId);
        if (index >= 0) routeTableIds.splice(index, 1);
      }
      world.ec2.routeTables.delete(table.routeTableId);
      world.ec2.tags.drop(table.routeTableId);
      return {};
    },

    DescribeRouteTables(input, call) {
      const { page, next } = list(input, input.RouteTableIds, {
        visible: visibleRouteTables(world, call),
        idOf: ({ routeTableId }) => routeTableId,
        unknown: (id) => unknownId('route-table', id),
        filters: filters(world),
        tagsOf: tagsOf(world, call),
        pageSizes: { minimum: 5, maximum: 100 },
      });
      return { RouteTables: page.map((table) => describeRouteTable(world, call, table)), ...next };
    },

    AssociateRouteTable(input, call) {
      unsupported({ GatewayId: input.GatewayId, PublicIpv4Pool: input.PublicIpv4Pool });
      const table = ownVpcRouteTable(world, call, input.RouteTableId);
      const subnet = ownSubnet(world, call, input.SubnetId);
      if (subnet.vpcId !== table.vpcId)
        throw invalidValue(
          `Route table ${table.routeTableId} and subnet ${subnet.subnetId} belong to different networks`,
        );
      const known = explicitAssociation(world, call, ({ subnetId }) => subnetId === subnet.subnetId);
      if (known && known.table !== table)
        throw new AwsError(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${table.routeTableId} conflicts with an existing association`,
        );
      const association = known?.association ?? associate(world, table, subnet.subnetId);
      return { AssociationId: association.associationId, AssociationState: ASSOCIATED };
    },

    DisassociateRouteTable({ AssociationId }, call) {
      const { table, association } = associationOf(world, call, AssociationId);
      if (association.subnetId === undefined)
        throw invalidValue(`cannot disassociate the main route table association ${association.associationId}`);
      remove(table, association);
      return {};
    },

    ReplaceRouteTableAssociation({ AssociationId, RouteTableId }, call) {
      const { table: former, association } = associationOf(world, call, AssociationId);
      const table = ownVpcRouteTable(world, call, RouteTableId);
      if (table.vpcId !== former.vpcId)
        throw invalidValue(
          `Route tables ${table.routeTableId} and ${former.routeTableId} belong to different networks`,
        );
      remove(former, association);
      const { associationId } = associate(world, table, association.subnetId);
      return { NewAssociationId: associationId, AssociationState: ASSOCIATED };
    },
  };
}

function associate(world: World, table: RouteTable, subnetId: string | undefined): RouteTableAssociation {
  const association = { associationId: world.ids.ec2('rtbassoc'), subnetId };
  table.associations.push(association);
  return association;
}

const remove = (table: RouteTable, association: RouteTableAssociation): void => {
  table.associations.splice(table.associations.indexOf(association), 1);
};

interface FoundAssociation {
  readonly table: RouteTable;
  readonly association: RouteTableAssociation;
}

function explicitAssociation(
  world: World,
  call: Call,
  matches: (association: RouteTableAssociation) => boolean,
): FoundAssociation | undefined {
  for (const table of world.ec2.routeTables.of(call)) {
    const association = table.associations.find(matches);
    if (association) return { table, association };
  }
  return undefined;
}

function associationOf(world: World, call: Call, associationId: string | undefined): FoundAssociation {
  const id = required(associationId, 'associationId');
  const found = explicitAssociation(world, call, (association) => association.associationId === id);
  if (!found) throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
  return found;
}

/** A subnet on the main route table has no association of its own: `association.subnet-id` does not find it. */
function filters(world: World): FilterTable<RouteTable> {
  const ofRoutes = (get: (route: ec2.Route) => string | undefined) => (table: RouteTable) =>
    routesOf(world, table).map(get);
  return {
    'association.gateway-id': () => undefined,
    'association.route-table-association-id': ({ associations }) => associations.map((one) => one.associationId),
    'association.route-table-id': (table) => table.associations.map(() => table.routeTableId),
    'association.subnet-id': ({ associations }) => associations.map(({ subnetId }) => subnetId),
    'association.main': ({ associations }) => associations.map(({ subnetId }) => subnetId === undefined),
    'owner-id': ({ ownerId }) => ownerId,
    'route-table-id': ({ routeTableId }) => routeTableId,
    'route.destination-cidr-block': ofRoutes((route) => route.DestinationCidrBlock),
    'route.destination-ipv6-cidr-block': ofRoutes((route) => route.DestinationIpv6CidrBlock),
    'route.destination-prefix-list-id': ofRoutes((route) => route.DestinationPrefixListId),
    'route.egress-only-internet-gateway-id': () => undefined,
    'route.gateway-id': ofRoutes((route) => route.GatewayId),
    'route.instance-id': () => undefined,
    'route.nat-gateway-id': () => undefined,
    'route.transit-gateway-id': ofRoutes((route) => route.TransitGatewayId),
    'route.origin': ofRoutes((route) => route.Origin),
    'route.state': ofRoutes((route) => route.State),
    'route.vpc-peering-connection-id': () => undefined,
    'vpc-id': ({ vpcId }) => vpcId,
  };
}

const tagsOf =
  (world: World, call: Call) =>
  ({ routeTableId }: RouteTable): Tags =>
    world.ec2.tagsOf(routeTableId, call.accountId);

const describeRouteTable = (world: World, call: Call, table: RouteTable): ec2.RouteTable => ({
  RouteTableId: table.routeTableId,
  VpcId: table.vpcId,
  OwnerId: vpcOf(world, table).ownerId,
  Routes: routesOf(world, table),
  Associations: table.associations.map(({ associationId, subnetId }) => ({
    RouteTableAssociationId: associationId,
    RouteTableId: table.routeTableId,
    Main: subnetId === undefined,
    AssociationState: ASSOCIATED,
    ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
  })),
  PropagatingVgws: [],
  ...tagFields(tagsOf(world, call)(table)),
});
