import {
  AcceptTransitGatewayVpcAttachmentCommand,
  CreateTagsCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  ModifyTransitGatewayVpcAttachmentCommand,
  RejectTransitGatewayVpcAttachmentCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';
import type { Spoke } from '../../reconcile/concept';
import { OPTIONS, type Actual, type Change } from './plan';
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

/** The hub lists the attachments of all accounts with subnets, state and the hub's tags. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const attachments = await spoke.reads.attachments();
  return new Map(
    vpcIds.map((vpcId) => {
      const attachment = attachments.find((candidate) => candidate.vpcId === vpcId);
      return [vpcId, { vpcId, ...(attachment ? { attachment } : {}) }];
    }),
  );
}

/** The attachment is available, waits for acceptance by the hub, or is gone. */
export async function ready(spoke: Spoke<typeof calls>, vpcId: string): Promise<boolean> {
  const attachment = (await spoke.reads.attachments()).find((candidate) => candidate.vpcId === vpcId);
  return attachment === undefined || ['available', 'pendingAcceptance'].includes(attachment.state);
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  spoke.reads.drop('attachments');
  switch (change.what) {
    case 'attach':
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
      await spokeCalls.modifyAttachment({
        TransitGatewayAttachmentId: change.attachmentId,
        ...(change.add.length === 0 ? {} : { AddSubnetIds: [...change.add] }),
        ...(change.remove.length === 0 ? {} : { RemoveSubnetIds: [...change.remove] }),
      });
      return;
    case 'reject':
      await hub.rejectAttachment({ TransitGatewayAttachmentId: change.attachmentId });
      return;
    case 'detach':
      await hub.deleteAttachment({ TransitGatewayAttachmentId: change.attachmentId });
  }
}
