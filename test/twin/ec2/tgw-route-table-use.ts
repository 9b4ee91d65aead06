import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { filtered, invalidValue, paged, required, unsupported, type FilterTable } from './common';
import {
  attachmentsOf,
  availableRouteTable,
  hubAttachment,
  incorrectState,
  moveOn,
  ownRouteTable,
  requireState,
  resourceTypeOf,
} from './tgw-lookups';
import { settleCidrs } from './tgw-propagation';
import type { TransitGatewayAttachment, TransitGatewayRouteTable } from './tgw-types';

/** Associates the attachment with the route table that routes what comes from it: `associating`, then `associated`. */
export function startAssociation(world: World, attachment: TransitGatewayAttachment, routeTableId: string): void {
  const association: NonNullable<TransitGatewayAttachment['association']> = { routeTableId, state: 'associating' };
  attachment.association = association;
  moveOn(world, association, world.times.association, () => (association.state = 'associated'));
}

/** Lets the attachment's CIDRs become routes of the table: `enabling`, then `enabled`. */
export function startPropagation(world: World, attachment: TransitGatewayAttachment, routeTableId: string): void {
  attachment.propagations.set(routeTableId, 'enabling');
  world.clock.after(world.times.propagation, () => {
    if (attachment.propagations.get(routeTableId) !== 'enabling') return;
    attachment.propagations.set(routeTableId, 'enabled');
    const gateway = world.ec2.transitGateways.get(attachment.transitGatewayId);
    if (gateway) settleCidrs(world, gateway);
  });
}

interface Pair {
  readonly table: TransitGatewayRouteTable;
  readonly attachment: TransitGatewayAttachment;
}

/** A table and an attachment of one transit gateway of the caller, both in a stable state. */
function pairOf(
  world: World,
  call: Call,
  input: {
    readonly TransitGatewayRouteTableId: string | undefined;
    readonly TransitGatewayAttachmentId?: string | undefined;
  },
): Pair {
  const tableId = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
  const attachmentId = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
  const table = availableRouteTable(world, call, tableId);
  const attachment = hubAttachment(world, call, attachmentId);
  if (attachment.transitGatewayId !== table.transitGatewayId)
    throw invalidValue(`${attachmentId} and ${tableId} belong to different transit gateways.`);
  requireState(attachment, attachmentId, 'available');
  return { table, attachment };
}

const resource = (attachment: TransitGatewayAttachment) => ({
  TransitGatewayAttachmentId: attachment.attachmentId,
  ResourceId: attachment.vpcId,
  ResourceType: resourceTypeOf(attachment),
});

const resourceFilters: FilterTable<TransitGatewayAttachment> = {
  'resource-id': ({ vpcId }) => vpcId,
  'resource-type': resourceTypeOf,
  'transit-gateway-attachment-id': ({ attachmentId }) => attachmentId,
};

export const associationOps = (world: World): Ops<typeof ec2> => ({
  AssociateTransitGatewayRouteTable(input, call) {
    const { table, attachment } = pairOf(world, call, input);
    if (attachment.association)
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `Transit Gateway Attachment ${attachment.attachmentId} is already associated to a route table.`,
      );
    startAssociation(world, attachment, table.routeTableId);
    return { Association: associationOf({ table, attachment }) };
  },

  DisassociateTransitGatewayRouteTable(input, call) {
    const { table, attachment } = pairOf(world, call, input);
    const { association } = attachment;
    if (association?.routeTableId !== table.routeTableId)
      throw new AwsError(
        'InvalidAssociation.NotFound',
        `Transit Gateway Attachment ${attachment.attachmentId} is not associated to ${table.routeTableId}.`,
      );
    if (association.state !== 'associated')
      throw incorrectState(`The association of ${attachment.attachmentId} is ${association.state}.`);
    association.state = 'disassociating';
    moveOn(world, association, world.times.association, () => {
      if (attachment.association === association) attachment.association = undefined;
    });
    return { Association: associationOf({ table, attachment }) };
  },

  GetTransitGatewayRouteTableAssociations(input, call) {
    const tableId = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = ownRouteTable(world, call, tableId);
    const attachments = attachmentsOf(world, table.transitGatewayId).filter(
      ({ association }) => association?.routeTableId === tableId,
    );
    const { page, next } = paged(filtered(attachments, input.Filters, resourceFilters), input);
    const answer = page.map((attachment) => ({ ...resource(attachment), State: attachment.association?.state }));
    return { Associations: answer, ...next };
  },
});

const associationOf = ({ table, attachment }: Pair): ec2.TransitGatewayAssociation => ({
  ...resource(attachment),
  TransitGatewayRouteTableId: table.routeTableId,
  State: attachment.association?.state,
});

export const propagationOps = (world: World): Ops<typeof ec2> => ({
  EnableTransitGatewayRouteTablePropagation(input, call) {
    unsupported({ TransitGatewayRouteTableAnnouncementId: input.TransitGatewayRouteTableAnnouncementId });
    const { table, attachment } = pairOf(world, call, input);
    // AWS docs: Transit Gateway peering attachments take static routes only. AWS names no code.
    if (attachment.other?.type === 'peering')
      throw invalidValue(`${attachment.attachmentId} is a peering attachment, which does not propagate routes.`);
    const state = attachment.propagations.get(table.routeTableId);
    if (state === 'disabling')
      throw incorrectState(`The propagation of ${attachment.attachmentId} to ${table.routeTableId} is ${state}.`);
    if (state !== undefined)
      throw new AwsError(
        'TransitGatewayRouteTablePropagation.Duplicate',
        `Propagation already exists between ${attachment.attachmentId} and ${table.routeTableId}.`,
      );
    startPropagation(world, attachment, table.routeTableId);
    return { Propagation: propagationOf({ table, attachment }) };
  },

  DisableTransitGatewayRouteTablePropagation(input, call) {
    unsupported({ TransitGatewayRouteTableAnnouncementId: input.TransitGatewayRouteTableAnnouncementId });
    const { table, attachment } = pairOf(world, call, input);
    const { propagations } = attachment;
    const state = propagations.get(table.routeTableId);
    if (state === undefined)
      throw new AwsError(
        'TransitGatewayRouteTablePropagation.NotFound',
        `Propagation does not exist between ${attachment.attachmentId} and ${table.routeTableId}.`,
      );
    if (state !== 'enabled')
      throw incorrectState(`The propagation of ${attachment.attachmentId} to ${table.routeTableId} is ${state}.`);
    propagations.set(table.routeTableId, 'disabling');
    const gateway = world.ec2.transitGateways.get(table.transitGatewayId);
    if (gateway) settleCidrs(world, gateway);
    world.clock.after(world.times.propagation, () => {
      if (propagations.get(table.routeTableId) === 'disabling') propagations.delete(table.routeTableId);
    });
    return { Propagation: propagationOf({ table, attachment }) };
  },

  GetTransitGatewayRouteTablePropagations(input, call) {
    const tableId = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = ownRouteTable(world, call, tableId);
    const attachments = attachmentsOf(world, table.transitGatewayId).filter(({ propagations }) =>
      propagations.has(tableId),
    );
    const { page, next } = paged(filtered(attachments, input.Filters, resourceFilters), input);
    const answer = page.map((attachment) => ({ ...resource(attachment), State: attachment.propagations.get(tableId) }));
    return { TransitGatewayRouteTablePropagations: answer, ...next };
  },

  GetTransitGatewayAttachmentPropagations(input, call) {
    const attachment = hubAttachment(
      world,
      call,
      required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId'),
    );
    const propagations = filtered(attachment.propagations, input.Filters, {
      'transit-gateway-route-table-id': ([routeTableId]) => routeTableId,
    });
    const { page, next } = paged(propagations, input);
    const answer = page.map(([TransitGatewayRouteTableId, State]) => ({ TransitGatewayRouteTableId, State }));
    return { TransitGatewayAttachmentPropagations: answer, ...next };
  },
});

const propagationOf = ({ table, attachment }: Pair): ec2.TransitGatewayPropagation => ({
  ...resource(attachment),
  TransitGatewayRouteTableId: table.routeTableId,
  State: attachment.propagations.get(table.routeTableId),
});
