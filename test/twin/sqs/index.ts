import * as sqs from '@aws-sdk/client-sqs';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { messageOps } from './messages';
import { moveTaskOps } from './move-tasks';
import { queueOps } from './queues';

export const sqsService = (world: World): Service =>
  defineService(sqs)({ ...queueOps(world), ...messageOps(world), ...moveTaskOps(world) });
