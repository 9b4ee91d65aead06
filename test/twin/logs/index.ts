import * as logs from '@aws-sdk/client-cloudwatch-logs';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { eventOps } from './events';

/** CloudWatch Logs: what functions have written, to be searched. */
export const logsService = (world: World): Service => defineService(logs)(eventOps(world));
