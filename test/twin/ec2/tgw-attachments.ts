import type * as ec2 from '@aws-sdk/client-ec2';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { provideLinkedRole } from '../iam/linked-roles';
import { AwsError } from '../wire/errors';
import { missingParameter, required } from './common';
import { unknownId } from './resources';
import { requireFreeAddresses } from './subnet-addresses';
import { tagsAtCreation } from './tags';
import {
  accept,
  endAttachment,
  requestedAttachment,
  requestAttachment,
  requireAttachmentRoom,
} from './tgw-attachment-life';
import { describedVpcAttachment } from './tgw-attachment-views';
import {
  attachmentsOfVpc,
  moveOn,
  notAuthorized,
  requireState,
  visibleTransitGateway,
  visibleVpcAttachment,
} from './tgw-lookups';
import { switchValue } from './tgw-options';
import { checkedSubnets } from './tgw-subnets';
import type { AttachmentOptions, TransitGateway, TransitGatewayAttachment } from './tgw-types';
import { ownVpc } from './vpc-lookups';
import type { Vpc } from './vpc-types';

/** The message of CreateTransitGatewayVpcAttachment (Aviatrix documentation, "Insufficient Free IP Addresses"). */
const NO_ADDRESS = 'Insufficient Free IP Addresses in subnet.';

const DEFAULTS: AttachmentOptions = {
  dnsSupport: 'enable',
  // Create documents `enable` as the default, Modify `disable`: clients should set it (EC2 API reference).
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
    const gateway = joinableGateway(world, call, input.TransitGatewayId);
    const vpc = ownVpc(world, call, input.VpcId);
    requireState(vpc, vpc.vpcId, 'available');
    const subnetIds = checkedSubnets(world, vpc, required(input.SubnetIds, 'SubnetIds'));
    const options = optionsFrom(input.Options, DEFAULTS);
    const tags = tagsAtCreation(input.TagSpecifications, 'transit-gateway-attachment');
    refuseSecond(world, gateway, vpc);
    requireFreeAddresses(world, subnetIds, NO_ADDRESS);
    requireAttachmentRoom(world, gateway, vpc.vpcId);
    provideLinkedRole(world, call.accountId, 'transitgateway.amazonaws.com');
    const attachment = requestAttachment(world, gateway, vpc, { subnetIds, options });
    world.ec2.setTags(attachment.attachmentId, call.accountId, tags);
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },

  ModifyTransitGatewayVpcAttachment(input, call) {
    const id = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
    const attachment = visibleVpcAttachment(world, call, id);
    const vpc = world.ec2.vpcs.owned(attachment.vpcId, call);
    if (!vpc) throw notAuthorized();
    requireState(attachment, id, 'available');
    if (!input.AddSubnetIds && !input.RemoveSubnetIds && !input.Options)
      throw missingParameter('AddSubnetIds, RemoveSubnetIds or Options');
    const subnetIds = changedSubnets(attachment, input.AddSubnetIds ?? [], input.RemoveSubnetIds ?? []);
    checkedSubnets(world, vpc, subnetIds);
    if (world.ec2.subnetExchangeIsError)
      checkedSubnets(world, vpc, [...attachment.subnetIds, ...(input.AddSubnetIds ?? [])]);
    requireFreeAddresses(world, input.AddSubnetIds ?? [], NO_ADDRESS);
    attachment.subnetIds = subnetIds;
    attachment.options = optionsFrom(input.Options, attachment.options);
    attachment.state = 'modifying';
    moveOn(world, attachment, world.times.other, () => (attachment.state = 'available'));
    return { TransitGatewayVpcAttachment: describedVpcAttachment(world, call, attachment) };
  },

  DeleteTransitGatewayVpcAttachment(input, call) {
    const id = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
    const attachment = visibleVpcAttachment(world, call, id);
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

/** A transit gateway that takes attachments of the caller. */
function joinableGateway(world: World, call: Call, transitGatewayId: string | undefined): TransitGateway {
  const id = required(transitGatewayId, 'TransitGatewayId');
  const gateway = visibleTransitGateway(world, call, id);
  if (gateway.state === 'deleted') throw unknownId('transit-gateway', id);
  requireState(gateway, id, 'available');
  return gateway;
}

/** A VPC attaches to a transit gateway once; a repeated request gets this error. */
function refuseSecond(world: World, { transitGatewayId }: TransitGateway, { vpcId }: Vpc): void {
  if (attachmentsOfVpc(world, vpcId).some((attachment) => attachment.transitGatewayId === transitGatewayId))
    throw new AwsError(
      'DuplicateTransitGatewayAttachment',
      `${transitGatewayId} has non-deleted Transit Gateway Attachments with same VPC ID.`,
    );
}

function changedSubnets(
  { attachmentId, subnetIds }: TransitGatewayAttachment,
  added: readonly string[],
  removed: readonly string[],
): string[] {
  const stranger = removed.find((subnetId) => !subnetIds.includes(subnetId));
  if (stranger !== undefined) throw unknownId('subnet', stranger);
  const kept = subnetIds.filter((subnetId) => !removed.includes(subnetId));
  if (kept.length + added.length === 0)
    throw new AwsError('InsufficientSubnetsException', `${attachmentId} must keep at least one subnet.`);
  return [...kept, ...added];
}
