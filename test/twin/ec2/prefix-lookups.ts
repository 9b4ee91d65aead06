import type { Call } from '../wire/service';
import type { World } from '../world';
import type { PrefixList } from './prefix-types';
import { unknownId } from './resources';
import { routesUsed } from './routes';
import { listed, notAuthorized } from './tgw-lookups';
import { routesHeld } from './tgw-routes';

/** An account sees AWS's lists, its own and those shared with it. */
export const seesPrefixList = (world: World, call: Call, list: PrefixList): boolean =>
  list.region === call.region &&
  listed(world, list) &&
  (list.ownerId === 'AWS' || list.ownerId === call.accountId || world.ram.isShared(list.prefixListArn, call.accountId));

/** A prefix list that the caller sees, else InvalidPrefixListID.NotFound. */
export function visiblePrefixList(world: World, call: Call, id: string): PrefixList {
  const list = world.ec2.prefixList(id);
  if (!list || !seesPrefixList(world, call, list)) throw unknownId('prefix-list', id);
  return list;
}

/** A prefix list of the caller: other accounts can refer to it and read it, not change it. */
export function ownPrefixList(world: World, call: Call, id: string): PrefixList {
  const list = visiblePrefixList(world, call, id);
  if (list.ownerId !== call.accountId) throw notAuthorized();
  return list;
}

/** A resource of any account whose routes name a prefix list. */
export interface PrefixListUse {
  readonly resourceId: string;
  readonly resourceOwner: string;
  /** How many more routes its quota leaves. */
  readonly room: number;
}

/** The route tables, of VPCs and of transit gateways, with a route to a prefix list. */
export function usesOf(world: World, { prefixListId, addressFamily }: PrefixList): PrefixListUse[] {
  const vpcTables = [...world.ec2.routeTables.all()]
    .filter(({ routes }) =>
      routes.some(({ destination }) => 'prefixListId' in destination && destination.prefixListId === prefixListId),
    )
    .map((table) => ({
      resourceId: table.routeTableId,
      resourceOwner: table.ownerId,
      room: world.ec2.quotas.routesPerTable - routesUsed(world, table, addressFamily),
    }));
  const tgwTables = [...world.ec2.transitGatewayRouteTables.values()]
    .filter(({ state, prefixListReferences }) => state !== 'deleted' && prefixListReferences.has(prefixListId))
    .map((table) => ({
      resourceId: table.routeTableId,
      resourceOwner: table.ownerId,
      room: world.ec2.quotas.routesPerTransitGateway - routesHeld(world, table.transitGatewayId),
    }));
  return [...vpcTables, ...tgwTables];
}
