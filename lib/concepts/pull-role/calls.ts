import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Calls } from '../../aws/sdk/calls';
import { calls as clusterCalls } from '../../aws/read/clusters';

export const calls = {
  spoke: {
    listRoles: clusterCalls.spoke.listRoles,
    getRole: clusterCalls.spoke.getRole,
    listPolicies: ListRolePoliciesCommand,
    getPolicy: GetRolePolicyCommand,
    listAttached: ListAttachedRolePoliciesCommand,
    createRole: CreateRoleCommand,
    updateTrust: UpdateAssumeRolePolicyCommand,
    putBoundary: PutRolePermissionsBoundaryCommand,
    putPolicy: PutRolePolicyCommand,
    deletePolicy: DeleteRolePolicyCommand,
    detachPolicy: DetachRolePolicyCommand,
    deleteRole: DeleteRoleCommand,
  },
  hub: {},
  // For the tags that a role is created with.
  alsoNeeds: { spoke: ['iam:TagRole'] },
} satisfies Calls;
