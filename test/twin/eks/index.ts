import * as eks from '@aws-sdk/client-eks';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { clusterOps } from './clusters';
import { tagOps } from './tags';

/** EKS as far as clusters and their issuers go: there are no nodes, and nothing runs. */
export const eksService = (world: World): Service => defineService(eks)({ ...clusterOps(world), ...tagOps(world) });
