import * as iam from '@aws-sdk/client-iam';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { oidcOps } from './oidc';
import { rolePolicyOps } from './role-policies';
import { roleOps } from './roles';

/** IAM as far as roles go: policies are checked and stored; only trust policies are evaluated. */
export const iamService = (world: World): Service =>
  defineService(iam)({ ...roleOps(world), ...rolePolicyOps(world), ...oidcOps(world) });
