import { isFailure } from '../../aws/sdk/failure';
import type { Spoke } from '../../reconcile/concept';
import type { calls, VPCRegion } from './calls';
import type { Change } from './plan';

/**
 * To make an association across accounts takes three calls; the authorization is taken back, also where Route 53 refuses
 * the association, so that it cannot be used again. Either account may end one: the hub does, also for an account that
 * cannot be entered.
 */
export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  const request = { HostedZoneId: change.zoneId, VPC: { VPCId: change.key, VPCRegion: spoke.region as VPCRegion } };
  if (change.what === 'authorization') await takenBack(hub.deauthorize(request));
  else if (change.verb === 'delete') await hub.disassociate(request);
  else {
    await hub.authorize(request);
    try {
      await spokeCalls.associate(request);
    } finally {
      await takenBack(hub.deauthorize(request));
    }
  }
}

/** One that is gone already is taken back. */
async function takenBack(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}
