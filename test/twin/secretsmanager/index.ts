import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { secretOps } from './secrets';

export const secretsmanagerService = (world: World): Service => defineService(secretsmanager)(secretOps(world));
