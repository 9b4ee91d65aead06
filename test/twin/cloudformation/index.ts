import * as cloudformation from '@aws-sdk/client-cloudformation';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { stackInstanceOps } from './stack-instance-operations';
import { stackSetOps } from './stack-set-operations';

/** Service-managed StackSets of the management account. There are no single stacks. */
export const cloudformationService = (world: World): Service =>
  defineService(cloudformation)({ ...stackSetOps(world), ...stackInstanceOps(world) });
