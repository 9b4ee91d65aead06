import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { canonicalCidr, contains } from './cidr';
import { filtered, invalidValue, paged, required, type FilterTable } from './common';
import {
  availableRouteTable,
  carries,
  hubAttachment,
  incorrectState,
  ownRouteTable,
  resourceTypeOf,
} from './tgw-lookups';
import { longestMatch, routesHeld, routesOf, type TransitGatewayRoute } from './tgw-routes';
import type { StaticRoute, TransitGatewayAttachment, TransitGatewayRouteTable } from './tgw-types';

interface RouteInput {
  readonly TransitGatewayRouteTableId: string | undefined;
  readonly DestinationCidrBlock: string | undefined;
  readonly TransitGatewayAttachmentId?: string | undefined;
  readonly Blackhole?: boolean | undefined;
}

const family = (cidr: string): 'IPv4' | 'IPv6' => (cidr.includes(':') ? 'IPv6' : 'IPv4');

function destinationOf({ DestinationCidrBlock }: Pick<RouteInput, 'DestinationCidrBlock'>): string {
  const cidr = required(DestinationCidrBlock, 'DestinationCidrBlock');
  return canonicalCidr(cidr, family(cidr), 'destinationCidrBlock');
}

/** Where a static route leads: to an attachment of the table's transit gateway, or nowhere. Exactly one of the two. */
export function targetOf(
  world: World,
  call: Call,
  table: TransitGatewayRouteTable,
  input: Pick<RouteInput, 'TransitGatewayAttachmentId' | 'Blackhole'>,
): TransitGatewayAttachment | undefined {
  const { TransitGatewayAttachmentId: id, Blackhole } = input;
  if (Blackhole && id !== undefined)
    throw new AwsError('InvalidParameterCombination', 'A blackhole route has no transit gateway attachment.');
  if (Blackhole) return undefined;
  const attachment = hubAttachment(world, call, required(id, 'TransitGatewayAttachmentId'));
  if (attachment.transitGatewayId !== table.transitGatewayId)
    throw invalidValue(`${attachment.attachmentId} and ${table.routeTableId} belong to different transit gateways.`);
  if (!carries(attachment)) throw incorrectState(`${attachment.attachmentId} is in invalid state`);
  return attachment;
}

/** The table and the route that a request names. */
function requestOf(
  world: World,
  call: Call,
  input: RouteInput,
): { table: TransitGatewayRouteTable; route: StaticRoute } {
  const table = availableRouteTable(
    world,
    call,
    required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId'),
  );
  const cidr = destinationOf(input);
  return { table, route: { cidr, attachmentId: targetOf(world, call, table, input)?.attachmentId } };
}

function described({ cidr, type, state, attachment, prefixListId }: TransitGatewayRoute): ec2.TransitGatewayRoute {
  return {
    DestinationCidrBlock: cidr,
    ...(prefixListId === undefined ? {} : { PrefixListId: prefixListId }),
    ...(attachment && {
      TransitGatewayAttachments: [
        {
          ResourceId: attachment.vpcId,
          TransitGatewayAttachmentId: attachment.attachmentId,
          ResourceType: resourceTypeOf(attachment),
        },
      ],
    }),
    Type: type,
    State: state,
  };
}

const describedIn = (world: World, table: TransitGatewayRouteTable, cidr: string): ec2.TransitGatewayRoute => {
  const route = routesOf(world, table).find((candidate) => candidate.cidr === cidr);
  return route ? described(route) : {};
};

function requireRoom(world: World, { transitGatewayId }: TransitGatewayRouteTable): void {
  if (routesHeld(world, transitGatewayId) >= world.ec2.quotas.routesPerTransitGateway)
    throw new AwsError('TransitGatewayRouteLimitExceeded', 'The maximum number of routes has been reached.');
}

export const tgwRouteOps = (world: World): Ops<typeof ec2> => ({
  CreateTransitGatewayRoute(input, call) {
    const { table, route } = requestOf(world, call, input);
    if (table.staticRoutes.has(route.cidr))
      throw new AwsError(
        'RouteAlreadyExists',
        `Route with CIDR ${route.cidr} already exists in ${table.routeTableId}.`,
      );
    requireRoom(world, table);
    table.staticRoutes.set(route.cidr, route);
    return { Route: describedIn(world, table, route.cidr) };
  },

  /** Makes the route if there is none (seen in practice). */
  ReplaceTransitGatewayRoute(input, call) {
    const { table, route } = requestOf(world, call, input);
    if (!table.staticRoutes.has(route.cidr)) requireRoom(world, table);
    table.staticRoutes.set(route.cidr, route);
    return { Route: describedIn(world, table, route.cidr) };
  },

  DeleteTransitGatewayRoute(input, call) {
    const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = availableRouteTable(world, call, id);
    const cidr = destinationOf(input);
    if (!table.staticRoutes.has(cidr))
      throw new AwsError('InvalidRoute.NotFound', `Route with CIDR ${cidr} does not exist in ${id}.`);
    const route = describedIn(world, table, cidr);
    table.staticRoutes.delete(cidr);
    return { Route: { ...route, State: 'deleted' } };
  },

  SearchTransitGatewayRoutes(input, call) {
    const table = ownRouteTable(world, call, required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId'));
    const filters = required(input.Filters, 'Filter');
    const routes = routesOf(world, table);
    const { page, next } = paged(filtered(routes, filters.map(canonicalSearch), searchFilters(routes, filters)), input);
    return { Routes: page.map(described), AdditionalRoutesAvailable: next.NextToken !== undefined, ...next };
  },
});

const isSearch = (name: string | undefined): boolean => name?.startsWith('route-search.') ?? false;

/** A search is for a CIDR, or an address, whose host bits do not count. */
function canonicalSearch(filter: ec2.Filter): ec2.Filter {
  if (!isSearch(filter.Name)) return filter;
  return { ...filter, Values: (filter.Values ?? []).map(searchedCidr) };
}

function searchedCidr(value: string): string {
  const full = value.includes('/') ? value : `${value}/${family(value) === 'IPv4' ? 32 : 128}`;
  return canonicalCidr(full, family(value), 'filter');
}

/**
 * The `route-search.*` filters compare networks: each answers with those searched CIDRs that the route matches.
 * EC2 API reference, SearchTransitGatewayRoutes.
 */
function searchFilters(
  routes: readonly TransitGatewayRoute[],
  filters: readonly ec2.Filter[],
): FilterTable<TransitGatewayRoute> {
  const search = (name: string, matches: (route: TransitGatewayRoute, cidr: string) => boolean) => {
    const searched = filters
      .filter(({ Name }) => Name === name)
      .flatMap(({ Values }) => (Values ?? []).map(searchedCidr));
    return { [name]: (route: TransitGatewayRoute) => searched.filter((cidr) => matches(route, cidr)) };
  };
  return {
    'attachment.resource-id': ({ attachment }) => attachment?.vpcId,
    'attachment.resource-type': ({ attachment }) => attachment && resourceTypeOf(attachment),
    'attachment.transit-gateway-attachment-id': ({ attachment }) => attachment?.attachmentId,
    'prefix-list-id': ({ prefixListId }) => prefixListId,
    state: ({ state }) => state,
    type: ({ type }) => type,
    ...search('route-search.exact-match', (route, cidr) => route.cidr === cidr),
    ...search('route-search.longest-prefix-match', (route, cidr) => longestMatch(routes, cidr) === route),
    ...search('route-search.subnet-of-match', (route, cidr) => contains(cidr, route.cidr)),
    ...search('route-search.supernet-of-match', (route, cidr) => contains(route.cidr, cidr)),
  };
}
