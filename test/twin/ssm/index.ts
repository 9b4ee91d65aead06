import * as ssm from '@aws-sdk/client-ssm';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { parameterOps } from './parameters';
import { tagOps } from './tags';

/** Systems Manager: the parameter store, with plain text. */
export const ssmService = (world: World): Service => defineService(ssm)({ ...parameterOps(world), ...tagOps(world) });
