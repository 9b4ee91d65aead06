import type * as ec2 from '@aws-sdk/client-ec2';
import type { World } from '../world';
import { contains, prefixLength } from './cidr';
import { currentEntries } from './prefix-types';
import { carries } from './tgw-lookups';
import { propagatedRoutes } from './tgw-propagation';
import type { TransitGatewayAttachment, TransitGatewayRouteTable } from './tgw-types';

/** A route of a TGW route table in its present state. */
export interface TransitGatewayRoute {
  readonly cidr: string;
  readonly type: ec2.TransitGatewayRouteType;
  readonly state: 'active' | 'blackhole';
  /** Absent in a route that was made as a blackhole. */
  readonly attachment?: TransitGatewayAttachment | undefined;
  /** The prefix list that a static route comes from. */
  readonly prefixListId?: string | undefined;
}

/**
 * The routes of a table, one per CIDR, in order of CIDR. A static route hides one of a prefix list, which hides a
 * propagated one (AWS docs: Transit Gateway, route evaluation order). A route to a deleted attachment is a blackhole.
 */
export function routesOf(world: World, table: TransitGatewayRouteTable): TransitGatewayRoute[] {
  const routes = new Map<string, TransitGatewayRoute>();
  for (const [cidr, attachment] of propagatedRoutes(world, table))
    routes.set(cidr, { cidr, type: 'propagated', state: 'active', attachment });
  for (const { prefixListId, attachmentId } of table.prefixListReferences.values())
    for (const { cidr } of entriesOf(world, prefixListId))
      routes.set(cidr, { ...staticRoute(world, cidr, attachmentId), prefixListId });
  for (const { cidr, attachmentId } of table.staticRoutes.values())
    routes.set(cidr, staticRoute(world, cidr, attachmentId));
  return [...routes.values()].sort((a, b) => (a.cidr < b.cidr ? -1 : 1));
}

const entriesOf = (world: World, prefixListId: string) => {
  const list = world.ec2.prefixList(prefixListId);
  return list ? currentEntries(list) : [];
};

function staticRoute(world: World, cidr: string, attachmentId: string | undefined): TransitGatewayRoute {
  const attachment = attachmentId === undefined ? undefined : world.ec2.transitGatewayAttachments.get(attachmentId);
  const active = attachment !== undefined && carries(attachment);
  return { cidr, type: 'static', state: active ? 'active' : 'blackhole', attachment };
}

/** The route that decides about all addresses of `cidr`: the one with the longest prefix that contains it. */
export const longestMatch = <T extends { readonly cidr: string }>(routes: readonly T[], cidr: string): T | undefined =>
  routes
    .filter((route) => contains(route.cidr, cidr))
    .reduce<T | undefined>(
      (best, route) => (best && prefixLength(best.cidr) >= prefixLength(route.cidr) ? best : route),
      undefined,
    );

/** The routes in all route tables of a transit gateway: its quota is for all together. */
export const routesHeld = (world: World, transitGatewayId: string): number =>
  [...world.ec2.transitGatewayRouteTables.values()]
    .filter((table) => table.transitGatewayId === transitGatewayId && table.state !== 'deleted')
    .reduce((count, table) => count + routesOf(world, table).length, 0);
