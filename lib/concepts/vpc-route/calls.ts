import { CreateRouteCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: { createRoute: CreateRouteCommand, deleteRoute: DeleteRouteCommand },
  hub: {},
} satisfies Calls;
