import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { canonicalCidr, contains } from './cidr';
import { invalidValue, missingParameter, required, unsupported } from './common';
import { visiblePrefixList } from './prefix-lookups';
import { unknownId } from './resources';
import { isOfEndpoint, localDestinations, routesUsed, sameDestination, sameTarget, weightOf } from './routes';
import { carryingAttachment, seesTransitGateway } from './tgw-lookups';
import { ownVpcRouteTable } from './vpc-lookups';
import type { Route, RouteDestination, RouteTable, RouteTarget } from './vpc-types';

/** EC2 API reference: CreateRoute, ReplaceRoute, DeleteRoute. */
export const routeOps = (world: World): Ops<typeof ec2> => ({
  CreateRoute(input, call) {
    const table = ownVpcRouteTable(world, call, input.RouteTableId);
    const destination = destinationOf(input);
    if ('prefixListId' in destination) visiblePrefixList(world, call, destination.prefixListId);
    const target = targetOf(world, call, table, input);
    refuseOverLocal(world, table, destination);
    const known = routeTo(table, destination);
    if (known) {
      if (!world.ec2.createRouteDuplicateIsError && sameTarget(known.target, target)) return { Return: true };
      throw alreadyExists(destination);
    }
    requireRoom(world, table, destination);
    table.routes.push({ destination, target });
    return { Return: true };
  },

  ReplaceRoute(input, call) {
    unsupported({ LocalTarget: input.LocalTarget });
    const table = ownVpcRouteTable(world, call, input.RouteTableId);
    const destination = destinationOf(input);
    const target = targetOf(world, call, table, input);
    const route = routeTo(table, destination);
    if (!route)
      throw invalidValue(
        `There is no route defined for '${nameOf(destination)}' in the route table. Use CreateRoute instead.`,
      );
    refuseEndpointRoute(route, table);
    route.target = target;
    return {};
  },

  DeleteRoute(input, call) {
    const table = ownVpcRouteTable(world, call, input.RouteTableId);
    const destination = destinationOf(input);
    if (localDestinations(world, table).some((local) => sameDestination(local, destination)))
      throw invalidValue(`cannot remove local route ${nameOf(destination)} in route table ${table.routeTableId}`);
    const route = routeTo(table, destination);
    if (!route)
      throw new AwsError(
        'InvalidRoute.NotFound',
        `no route with destination ${nameOf(destination)} in route table ${table.routeTableId}`,
      );
    refuseEndpointRoute(route, table);
    table.routes.splice(table.routes.indexOf(route), 1);
    return {};
  },
});

interface DestinationInput {
  readonly DestinationCidrBlock?: string | undefined;
  readonly DestinationIpv6CidrBlock?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
}

function destinationOf(input: DestinationInput): RouteDestination {
  const { DestinationCidrBlock: ipv4, DestinationIpv6CidrBlock: ipv6, DestinationPrefixListId: prefixListId } = input;
  const given = [ipv4, ipv6, prefixListId].filter((value) => value !== undefined);
  if (given.length > 1)
    throw new AwsError('InvalidParameterCombination', 'The request must contain exactly one destination.');
  if (prefixListId !== undefined) return { prefixListId };
  if (ipv6 !== undefined) return { cidr: canonicalCidr(ipv6, 'IPv6', 'destinationIpv6CidrBlock'), family: 'IPv6' };
  if (ipv4 === undefined) throw missingParameter('destinationCidrBlock');
  return { cidr: canonicalCidr(ipv4, 'IPv4', 'destinationCidrBlock'), family: 'IPv4' };
}

const nameOf = (destination: RouteDestination): string =>
  'prefixListId' in destination ? destination.prefixListId : destination.cidr;

/** Targets that the twin lacks: no id of them exists. */
const ABSENT_TARGETS = [
  ['NatGatewayId', 'InvalidNatGatewayID.NotFound'],
  ['NetworkInterfaceId', 'InvalidNetworkInterfaceID.NotFound'],
  ['InstanceId', 'InvalidInstanceID.NotFound'],
  ['VpcPeeringConnectionId', 'InvalidVpcPeeringConnectionID.NotFound'],
  ['EgressOnlyInternetGatewayId', 'InvalidGatewayID.NotFound'],
  ['LocalGatewayId', 'InvalidLocalGatewayID.NotFound'],
  ['CarrierGatewayId', 'InvalidCarrierGatewayID.NotFound'],
] as const;

type TargetInput = { readonly [K in (typeof ABSENT_TARGETS)[number][0]]?: string | undefined } & {
  readonly TransitGatewayId?: string | undefined;
  readonly GatewayId?: string | undefined;
  readonly VpcEndpointId?: string | undefined;
  readonly CoreNetworkArn?: string | undefined;
  readonly OdbNetworkArn?: string | undefined;
};

function targetOf(world: World, call: Call, table: RouteTable, input: TargetInput): RouteTarget {
  unsupported({ CoreNetworkArn: input.CoreNetworkArn, OdbNetworkArn: input.OdbNetworkArn });
  const absent = ABSENT_TARGETS.flatMap(([name, code]) => {
    const id = input[name];
    return id === undefined ? [] : [{ id, code }];
  });
  const { TransitGatewayId, GatewayId, VpcEndpointId } = input;
  const given = [TransitGatewayId, GatewayId, VpcEndpointId].filter((value) => value !== undefined);
  if (given.length + absent.length > 1)
    throw new AwsError('InvalidParameterCombination', 'The request must contain exactly one target.');
  if (absent[0]) throw new AwsError(absent[0].code, `The target '${absent[0].id}' does not exist`);
  if (VpcEndpointId !== undefined) throw endpointAsTarget(world, call, VpcEndpointId);
  if (TransitGatewayId !== undefined) return transitGatewayTarget(world, call, table, TransitGatewayId);
  return gatewayTarget(world, call, table, required(GatewayId, 'gatewayId'));
}

/**
 * AWS reports a transit gateway as missing not only if it is unknown or not shared, but whenever the VPC has no available
 * attachment to it (seen in practice).
 */
function transitGatewayTarget(world: World, call: Call, { vpcId }: RouteTable, id: string): RouteTarget {
  const gateway = world.ec2.transitGateway(id);
  const usable = gateway && seesTransitGateway(world, call, gateway) && carryingAttachment(world, id, vpcId);
  if (!usable) throw new AwsError('InvalidTransitGatewayID.NotFound', `The transitGateway ID '${id}' does not exist`);
  return { transitGatewayId: id };
}

function gatewayTarget(world: World, call: Call, { vpcId }: RouteTable, id: string): RouteTarget {
  if (id.startsWith('vpce-')) throw endpointAsTarget(world, call, id);
  const gateway = world.ec2.internetGateways.owned(id, call);
  if (!gateway) throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  if (gateway.vpcId !== vpcId)
    throw invalidValue(`route table and gateway ${id} belong to different networks or the gateway is not attached`);
  return { gatewayId: id };
}

/** Only Gateway Load Balancer endpoints can be targets, and the twin has none (EC2 API reference, CreateRoute). */
const endpointAsTarget = (world: World, call: Call, id: string): AwsError =>
  world.ec2.endpoints.owned(id, call)
    ? new AwsError('RouteNotSupported', `Route table contains unsupported route target: ${id}.`)
    : unknownId('vpc-endpoint', id);

/**
 * The local route cannot be made again. Inside the VPC's own blocks AWS allows routes to a network interface, NAT
 * gateway or Gateway Load Balancer endpoint only (VPC User Guide, "Route table concepts").
 */
function refuseOverLocal(world: World, table: RouteTable, destination: RouteDestination): void {
  if ('prefixListId' in destination) return;
  for (const local of localDestinations(world, table).filter(({ family }) => family === destination.family)) {
    if (local.cidr === destination.cidr) throw alreadyExists(destination);
    if (contains(local.cidr, destination.cidr))
      throw invalidValue(
        `The destination CIDR block ${destination.cidr} is equal to or more specific than one of this VPC's CIDR blocks.`,
      );
  }
}

function refuseEndpointRoute(route: Route, table: RouteTable): void {
  if (isOfEndpoint(route))
    throw invalidValue(
      `cannot remove VPC endpoint route ${nameOf(route.destination)} in route table ${table.routeTableId}`,
    );
}

const routeTo = (table: RouteTable, destination: RouteDestination): Route | undefined =>
  table.routes.find((route) => sameDestination(route.destination, destination));

const alreadyExists = (destination: RouteDestination): AwsError =>
  new AwsError('RouteAlreadyExists', `The route identified by ${nameOf(destination)} already exists.`);

/** RouteLimitExceeded if the route would take the table beyond its quota. */
export function requireRoom(world: World, table: RouteTable, destination: RouteDestination): void {
  const { family, weight } = weightOf(world, destination);
  if (routesUsed(world, table, family) + weight > world.ec2.quotas.routesPerTable)
    throw new AwsError('RouteLimitExceeded', `The maximum number of routes of ${table.routeTableId} has been reached.`);
}
