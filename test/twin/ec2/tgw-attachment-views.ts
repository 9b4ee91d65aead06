import type * as ec2 from '@aws-sdk/client-ec2';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { list, type FilterTable } from './common';
import { unknownId } from './resources';
import { tagFields } from './tags';
import { resourceTypeOf, seesAttachment } from './tgw-lookups';
import type { TransitGatewayAttachment } from './tgw-types';

/** As the calls about VPC attachments show it: with subnets and options, without the association; tags are the caller's own. */
export const describedVpcAttachment = (
  world: World,
  call: Call,
  attachment: TransitGatewayAttachment,
): ec2.TransitGatewayVpcAttachment => ({
  TransitGatewayAttachmentId: attachment.attachmentId,
  TransitGatewayId: attachment.transitGatewayId,
  VpcId: attachment.vpcId,
  VpcOwnerId: attachment.vpcOwnerId,
  State: attachment.state,
  SubnetIds: [...attachment.subnetIds],
  CreationTime: attachment.creationTime,
  Options: {
    DnsSupport: attachment.options.dnsSupport,
    SecurityGroupReferencingSupport: attachment.options.securityGroupReferencingSupport,
    Ipv6Support: attachment.options.ipv6Support,
    ApplianceModeSupport: attachment.options.applianceModeSupport,
  },
  ...tagFields(world.ec2.tagsOf(attachment.attachmentId, call.accountId)),
});

/** Which route table an attachment uses is visible to the gateway's owner only (AWS docs: shared transit gateways). */
const seenAssociation = (call: Call, attachment: TransitGatewayAttachment) =>
  attachment.transitGatewayOwnerId === call.accountId ? attachment.association : undefined;

/** As the calls about attachments of all kinds show it: with the association, without subnets. */
const describedAttachment = (
  world: World,
  call: Call,
  attachment: TransitGatewayAttachment,
): ec2.TransitGatewayAttachment => {
  const association = seenAssociation(call, attachment);
  return {
    TransitGatewayAttachmentId: attachment.attachmentId,
    TransitGatewayId: attachment.transitGatewayId,
    TransitGatewayOwnerId: attachment.transitGatewayOwnerId,
    ResourceOwnerId: attachment.vpcOwnerId,
    ResourceType: resourceTypeOf(attachment),
    ResourceId: attachment.vpcId,
    State: attachment.state,
    ...(association && {
      Association: { TransitGatewayRouteTableId: association.routeTableId, State: association.state },
    }),
    CreationTime: attachment.creationTime,
    ...tagFields(world.ec2.tagsOf(attachment.attachmentId, call.accountId)),
  };
};

const vpcAttachmentFilters: FilterTable<TransitGatewayAttachment> = {
  state: ({ state }) => state,
  'transit-gateway-attachment-id': ({ attachmentId }) => attachmentId,
  'transit-gateway-id': ({ transitGatewayId }) => transitGatewayId,
  'vpc-id': ({ vpcId }) => vpcId,
};

const attachmentFilters = (call: Call): FilterTable<TransitGatewayAttachment> => ({
  'association.state': (attachment) => seenAssociation(call, attachment)?.state,
  'association.transit-gateway-route-table-id': (attachment) => seenAssociation(call, attachment)?.routeTableId,
  'resource-id': ({ vpcId }) => vpcId,
  'resource-owner-id': ({ vpcOwnerId }) => vpcOwnerId,
  'resource-type': resourceTypeOf,
  state: ({ state }) => state,
  'transit-gateway-attachment-id': ({ attachmentId }) => attachmentId,
  'transit-gateway-id': ({ transitGatewayId }) => transitGatewayId,
  'transit-gateway-owner-id': ({ transitGatewayOwnerId }) => transitGatewayOwnerId,
});

/** All attachments, or those that a request can be about: a mesh has thousands, and most requests are about one account or attachment. */
function* candidates(
  world: World,
  { TransitGatewayAttachmentIds: ids, Filters }: ec2.DescribeTransitGatewayAttachmentsRequest,
): Iterable<TransitGatewayAttachment> {
  const { transitGatewayAttachments: all } = world.ec2;
  if (ids && ids.length > 0) {
    for (const id of new Set(ids)) {
      const attachment = all.get(id);
      if (attachment) yield attachment;
    }
    return;
  }
  const owners = Filters?.find(({ Name }) => Name === 'resource-owner-id')?.Values;
  const isAccount = (value: string): boolean => /^\d+$/.test(value);
  if (owners?.every(isAccount) !== true) return yield* all.values();
  const wanted = new Set(owners);
  for (const attachment of all.values()) if (wanted.has(attachment.vpcOwnerId)) yield attachment;
}

export const attachmentViewOps = (world: World): Ops<typeof ec2> => {
  const chosen = (
    input: ec2.DescribeTransitGatewayAttachmentsRequest,
    call: Call,
    filters: FilterTable<TransitGatewayAttachment>,
    isWanted: (attachment: TransitGatewayAttachment) => boolean = () => true,
  ) => {
    return list(input, input.TransitGatewayAttachmentIds, {
      visible: [...candidates(world, input)].filter((item) => isWanted(item) && seesAttachment(world, call, item)),
      idOf: ({ attachmentId }) => attachmentId,
      unknown: (id) => unknownId('transit-gateway-attachment', id),
      filters,
      tagsOf: ({ attachmentId }) => world.ec2.tagsOf(attachmentId, call.accountId),
    });
  };
  return {
    DescribeTransitGatewayVpcAttachments(input, call) {
      const { page, next } = chosen(input, call, vpcAttachmentFilters, ({ other }) => !other);
      return { TransitGatewayVpcAttachments: page.map((item) => describedVpcAttachment(world, call, item)), ...next };
    },

    DescribeTransitGatewayAttachments(input, call) {
      const { page, next } = chosen(input, call, attachmentFilters(call));
      return { TransitGatewayAttachments: page.map((item) => describedAttachment(world, call, item)), ...next };
    },
  };
};
