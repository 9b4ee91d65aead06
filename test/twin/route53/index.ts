import * as route53 from '@aws-sdk/client-route-53';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { associationOps } from './associations';
import { recordOps } from './records';
import { tagOps } from './tags';
import { zoneOps } from './zones';

/** Route 53: private and public hosted zones, their records, and the association of zones with VPCs across accounts. */
export const route53Service = (world: World): Service =>
  defineService(route53)({ ...zoneOps(world), ...associationOps(world), ...recordOps(world), ...tagOps(world) });
