import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { INTERFACE_SERVICES } from './interface-services';
import { awsPrefixListId, type AwsPrefixListService } from './prefix-aws';
import { requireRoom } from './route-operations';
import { sameDestination } from './routes';
import type { RouteTable, VpcEndpoint } from './vpc-types';

export interface EndpointService {
  readonly name: string;
  readonly type: VpcEndpoint['type'];
}

/** S3 and DynamoDB have interface endpoints, too. */
const GATEWAY_SERVICES: readonly AwsPrefixListService[] = ['s3', 'dynamodb'];

/** The endpoint service of that name in the region, else InvalidServiceName. */
export function serviceOf(region: string, name: string, type: ec2.VpcEndpointType): EndpointService {
  if (type !== 'Gateway' && type !== 'Interface')
    throw new AwsError('UnsupportedOperation', `The twin does not model endpoints of the type ${type}.`);
  const offered: ReadonlySet<string> = type === 'Gateway' ? new Set(GATEWAY_SERVICES) : INTERFACE_SERVICES;
  const prefix = `com.amazonaws.${region}.`;
  if (!name.startsWith(prefix) || !offered.has(name.slice(prefix.length)))
    throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  return { name, type };
}

/** The destination of a gateway endpoint's routes: the prefix list that AWS keeps for the service. */
function destinationOf({ serviceName, region }: VpcEndpoint) {
  const service = GATEWAY_SERVICES.find((candidate) => serviceName.endsWith(`.${candidate}`));
  if (!service) throw new Error(`${serviceName} has no gateway endpoint`);
  return { prefixListId: awsPrefixListId(region, service) };
}

/** Routes the tables through a gateway endpoint. One table can have one endpoint per service. */
export function routeThrough(world: World, endpoint: VpcEndpoint, tables: readonly RouteTable[]): void {
  const added = tables.filter(({ routeTableId }) => !endpoint.routeTableIds.includes(routeTableId));
  if (added.length === 0) return;
  const destination = destinationOf(endpoint);
  for (const table of added) {
    if (table.routes.some((route) => sameDestination(route.destination, destination)))
      throw new AwsError(
        'RouteAlreadyExists',
        `route table ${table.routeTableId} already has a route with destination-prefix-list-id ${destination.prefixListId}`,
      );
    requireRoom(world, table, destination);
  }
  for (const table of added) {
    table.routes.push({ destination, target: { gatewayId: endpoint.vpcEndpointId } });
    endpoint.routeTableIds.push(table.routeTableId);
  }
}

export function routeNoLonger(world: World, endpoint: VpcEndpoint, routeTableIds: readonly string[]): void {
  for (const id of routeTableIds) {
    const index = endpoint.routeTableIds.indexOf(id);
    if (index < 0)
      throw new AwsError(
        'InvalidRouteTableId.NotFound',
        `The route table ${id} is not used by ${endpoint.vpcEndpointId}`,
      );
    endpoint.routeTableIds.splice(index, 1);
    const routes = world.ec2.routeTables.get(id)?.routes ?? [];
    const route = routes.findIndex(
      ({ target }) => 'gatewayId' in target && target.gatewayId === endpoint.vpcEndpointId,
    );
    if (route >= 0) routes.splice(route, 1);
  }
}
