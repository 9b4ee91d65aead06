import * as s3 from '@aws-sdk/client-s3';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { bucketOps } from './buckets';
import { configurationOps } from './configuration';
import { objectOps } from './objects';

/** S3 as far as it is a destination of logs: buckets, their configuration, whole objects. */
export const s3Service = (world: World): Service =>
  defineService(s3)({ ...bucketOps(world), ...configurationOps(world), ...objectOps(world) });
