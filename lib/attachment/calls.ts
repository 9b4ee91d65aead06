import {
  AcceptTransitGatewayVpcAttachmentCommand,
  CreateTagsCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  ModifyTransitGatewayVpcAttachmentCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../aws/calls';

export const calls = {
  spoke: {
    createAttachment: CreateTransitGatewayVpcAttachmentCommand,
    modifyAttachment: ModifyTransitGatewayVpcAttachmentCommand,
    deleteAttachment: DeleteTransitGatewayVpcAttachmentCommand,
  },
  hub: { acceptAttachment: AcceptTransitGatewayVpcAttachmentCommand, createTags: CreateTagsCommand },
  // The first attachment of an account makes the service-linked role AWSServiceRoleForVPCTransitGateway.
  alsoNeeds: { spoke: ['ec2:CreateTags', 'iam:CreateServiceLinkedRole'] },
} satisfies Calls;
