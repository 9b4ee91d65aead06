import {
  AcceptTransitGatewayVpcAttachmentCommand,
  CreateTagsCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  ModifyTransitGatewayVpcAttachmentCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: {
    createAttachment: CreateTransitGatewayVpcAttachmentCommand,
    modifyAttachment: ModifyTransitGatewayVpcAttachmentCommand,
  },
  // The gateway's owner may delete a spoke's attachment: it works for an account that has left, too.
  hub: {
    acceptAttachment: AcceptTransitGatewayVpcAttachmentCommand,
    createTags: CreateTagsCommand,
    deleteAttachment: DeleteTransitGatewayVpcAttachmentCommand,
  },
  // The first attachment of an account makes the service-linked role AWSServiceRoleForVPCTransitGateway.
  alsoNeeds: { spoke: ['ec2:CreateTags', 'iam:CreateServiceLinkedRole'] },
} satisfies Calls;
