import type * as ec2 from '@aws-sdk/client-ec2';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { AwsError } from '../wire/errors';
import { missingParameter, required } from './common';
import { unknownId } from './resources';
import { tagsAtCreation } from './tags';
import {
  accept,
  becomeAvailable,
  endAttachment,
  provideServiceLinkedRole,
  requestedAttachment,
  requireAttachmentRoom,
} from './tgw-attachment-life';
import { describedVpcAttachment } from './tgw-attachment-views';
import {
  attachmentsOfVpc,
  incorrectState,
  moveOn,
  notAuthorized,
  requireState,
  visibleAttachment,
  visibleTransitGateway,
} from './tgw-lookups';
import { switchValue } from './tgw-options';
import { checkedSubnets } from './tgw-subnets';
import type { AttachmentOptions, TransitGatewayAttachment } from './tgw-types';

const DEFAULTS: AttachmentOptions = {
  dnsSupport: 'enable',
  // Create documents `enable` as the default, Modify `disable`: whoever cares sets it (EC2 API reference).
  securityGroupReferencingSupport: 'enable',
  ipv6Support: 'disable',
  applianceModeSupport: 'disable',
};

const optionsFrom = (
  input: ec2.CreateTransitGatewayVpcAttachmentRequestOptions | undefined,
  otherwise: AttachmentOptions,
): AttachmentOptions => ({
  dnsSupport: switchValue(input?.DnsSupport, otherwise.dnsSupport),
  securityGroupReferencingSupport: switchValue(
    input?.SecurityGroupReferencingSupport,
    otherwise.securityGroupReferencingSupport,
  ),
  ipv6Support: switchValue(input?.Ipv6Support, otherwise.ipv6Support),
  applianceModeSupport: switchValue(input?.ApplianceModeSupport, otherwise.applianceModeSupport),
});

export const attachmentOps = (world: World): Ops<typeof ec2> => ({
  CreateTransitGatewayVpcAttachment(input, call) {
    const gateway = visibleTransitGateway(world, call, required(input.TransitGatewayId, 'TransitGatewayId'));
    const { transitGatewayId } = gateway;
    if (gateway.state === 'deleted') throw unknownId('transit-gateway', transitGatewayId);
    requireState(gateway, transitGatewayId, 'available');
    const vpcId = required(input.VpcId, 'VpcId');
    const vpc = world.ec2.vpcs.owned(vpcId, call);
    if (!vpc) throw unknownId('vpc', vpcId);
    if (vpc.state !== 'available') throw incorrectState(`${vpcId} is in invalid state`);
    const subnetIds = checkedSubnets(world, vpc, required(input.SubnetIds, 'SubnetIds'));
    const options = optionsFrom(input.Options, DEFAULTS);
    const tags = tagsAtCreation(input.TagSpecifications, 'transit-gateway-attachment');
    const others = attachmentsOfVpc(world, vpcId);
    if (others.some((attachment) => attachment.transitGatewayId === transitGatewayId))
      throw new AwsError(
        'DuplicateTransitGatewayAttachment',
        `${transitGatewayId} has non-deleted Transit Gateway Attachments with same VPC ID.`,
      );
    requireAttachmentRoom(world, gateway, vpcId);

    provideServiceLinkedRole(world, call.accountId);
    const foreign = gateway.ownerId !== call.accountId;
    const attachment: TransitGatewayAttachment = {
      attachmentId: world.ids.ec2('tgw-attach'),
      transitGatewayId,
      transitGatewayOwnerId: gateway.ownerId,
      region: call.region,
      vpcId,
      vpcOwnerId: call.accountId,
      creationTime: world.clock.now(),
      state: foreign ? 'initiatingRequest' : 'pending',
      subnetIds,
      options,
      propagations: new Map(),
    };
    world.ec2.transitGatewayAttachments.set(attachment.attachmentId, attachment);
    world.ec2.setTags(attachment.attachmentId, call.accountId, tags);
    moveOn(world, attachment, world.times.attachment, () => {
      if (!foreign) becomeAvailable(world, attachment);
      else if (gateway.options.autoAcceptSharedAttachments === 'enable') accept(world, attachment);
      else attachment.state = 'pendingAcceptance';
    });
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },

  ModifyTransitGatewayVpcAttachment(input, call) {
    const id = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
    const attachment = visibleAttachment(world, call, id);
    const vpc = world.ec2.vpcs.owned(attachment.vpcId, call);
    if (!vpc) throw notAuthorized();
    requireState(attachment, id, 'available');
    const added = input.AddSubnetIds ?? [];
    const removed = input.RemoveSubnetIds ?? [];
    if (added.length + removed.length === 0 && !input.Options)
      throw missingParameter('AddSubnetIds, RemoveSubnetIds or Options');
    const stranger = removed.find((subnetId) => !attachment.subnetIds.includes(subnetId));
    if (stranger !== undefined) throw unknownId('subnet', stranger);
    const kept = attachment.subnetIds.filter((subnetId) => !removed.includes(subnetId));
    if (kept.length + added.length === 0)
      throw new AwsError('InsufficientSubnetsException', `${id} must keep at least one subnet.`);
    const subnetIds = checkedSubnets(world, vpc, [...new Set([...kept, ...added])]);
    const options = optionsFrom(input.Options, attachment.options);

    attachment.subnetIds = subnetIds;
    attachment.options = options;
    attachment.state = 'modifying';
    moveOn(world, attachment, world.times.other, () => (attachment.state = 'available'));
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },

  DeleteTransitGatewayVpcAttachment(input, call) {
    const id = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
    const attachment = visibleAttachment(world, call, id);
    requireState(attachment, id, 'available', 'pendingAcceptance');
    endAttachment(world, attachment, 'deleting', 'deleted');
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },

  AcceptTransitGatewayVpcAttachment(input, call) {
    const attachment = requestedAttachment(world, call, input.TransitGatewayAttachmentId);
    accept(world, attachment);
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },

  RejectTransitGatewayVpcAttachment(input, call) {
    const attachment = requestedAttachment(world, call, input.TransitGatewayAttachmentId);
    endAttachment(world, attachment, 'rejecting', 'rejected');
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },
});
