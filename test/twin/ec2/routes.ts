import type * as ec2 from '@aws-sdk/client-ec2';
import type { World } from '../world';
import { carryingAttachment } from './tgw-lookups';
import { vpcOf } from './vpc-lookups';
import type { CidrAssociation, Route, RouteDestination, RouteTable, RouteTarget } from './vpc-types';

/** All routes of a table: one local route per CIDR of the VPC, then what was made. */
export function routesOf(world: World, table: RouteTable): ec2.Route[] {
  const made = table.routes.map((route): ec2.Route => ({
    ...destinationFields(route.destination),
    ...targetFields(route.target),
    Origin: 'CreateRoute',
    State: works(world, table, route.target) ? 'active' : 'blackhole',
  }));
  return [...localDestinations(world, table).map(localRoute), ...made];
}

/** What the local routes of a table lead to. They come and go with the CIDR blocks of the VPC. */
export function localDestinations(world: World, table: RouteTable): { cidr: string; family: 'IPv4' | 'IPv6' }[] {
  const vpc = vpcOf(world, table);
  const of = (associations: readonly CidrAssociation[], family: 'IPv4' | 'IPv6') =>
    associations.filter(({ state }) => state === 'associated').map(({ cidr }) => ({ cidr, family }));
  return [...of(vpc.cidrs, 'IPv4'), ...of(vpc.ipv6Cidrs, 'IPv6')];
}

const localRoute = (destination: RouteDestination): ec2.Route => ({
  ...destinationFields(destination),
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
  State: 'active',
});

function destinationFields(destination: RouteDestination): ec2.Route {
  if ('prefixListId' in destination) return { DestinationPrefixListId: destination.prefixListId };
  return destination.family === 'IPv4'
    ? { DestinationCidrBlock: destination.cidr }
    : { DestinationIpv6CidrBlock: destination.cidr };
}

const targetFields = (target: RouteTarget): ec2.Route =>
  'transitGatewayId' in target ? { TransitGatewayId: target.transitGatewayId } : { GatewayId: target.gatewayId };

/**
 * A route whose target is gone, detached or no longer attached to the VPC is a blackhole, and stays in the table.
 * Whether AWS revives it when the VPC is attached again is not documented; here it works again.
 */
function works(world: World, { vpcId }: RouteTable, target: RouteTarget): boolean {
  if ('transitGatewayId' in target) return carryingAttachment(world, target.transitGatewayId, vpcId) !== undefined;
  const { gatewayId } = target;
  const gateway = world.ec2.internetGateways.get(gatewayId) ?? world.ec2.endpoints.get(gatewayId);
  return gateway?.vpcId === vpcId;
}

export const sameDestination = (one: RouteDestination, other: RouteDestination): boolean =>
  'prefixListId' in one
    ? 'prefixListId' in other && one.prefixListId === other.prefixListId
    : 'cidr' in other && one.cidr === other.cidr;

export const sameTarget = (one: RouteTarget, other: RouteTarget): boolean =>
  'transitGatewayId' in one
    ? 'transitGatewayId' in other && one.transitGatewayId === other.transitGatewayId
    : 'gatewayId' in other && one.gatewayId === other.gatewayId;

/** Only ModifyVpcEndpoint and DeleteVpcEndpoints remove the route of a gateway endpoint. */
export const isOfEndpoint = ({ target }: Route): boolean =>
  'gatewayId' in target && target.gatewayId.startsWith('vpce-');

/**
 * What a route counts in the quota of its table. IPv4 and IPv6 are counted apart; a prefix list counts with its
 * MaxEntries, not with its entries (Amazon VPC quotas).
 */
export function weightOf(world: World, destination: RouteDestination): { family: 'IPv4' | 'IPv6'; weight: number } {
  if ('cidr' in destination) return { family: destination.family, weight: 1 };
  const prefixList = world.ec2.prefixList(destination.prefixListId);
  return { family: prefixList?.addressFamily ?? 'IPv4', weight: prefixList?.maxEntries ?? 1 };
}

/** How much of its quota for a family a table has used. */
export const routesUsed = (world: World, table: RouteTable, family: 'IPv4' | 'IPv6'): number =>
  table.routes
    .map((route) => weightOf(world, route.destination))
    .filter((route) => route.family === family)
    .reduce((total, route) => total + route.weight, 0);
