import { EnableRegionCommand, GetRegionOptStatusCommand } from '@aws-sdk/client-account';
import type { Calls } from '../../aws/sdk/calls';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';

export const calls = {
  spoke: {},
  hub: {},
  management: { getStatus: GetRegionOptStatusCommand, enableRegion: EnableRegionCommand },
} satisfies Calls;

export async function observe(
  spoke: Spoke<typeof calls>,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const { region } = spoke;
  const entries = accountIds.map(async (accountId): Promise<[string, Actual]> => {
    const { RegionOptStatus } = await spoke.calls.management.getStatus({ AccountId: accountId, RegionName: region });
    return [accountId, { accountId, region, status: RegionOptStatus ?? 'DISABLED' }];
  });
  return new Map(await Promise.all(entries));
}

export async function ready(spoke: Spoke<typeof calls>, accountId: string): Promise<boolean> {
  const status = (await observe(spoke, [accountId])).get(accountId)?.status;
  return status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT';
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  await spoke.calls.management.enableRegion({ AccountId: change.key, RegionName: change.region });
}
