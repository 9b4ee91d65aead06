import * as iam from '@aws-sdk/client-iam';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { managedPolicyOps } from './managed-policies';
import { oidcOps } from './oidc';
import { rolePolicyOps } from './role-policies';
import { roleOps } from './roles';

/** IAM as far as roles go. What policies allow is decided in `decide.ts`. */
export const iamService = (world: World): Service =>
  defineService(iam)({ ...roleOps(world), ...rolePolicyOps(world), ...managedPolicyOps(world), ...oidcOps(world) });
