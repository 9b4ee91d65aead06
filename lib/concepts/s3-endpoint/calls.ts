import { CreateVpcEndpointCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: { createEndpoint: CreateVpcEndpointCommand, modifyEndpoint: ModifyVpcEndpointCommand },
  hub: {},
  alsoNeeds: { spoke: ['ec2:CreateTags'] },
} satisfies Calls;
