import {
  AcceptTransitGatewayVpcAttachmentCommand,
  CreateTagsCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  ModifyTransitGatewayVpcAttachmentCommand,
  RejectTransitGatewayVpcAttachmentCommand,
} from '@aws-sdk/client-ec2';
import type { BoundCalls, Calls } from '../../aws/sdk/calls';
import { isFailure } from '../../aws/sdk/failure';
import type { Spoke } from '../../reconcile/concept';
import type { Attachment, AttachmentDetails } from '../../aws/read/shapes';
import { OPTIONS, type Actual, type Change, type DetailedAttachment } from './plan';
import { MANAGED } from '../../names';
import { toTags } from '../../aws/sdk/tags';

export const calls = {
  spoke: {
    createAttachment: CreateTransitGatewayVpcAttachmentCommand,
    modifyAttachment: ModifyTransitGatewayVpcAttachmentCommand,
  },
  // The gateway's owner may reject and delete any attachment, also one of an account that has left the organization.
  hub: {
    acceptAttachment: AcceptTransitGatewayVpcAttachmentCommand,
    createTags: CreateTagsCommand,
    deleteAttachment: DeleteTransitGatewayVpcAttachmentCommand,
    rejectAttachment: RejectTransitGatewayVpcAttachmentCommand,
  },
  // The first attachment of an account creates the service-linked role AWSServiceRoleForVPCTransitGateway.
  alsoNeeds: { spoke: ['ec2:CreateTags', 'iam:CreateServiceLinkedRole'] },
} satisfies Calls;

/**
 * The hub lists the account's attachments with their state and its own tags. Subnets and options are read where an attachment
 * is available: no others are changed.
 */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const attachments = (await spoke.reads.attachments()).filter(({ vpcId }) => vpcIds.includes(vpcId));
  const changeable = attachments.some(({ state }) => state === 'available');
  const ids = attachments.map(({ attachmentId }) => attachmentId);
  const details = changeable ? await spoke.reads.attachmentDetails(ids) : [];
  const subnets = changeable && !spoke.closed ? await spoke.reads.subnets() : [];
  return new Map(
    vpcIds.map((vpcId) => {
      const attachment = attachments.find((candidate) => candidate.vpcId === vpcId);
      const own = subnets.filter((subnet) => subnet.vpcId === vpcId);
      const zones = Object.fromEntries(own.map(({ subnetId, zone }) => [subnetId, zone]));
      return [vpcId, { vpcId, zones, ...(attachment ? { attachment: withDetails(attachment, details) } : {}) }];
    }),
  );
}

/** An available attachment that the call about details does not list yet counts as pending: EC2 is eventually consistent. */
function withDetails(attachment: Attachment, details: readonly AttachmentDetails[]): DetailedAttachment {
  const found = details.find(({ attachmentId }) => attachmentId === attachment.attachmentId);
  if (found !== undefined) return { ...attachment, ...found };
  const state = attachment.state === 'available' ? 'pending' : attachment.state;
  return { ...attachment, state, subnetIds: [], options: {} };
}

/** The attachment is available, waits for acceptance by the hub, or is gone. */
export async function ready(spoke: Spoke<typeof calls>, vpcId: string): Promise<boolean> {
  const attachment = (await spoke.reads.attachments()).find((candidate) => candidate.vpcId === vpcId);
  return attachment === undefined || ['available', 'pendingAcceptance'].includes(attachment.state);
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  spoke.reads.drop('attachments', 'attachmentDetails');
  switch (change.what) {
    case 'attach':
      // Everything else that the hub does for the VPC follows at the same distance from other VPCs.
      await spoke.turn({ bucket: 'join', key: change.key, ms: change.hubMs });
      await spokeCalls.createAttachment({
        TransitGatewayId: change.transitGatewayId,
        VpcId: change.key,
        SubnetIds: [...change.subnetIds],
        Options: OPTIONS,
        TagSpecifications: [
          { ResourceType: 'transit-gateway-attachment', Tags: toTags({ Name: change.name, [MANAGED]: 'true' }) },
        ],
      });
      return;
    case 'tag':
      await hub.createTags({ Resources: [change.attachmentId], Tags: toTags(change.tags) });
      return;
    case 'accept':
      await hub.acceptAttachment({ TransitGatewayAttachmentId: change.attachmentId });
      return;
    case 'options':
      await spokeCalls.modifyAttachment({
        TransitGatewayAttachmentId: change.attachmentId,
        Options: change.options,
      });
      return;
    case 'subnets':
      await changeSubnets(change, spokeCalls.modifyAttachment);
      return;
    case 'reject':
      await hub.rejectAttachment({ TransitGatewayAttachmentId: change.attachmentId });
      return;
    case 'detach':
      await hub.deleteAttachment({ TransitGatewayAttachmentId: change.attachmentId });
  }
}

/**
 * AWS documents that one call may add and remove subnets, and not whether both may be in one zone. Where it refuses that, the
 * old subnet is removed, and the next reconcile adds the new one.
 */
async function changeSubnets(
  { attachmentId: TransitGatewayAttachmentId, add, remove }: Change & { what: 'subnets' },
  modify: BoundCalls<typeof calls>['spoke']['modifyAttachment'],
): Promise<void> {
  const removal = remove.length === 0 ? {} : { RemoveSubnetIds: [...remove] };
  const addition = add.length === 0 ? {} : { AddSubnetIds: [...add] };
  try {
    await modify({ TransitGatewayAttachmentId, ...addition, ...removal });
  } catch (error) {
    if (!isFailure(error, 'conflict') || remove.length === 0) throw error;
    await modify({ TransitGatewayAttachmentId, ...removal });
  }
}
