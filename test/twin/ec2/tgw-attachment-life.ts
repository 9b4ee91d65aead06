import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { required } from './common';
import { startAssociation, startPropagation } from './tgw-route-table-use';
import { attachmentsOf, attachmentsOfVpc, endAfter, hubAttachment, moveOn, requireState } from './tgw-lookups';
import type { TransitGateway, TransitGatewayAttachment } from './tgw-types';
import type { Vpc } from './vpc-types';

/** A new attachment. To another account's transit gateway it needs acceptance, by a call or by auto-accept. */
export function requestAttachment(
  world: World,
  gateway: TransitGateway,
  vpc: Vpc,
  wanted: Pick<TransitGatewayAttachment, 'subnetIds' | 'options'>,
): TransitGatewayAttachment {
  const foreign = gateway.ownerId !== vpc.ownerId;
  const attachment: TransitGatewayAttachment = {
    ...wanted,
    attachmentId: world.ids.ec2('tgw-attach'),
    transitGatewayId: gateway.transitGatewayId,
    transitGatewayOwnerId: gateway.ownerId,
    region: vpc.region,
    vpcId: vpc.vpcId,
    vpcOwnerId: vpc.ownerId,
    creationTime: world.clock.now(),
    state: foreign ? 'initiatingRequest' : 'pending',
    propagations: new Map(),
  };
  world.ec2.transitGatewayAttachments.set(attachment.attachmentId, attachment);
  moveOn(world, attachment, world.times.attachment, () => {
    if (!foreign) becomeAvailable(world, attachment);
    else if (gateway.options.autoAcceptSharedAttachments === 'enable') accept(world, attachment);
    else waitForAcceptance(world, attachment);
  });
  return attachment;
}

function waitForAcceptance(world: World, attachment: TransitGatewayAttachment): void {
  attachment.state = 'pendingAcceptance';
  const { pendingAcceptanceMs } = world.ec2;
  if (!Number.isFinite(pendingAcceptanceMs)) return;
  moveOn(world, attachment, pendingAcceptanceMs, () => {
    attachment.state = 'failed';
    attachment.endedAt = world.clock.now();
  });
}

/** An attachment that waits for the hub, which is the caller. */
export function requestedAttachment(world: World, call: Call, id: string | undefined): TransitGatewayAttachment {
  const attachment = hubAttachment(world, call, required(id, 'TransitGatewayAttachmentId'));
  requireState(attachment, attachment.attachmentId, 'pendingAcceptance');
  return attachment;
}

/** Acceptance, by the owner of the transit gateway or by auto-accept. */
export function accept(world: World, attachment: TransitGatewayAttachment): void {
  attachment.state = 'pending';
  moveOn(world, attachment, world.times.acceptance, () => becomeAvailable(world, attachment));
}

/** A new attachment uses the default route tables of its transit gateway, where those are switched on. */
export function becomeAvailable(world: World, attachment: TransitGatewayAttachment): void {
  attachment.state = 'available';
  const options = world.ec2.transitGateways.get(attachment.transitGatewayId)?.options;
  if (options?.associationDefaultRouteTableId !== undefined)
    startAssociation(world, attachment, options.associationDefaultRouteTableId);
  if (options?.propagationDefaultRouteTableId !== undefined && attachment.other?.type !== 'peering')
    startPropagation(world, attachment, options.propagationDefaultRouteTableId);
}

/** With an attachment go its association and its propagations; static routes to it turn into blackholes. */
export function endAttachment(
  world: World,
  attachment: TransitGatewayAttachment,
  ending: 'deleting' | 'rejecting',
  final: 'deleted' | 'rejected',
): void {
  attachment.state = ending;
  attachment.association = undefined;
  attachment.propagations.clear();
  endAfter(world, attachment, final);
}

/** Quotas: attachments of a transit gateway, transit gateways of a VPC. AWS does not document the code. */
export function requireAttachmentRoom(world: World, { transitGatewayId }: TransitGateway, vpcId: string): void {
  const { attachmentsPerTransitGateway, transitGatewaysPerVpc } = world.ec2.quotas;
  if (
    attachmentsOf(world, transitGatewayId).length >= attachmentsPerTransitGateway ||
    attachmentsOfVpc(world, vpcId).length >= transitGatewaysPerVpc
  )
    throw new AwsError('TransitGatewayAttachmentLimitExceeded', 'The maximum number of attachments has been reached.');
}
