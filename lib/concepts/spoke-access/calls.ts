import { CreateStackInstancesCommand, ListStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: {},
  hub: {},
  management: { listInstances: ListStackInstancesCommand, createInstances: CreateStackInstancesCommand },
} satisfies Calls;
