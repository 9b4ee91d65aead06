import { EnableRegionCommand, GetRegionOptStatusCommand } from '@aws-sdk/client-account';
import type { Calls } from '../../aws/sdk/calls';
import { Failure, isFailure } from '../../aws/sdk/failure';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';

export const calls = {
  spoke: {},
  hub: {},
  management: { getStatus: GetRegionOptStatusCommand, enableRegion: EnableRegionCommand },
} satisfies Calls;

const CHANGING: ReadonlySet<string> = new Set(['ENABLING', 'DISABLING']);
/** "Number of concurrent region-opt requests per organization" (quotas of AWS Account Management). */
const AT_ONCE = 50;

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

/** Nothing is changing any more. An account that waits for its turn is not enabled before a reconcile asks again. */
export async function ready(spoke: Spoke<typeof calls>, accountId: string): Promise<boolean> {
  const status = (await observe(spoke, [accountId])).get(accountId)?.status ?? '';
  return !CHANGING.has(status);
}

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  try {
    await spoke.calls.management.enableRegion({ AccountId: change.key, RegionName: change.region });
  } catch (error) {
    if (!isFailure(error, 'throttled')) throw error;
    const because = `AWS changes a region in ${AT_ONCE} accounts of an organization at a time; ${change.key} waits for its turn`;
    throw new Failure('too-many-at-once', error.code, error.context, because, { cause: error });
  }
}
