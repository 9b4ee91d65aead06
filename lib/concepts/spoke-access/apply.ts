import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  await spoke.calls.management.createInstances({
    StackSetName: change.stackSet,
    DeploymentTargets: {
      OrganizationalUnitIds: [change.organizationalUnitId],
      Accounts: [change.key],
      AccountFilterType: 'INTERSECTION',
    },
    Regions: [...change.regions],
  });
}
