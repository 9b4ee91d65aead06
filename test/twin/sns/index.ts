import * as sns from '@aws-sdk/client-sns';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { operations } from './operations';

export const snsService = (world: World): Service => defineService(sns)(operations(world));
