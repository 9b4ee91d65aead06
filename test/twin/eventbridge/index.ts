import * as eventbridge from '@aws-sdk/client-eventbridge';
import { defineService } from '../wire/define';
import type { Ops, Service } from '../wire/service';
import type { World } from '../world';
import { archiveOps } from './archives';
import { busOps } from './buses';
import { putEventsOps } from './put-events';
import { replayOps } from './replays';
import { ruleOps } from './rules';
import { targetOps } from './targets';

const eventbridgeOps = (world: World): Ops<typeof eventbridge> => ({
  ...busOps(world),
  ...ruleOps(world),
  ...targetOps(world),
  ...putEventsOps(world),
  ...archiveOps(world),
  ...replayOps(world),
});

export const eventbridgeService = (world: World): Service => defineService(eventbridge)(eventbridgeOps(world));
