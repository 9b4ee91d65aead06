import { PULL_BOUNDARY, PULL_PATH } from '../../landing-zone';
import { CLUSTER, MANAGED, toTags } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
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
