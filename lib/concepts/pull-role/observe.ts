import { pullRoles } from '../../aws/read/clusters';
import { allPages } from '../../aws/sdk/pages';
import { pullRoleName } from '../../landing-zone';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual, Role } from './plan';

type Here = Spoke<typeof calls>;

export async function observe(spoke: Here, clusters: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
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

async function policiesOf({ calls }: Here, RoleName: string): Promise<Role['policies']> {
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

async function attachedTo({ calls }: Here, RoleName: string): Promise<readonly string[]> {
  const policies = await allPages(async (Marker) => {
    const page = await calls.spoke.listAttached({ RoleName, Marker });
    return { items: page.AttachedPolicies, next: page.Marker };
  });
  return policies.flatMap(({ PolicyArn }) => PolicyArn ?? []).sort();
}
