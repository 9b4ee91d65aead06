import type { World } from '../world';
import { currentEntries } from './prefix-types';
import { localDestinations } from './routes';
import { carryingAttachment } from './tgw-lookups';
import { longestMatch, routesOf } from './tgw-routes';
import type { TransitGatewayAttachment } from './tgw-types';
import type { Route, RouteTable, Vpc } from './vpc-types';

/**
 * Whether two VPCs can talk through a transit gateway: every IPv4 CIDR of each is routed to the other. Some route table
 * of a VPC must send the peer's CIDR to a transit gateway, and the TGW route table associated with the VPC's attachment
 * must send it on to the peer's attachment. Security groups and network ACLs are ignored.
 */
export function reachable(world: World, fromVpcId: string, toVpcId: string): boolean {
  const from = world.ec2.vpc(fromVpcId);
  const to = world.ec2.vpc(toVpcId);
  return from !== undefined && to !== undefined && leads(world, from, to) && leads(world, to, from);
}

const leads = (world: World, from: Vpc, to: Vpc): boolean =>
  to.cidrs.every(({ cidr }) => {
    const attachments = world.ec2.routeTablesOf(from).flatMap((table) => attachmentFor(world, table, cidr) ?? []);
    return attachments.some((attachment) => arrivesAt(world, attachment, to.vpcId, cidr));
  });

interface Candidate {
  readonly cidr: string;
  /** Absent in the local route. */
  readonly route?: Route;
}

/** The attachment to which a route table sends a CIDR. The longest prefix wins, then a route to a CIDR over one to a prefix list (VPC User Guide, route priority). */
function attachmentFor(world: World, table: RouteTable, cidr: string): TransitGatewayAttachment | undefined {
  const target = longestMatch(candidatesOf(world, table), cidr)?.route?.target;
  return target && 'transitGatewayId' in target
    ? carryingAttachment(world, target.transitGatewayId, table.vpcId)
    : undefined;
}

function candidatesOf(world: World, table: RouteTable): Candidate[] {
  const local = localDestinations(world, table).map(({ cidr }) => ({ cidr }));
  const toCidrs: Candidate[] = [];
  const toLists: Candidate[] = [];
  for (const route of table.routes) {
    if ('cidr' in route.destination) toCidrs.push({ cidr: route.destination.cidr, route });
    else {
      const list = world.ec2.prefixList(route.destination.prefixListId);
      if (list) toLists.push(...currentEntries(list).map(({ cidr }) => ({ cidr, route })));
    }
  }
  return [...local, ...toCidrs, ...toLists];
}

function arrivesAt(world: World, { association }: TransitGatewayAttachment, vpcId: string, cidr: string): boolean {
  if (association?.state !== 'associated') return false;
  const table = world.ec2.transitGatewayRouteTables.get(association.routeTableId);
  const route = table && longestMatch(routesOf(world, table), cidr);
  return route?.state === 'active' && route.attachment?.vpcId === vpcId;
}
