import { GetRegionOptStatusCommand } from '@aws-sdk/client-account';
import { bind, type Calls } from '../sdk/calls';
import { isFailure } from '../sdk/failure';
import type { Session } from '../sdk/session';

export const calls = {
  spoke: {},
  hub: {},
  management: { getStatus: GetRegionOptStatusCommand },
} satisfies Calls;

const ENABLED: ReadonlySet<string | undefined> = new Set(['ENABLED', 'ENABLED_BY_DEFAULT']);

/** Whether an account has enabled a region. Where that cannot be read, it counts as enabled: what was refused stays refused. */
export async function isRegionEnabled(
  management: Session,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): Promise<boolean> {
  try {
    const { RegionOptStatus } = await bind(calls.management, management).getStatus({
      ...{ AccountId: accountId, RegionName: region },
    });
    return ENABLED.has(RegionOptStatus);
  } catch (error) {
    if (isFailure(error)) return true;
    throw error;
  }
}
