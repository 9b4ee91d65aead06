import type { TransitGatewayAttachmentResourceType } from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { unknownId } from './resources';
import {
  LISTED_AFTER_END_MS,
  type TransitGateway,
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
} from './tgw-types';

/** Whether AWS still lists the thing: for two hours after it was deleted, rejected or failed. */
export const listed = (world: World, { endedAt }: { readonly endedAt?: Date }): boolean =>
  endedAt === undefined || world.clock.now().getTime() - endedAt.getTime() < LISTED_AFTER_END_MS;

/** Moves `thing` on after `ms` of virtual time, if it is still in the state it has now. */
export function moveOn(world: World, thing: { readonly state: unknown }, ms: number, next: () => void): void {
  const from = thing.state;
  world.clock.after(ms, () => {
    if (thing.state === from) next();
  });
}

/** Takes a deletion to its end. */
export function endAfter<S>(world: World, thing: { state: S; endedAt?: Date }, final: S): void {
  moveOn(world, thing, world.times.other, () => {
    thing.state = final;
    thing.endedAt = world.clock.now();
  });
}

/** IncorrectState unless the thing is in one of `states`. */
export function requireState<S extends string>(thing: { readonly state: S }, id: string, ...states: S[]): void {
  if (!states.includes(thing.state)) throw incorrectState(`${id} is in invalid state`);
}

export const incorrectState = (message: string): AwsError => new AwsError('IncorrectState', message);

export const notAuthorized = (): AwsError =>
  new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', {}, 403);

const here = (world: World, call: Call, thing: { readonly region: string; readonly endedAt?: Date }): boolean =>
  thing.region === call.region && listed(world, thing);

/** An account sees its own transit gateways and those shared with it; after unsharing no more. */
export const seesTransitGateway = (world: World, call: Call, gateway: TransitGateway): boolean =>
  here(world, call, gateway) &&
  (gateway.ownerId === call.accountId || world.ram.isShared(gateway.transitGatewayArn, call.accountId));

/** A transit gateway that the caller sees, else InvalidTransitGatewayID.NotFound. */
export function visibleTransitGateway(world: World, call: Call, id: string): TransitGateway {
  const gateway = world.ec2.transitGateways.get(id);
  if (!gateway || !seesTransitGateway(world, call, gateway)) throw unknownId('transit-gateway', id);
  return gateway;
}

/** A transit gateway of the caller; a shared one is seen, and not the caller's to change. */
export function ownTransitGateway(world: World, call: Call, id: string): TransitGateway {
  const gateway = visibleTransitGateway(world, call, id);
  if (gateway.ownerId !== call.accountId) throw notAuthorized();
  return gateway;
}

/** Both sides see an attachment, also after the transit gateway is no longer shared. */
export const seesAttachment = (world: World, call: Call, attachment: TransitGatewayAttachment): boolean =>
  (attachment.transitGatewayOwnerId === call.accountId || attachment.vpcOwnerId === call.accountId) &&
  here(world, call, attachment);

/** An attachment of either side, else InvalidTransitGatewayAttachmentID.NotFound. */
function visibleAttachment(world: World, call: Call, id: string): TransitGatewayAttachment {
  const attachment = world.ec2.transitGatewayAttachments.get(id);
  if (!attachment || !seesAttachment(world, call, attachment)) throw unknownId('transit-gateway-attachment', id);
  return attachment;
}

/** A VPC attachment of either side: other types have calls of their own. */
export function visibleVpcAttachment(world: World, call: Call, id: string): TransitGatewayAttachment {
  const attachment = visibleAttachment(world, call, id);
  if (attachment.other) throw unknownId('transit-gateway-attachment', id);
  return attachment;
}

/** `vpc`, `vpn`, `direct-connect-gateway` and so on. */
export const resourceTypeOf = ({ other }: TransitGatewayAttachment): TransitGatewayAttachmentResourceType =>
  other?.type ?? 'vpc';

/** An attachment to one of the caller's transit gateways. */
export function hubAttachment(world: World, call: Call, id: string): TransitGatewayAttachment {
  const attachment = visibleAttachment(world, call, id);
  if (attachment.transitGatewayOwnerId !== call.accountId) throw notAuthorized();
  return attachment;
}

/** TGW route tables are seen by their owner only. */
export const seesRouteTable = (world: World, call: Call, table: TransitGatewayRouteTable): boolean =>
  here(world, call, table) && table.ownerId === call.accountId;

/** A TGW route table of the caller, else InvalidRouteTableID.NotFound: the code of VPC route tables, as AWS has it. */
export function ownRouteTable(world: World, call: Call, id: string): TransitGatewayRouteTable {
  const table = world.ec2.transitGatewayRouteTables.get(id);
  if (!table || !seesRouteTable(world, call, table)) throw unknownId('transit-gateway-route-table', id);
  return table;
}

/** A TGW route table that can be worked on. */
export function availableRouteTable(world: World, call: Call, id: string): TransitGatewayRouteTable {
  const table = ownRouteTable(world, call, id);
  requireState(table, id, 'available');
  return table;
}

const ENDED: readonly TransitGatewayAttachment['state'][] = ['deleted', 'rejected', 'failed'];

/** The attachments of a transit gateway that are not deleted, rejected or failed, in order of creation. */
export const attachmentsOf = (world: World, transitGatewayId: string): TransitGatewayAttachment[] =>
  [...world.ec2.transitGatewayAttachments.values()].filter(
    (attachment) => attachment.transitGatewayId === transitGatewayId && !ENDED.includes(attachment.state),
  );

/** The attachments of a VPC that are not deleted, rejected or failed: while there is one, its VPC and subnets stay. */
export const attachmentsOfVpc = (world: World, vpcId: string): TransitGatewayAttachment[] =>
  [...world.ec2.transitGatewayAttachments.values()].filter(
    (attachment) => attachment.vpcId === vpcId && !ENDED.includes(attachment.state),
  );

/** Whether an attachment carries traffic. */
export const carries = ({ state }: TransitGatewayAttachment): boolean => state === 'available' || state === 'modifying';

/** The attachment that carries a VPC's traffic to a transit gateway. Without it a route to the transit gateway is refused, or a blackhole. */
export const carryingAttachment = (
  world: World,
  transitGatewayId: string,
  vpcId: string,
): TransitGatewayAttachment | undefined =>
  attachmentsOfVpc(world, vpcId).find(
    (attachment) => attachment.transitGatewayId === transitGatewayId && carries(attachment),
  );
