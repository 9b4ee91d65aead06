import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  await spoke.calls.management.enableRegion({ AccountId: change.key, RegionName: change.region });
}
