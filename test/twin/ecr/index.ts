import * as ecr from '@aws-sdk/client-ecr';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { imageOps } from './images';
import { repositoryOps } from './repositories';

/** ECR: repositories, manifests, and the permissions to push and pull. */
export const ecrService = (world: World): Service =>
  defineService(ecr)({ ...repositoryOps(world), ...imageOps(world) });
