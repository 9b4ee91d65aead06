import { CreateStackInstancesCommand, ListStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import { type Actual, type Change, type Instance, STACK_SETS } from './plan';

export const calls = {
  spoke: {},
  hub: {},
  management: { listInstances: ListStackInstancesCommand, createInstances: CreateStackInstancesCommand },
} satisfies Calls;

/** Reads the account's instances of both StackSets. */
export async function observe(
  spoke: Spoke<typeof calls>,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const entries = accountIds.map(async (accountId): Promise<[string, Actual]> => {
    const instances = await Promise.all(STACK_SETS.map((stackSet) => instancesOf(spoke, stackSet, accountId)));
    return [accountId, { accountId, instances: instances.flat() }];
  });
  return new Map(await Promise.all(entries));
}

const instancesOf = (spoke: Spoke<typeof calls>, stackSet: string, accountId: string): Promise<readonly Instance[]> =>
  allPages(async (NextToken) => {
    const page = await spoke.calls.management.listInstances({
      StackSetName: stackSet,
      StackInstanceAccount: accountId,
      NextToken,
    });
    return {
      items: page.Summaries?.map(({ Region, Status, StackInstanceStatus }) => ({
        stackSet,
        region: Region ?? '',
        status: Status ?? '',
        detail: StackInstanceStatus?.DetailedStatus ?? '',
      })),
      next: page.NextToken,
    };
  });

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
