import type * as cloudformation from '@aws-sdk/client-cloudformation';
import { isRegion } from '../regions';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { validation } from './template';
import type { StackSet, Work } from './types';

/** An account with the target (OU or root) through which it is meant. */
export interface TargetAccount {
  readonly accountId: string;
  readonly unitId: string;
}

/** Whether the account is in the target or below. The management account never gets a stack of a service-managed StackSet. */
function isWithin(world: World, unitId: string, parentId: string): boolean {
  const { organizations } = world;
  return unitId === organizations.rootId || organizations.unitsDownTo(parentId).includes(unitId);
}

function accountsIn(world: World, unitId: string): TargetAccount[] {
  const { organizations } = world;
  return organizations
    .accounts()
    .filter(({ id, parentId }) => id !== organizations.managementAccountId && isWithin(world, unitId, parentId))
    .map(({ id }) => ({ accountId: id, unitId }));
}

/** The accounts of a request: those of its OUs, narrowed or widened by its account filter. */
export function targetAccounts(world: World, targets: cloudformation.DeploymentTargets): TargetAccount[] {
  const { OrganizationalUnitIds: units = [], Accounts: accounts = [], AccountFilterType: filter = 'NONE' } = targets;
  const unknown = units.find((id) => !world.organizations.isParent(id));
  if (unknown !== undefined) throw validation(`OrganizationalUnitId ${unknown} does not exist.`);
  if ((filter === 'NONE') !== (accounts.length === 0))
    throw validation('Accounts and an AccountFilterType other than NONE are given together or not at all.');
  const seen = new Set<string>();
  const inUnits = units.flatMap((unitId) =>
    accountsIn(world, unitId).filter(({ accountId }) => {
      const isNew = !seen.has(accountId);
      seen.add(accountId);
      return isNew;
    }),
  );
  switch (filter) {
    case 'NONE':
      return inUnits;
    case 'INTERSECTION':
      return inUnits.filter(({ accountId }) => accounts.includes(accountId));
    case 'DIFFERENCE':
      return inUnits.filter(({ accountId }) => !accounts.includes(accountId));
    case 'UNION':
      return [
        ...inUnits,
        ...others(
          world,
          accounts.filter((id) => !seen.has(id)),
        ),
      ];
    default:
      throw validation(`AccountFilterType ${String(filter)} is not valid.`);
  }
}

function others(world: World, accountIds: readonly string[]): TargetAccount[] {
  return accountIds.map((accountId) => {
    const account = world.organizations.account(accountId);
    if (!account || accountId === world.organizations.managementAccountId)
      throw validation(`Account ${accountId} cannot be a target.`);
    return { accountId, unitId: account.parentId };
  });
}

interface TargetInput {
  readonly Accounts?: string[] | undefined;
  readonly DeploymentTargets?: cloudformation.DeploymentTargets | undefined;
  readonly Regions?: string[] | undefined;
}

/** Checks the targets of a request against what a service-managed StackSet takes. */
export function requireTargets({ Accounts, DeploymentTargets, Regions = [] }: TargetInput) {
  if (Accounts?.length)
    throw validation('StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target');
  if (DeploymentTargets?.AccountsUrl !== undefined)
    throw new AwsError('NotImplemented', 'The twin reads no AccountsUrl.', {}, 501);
  if (!DeploymentTargets?.OrganizationalUnitIds?.length) throw validation('OrganizationalUnitIds are required');
  if (Regions.length === 0) throw validation('At least one region is required.');
  const unknown = Regions.find((region) => !isRegion(region));
  if (unknown !== undefined) throw validation(`Region Not Supported: ${unknown}`);
  return { targets: DeploymentTargets, regions: Regions };
}

export const workFor = (accounts: readonly TargetAccount[], regions: readonly string[]): Work[] =>
  regions.flatMap((region) =>
    accounts.map(({ accountId, unitId }) => ({
      accountId,
      unitId,
      region,
      status: 'PENDING' as const,
      reason: undefined,
    })),
  );

/** What auto-deployment deploys to an account at `parentId`: each target above it, with that target's regions. */
export const owedTo = (world: World, set: StackSet, parentId: string): { unitId: string; regions: string[] }[] =>
  [...set.targets]
    .filter(([unitId]) => isWithin(world, unitId, parentId))
    .map(([unitId, regions]) => ({ unitId, regions: [...regions] }));
