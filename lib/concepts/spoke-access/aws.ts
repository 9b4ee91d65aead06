import { CreateStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeAccountCommand } from '@aws-sdk/client-organizations';
import { calls as enrollmentCalls, stackInstances } from '../../aws/read/enrollment';
import type { Calls } from '../../aws/sdk/calls';
import { isFailure } from '../../aws/sdk/failure';
import { allPages } from '../../aws/sdk/pages';
import { isDelegated } from '../../landing-zone';
import { STACK_SETS } from '../../names';
import type { Spoke } from '../../reconcile/concept';
import { type Actual, type Change, type Instance, isExempt, operationId, trustedAdministrators } from './plan';

export const calls = {
  spoke: { listRoles: ListRolesCommand },
  hub: {},
  management: {
    ...enrollmentCalls.management,
    createInstances: CreateStackInstancesCommand,
    describeAccount: DescribeAccountCommand,
  },
} satisfies Calls;

/** Reads the account's instances of both StackSets, and its roles as soon as it has ours, with which they are read. */
export async function observe(
  spoke: Spoke<typeof calls>,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const entries = accountIds.map(async (accountId): Promise<[string, Actual]> => {
    const instances = await Promise.all(STACK_SETS.map((stackSet) => instancesOf(spoke, stackSet, accountId)));
    const entered = instances.flat().some(({ stackSet, status }) => stackSet === STACK_SETS[0] && status === 'CURRENT');
    return [
      accountId,
      { accountId, instances: instances.flat(), foreignRoles: entered ? await foreignRoles(spoke) : [] },
    ];
  });
  return new Map(await Promise.all(entries));
}

/** A delegated administrator says that it is one. */
const callAs = ({ landingZone }: Spoke<typeof calls>) => (isDelegated(landingZone) ? 'DELEGATED_ADMIN' : undefined);

const instancesOf = (spoke: Spoke<typeof calls>, stackSet: string, accountId: string): Promise<readonly Instance[]> =>
  stackInstances(spoke.calls.management, { stackSet, accountId, callAs: callAs(spoke) });

/** The roles that the service control policies exempt, without those that a StackSet of the organization made. */
async function foreignRoles(spoke: Spoke<typeof calls>): Promise<readonly string[]> {
  const roles = await allPages(async (Marker) => {
    const page = await spoke.calls.spoke.listRoles({ Marker });
    return { items: page.Roles, next: page.IsTruncated === true ? page.Marker : undefined };
  });
  const foreign: string[] = [];
  for (const { Arn = '', AssumeRolePolicyDocument = '' } of roles) {
    if (!isExempt(Arn)) continue;
    const administrators = trustedAdministrators(Arn, decodeURIComponent(AssumeRolePolicyDocument));
    if (administrators.length === 0 || !(await areMembers(spoke, administrators))) foreign.push(Arn);
  }
  return foreign.sort();
}

/** Whether all accounts are in the organization. A delegated administrator of StackSets is a member account. */
async function areMembers(spoke: Spoke<typeof calls>, accountIds: readonly string[]): Promise<boolean> {
  const { managementAccountId } = spoke.landingZone.organization;
  try {
    for (const AccountId of accountIds)
      if (AccountId !== managementAccountId) await spoke.calls.management.describeAccount({ AccountId });
    return true;
  } catch (error) {
    if (isFailure(error, 'not-found')) return false;
    throw error;
  }
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  await spoke.calls.management.createInstances({
    StackSetName: change.stackSet,
    CallAs: callAs(spoke),
    OperationId: operationId(spoke.clock.now(), change.key, spoke.region),
    DeploymentTargets: {
      OrganizationalUnitIds: [change.organizationalUnitId],
      Accounts: [change.key],
      AccountFilterType: 'INTERSECTION',
    },
    Regions: [...change.regions],
  });
}
