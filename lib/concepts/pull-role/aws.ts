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
import { calls as clusterCalls, pullRoles } from '../../aws/read/clusters';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import { PULL_BOUNDARY } from '../../landing-zone';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change, Role } from './plan';
import { CLUSTER, MANAGED, PULL_PATH, pullRoleName } from '../../names';
import { toTags } from '../../aws/sdk/tags';

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
  // The role is created with tags.
  alsoNeeds: { spoke: ['iam:TagRole'] },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;

export async function observe(spoke: ConceptSpoke, clusters: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const roles = await pullRoles(spoke);
  const entries = clusters.map(async (cluster): Promise<[string, Actual]> => {
    const roleName = pullRoleName(spoke.region, cluster);
    const role = roles.find(({ name }) => name === roleName);
    if (!role) return [cluster, { cluster, roleName }];
    const { trust, boundary, tags } = role;
    const [policies, attached] = await Promise.all([policiesOf(spoke, roleName), attachedTo(spoke, roleName)]);
    const found: Role = { trust, tags, policies, attached, ...(boundary === undefined ? {} : { boundary }) };
    return [cluster, { cluster, roleName, role: found }];
  });
  return new Map(await Promise.all(entries));
}

async function policiesOf({ calls }: ConceptSpoke, RoleName: string): Promise<Role['policies']> {
  const names = await allPages(async (Marker) => {
    const page = await calls.spoke.listPolicies({ RoleName, Marker });
    return { items: page.PolicyNames, next: page.Marker };
  });
  const entries = names.map(async (PolicyName): Promise<[string, string]> => {
    const { PolicyDocument = '' } = await calls.spoke.getPolicy({ RoleName, PolicyName });
    return [PolicyName, decodeURIComponent(PolicyDocument)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function attachedTo({ calls }: ConceptSpoke, RoleName: string): Promise<readonly string[]> {
  const policies = await allPages(async (Marker) => {
    const page = await calls.spoke.listAttached({ RoleName, Marker });
    return { items: page.AttachedPolicies, next: page.Marker };
  });
  return policies.flatMap(({ PolicyArn }) => PolicyArn ?? []).sort();
}

export async function apply(change: Change, spoke: ConceptSpoke): Promise<void> {
  const { verb, what, key, roleName: RoleName, name: PolicyName, value } = change;
  const iam = spoke.calls.spoke;
  switch (what) {
    case 'role':
      if (verb === 'delete') await iam.deleteRole({ RoleName });
      else
        await iam.createRole({
          RoleName,
          Path: PULL_PATH,
          Description: `Pods of the EKS cluster ${key} in ${spoke.region} pull the hub's images with it`,
          AssumeRolePolicyDocument: value,
          PermissionsBoundary: PULL_BOUNDARY,
          Tags: toTags({ [CLUSTER]: key, [MANAGED]: 'true' }),
        });
      break;
    case 'trust':
      await iam.updateTrust({ RoleName, PolicyDocument: value });
      break;
    case 'boundary':
      await iam.putBoundary({ RoleName, PermissionsBoundary: value });
      break;
    case 'policy':
      if (verb === 'delete') await iam.deletePolicy({ RoleName, PolicyName });
      else await iam.putPolicy({ RoleName, PolicyName, PolicyDocument: value });
      break;
    case 'attached-policy':
      await iam.detachPolicy({ RoleName, PolicyArn: value });
  }
}
