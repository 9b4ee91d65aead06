import { admittedElsewhere } from './admitted-ranges';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { WorkerContext } from '../../dispatch/worker-context';
import { isInMesh, type VpcAddress, type VpcAdmission } from '../../hub/admissions';
import { fifoMessageOf } from '../../hub/messages';
import { queueUrl } from '../../landing-zone';

/**
 * Frees the ranges of VPCs that are out of the mesh, and wakes the spokes whose VPCs wait for a range that is free now. A
 * worker that dies in between leaves the freed ranges in the record, and the next reconcile wakes them. `released`: only the
 * hub's side is undone, and that is remembered.
 */
export async function freeRanges(
  context: WorkerContext,
  spoke: SpokeContext,
  { isOut, released = false }: { readonly isOut: (vpcId: string) => boolean; readonly released?: boolean },
): Promise<void> {
  const { admissions, clock } = context;
  for (const admission of await admissions.ofSpoke(spoke)) {
    const { vpcId, releasedAt } = admission;
    if (!isInMesh(admission) || !isOut(vpcId)) continue;
    const vpc = { ...addressOf(spoke), vpcId };
    if (!released) await admissions.hold(vpc, []);
    else if (releasedAt === undefined) await admissions.release(vpc, clock.now());
  }
  for (const admission of await admissions.ofSpoke(spoke))
    if (admission.freed.length > 0) {
      const waiting = await admissions.waitingFor(admission.freed);
      for (const other of waiting) await wake(context, other, admission);
      await admissions.forgetFreed(admission, waiting);
    }
}

/**
 * Records that a VPC waits for CIDRs that were admitted to others. One that was freed meanwhile has woken nothing: then the
 * spoke itself is woken.
 */
export async function waitForRanges(
  context: WorkerContext,
  spoke: SpokeContext,
  wanted: { readonly vpcId: string; readonly cidrs: readonly string[] },
): Promise<void> {
  const vpc = { ...addressOf(spoke), vpcId: wanted.vpcId };
  await context.admissions.waitFor(vpc, wanted.cidrs);
  if ((await admittedElsewhere(context, wanted)).length === 0) await wake(context, vpc, { freed: wanted.cidrs });
}

const addressOf = ({ accountId, region }: SpokeContext) => ({ accountId, region });

async function wake(
  { queues, landingZone, worker, clock }: WorkerContext,
  { accountId, region, vpcId }: VpcAddress,
  { freed }: Pick<VpcAdmission, 'freed'>,
): Promise<void> {
  const message = { accountId, region, because: `${freed.join(', ')} is free, and ${vpcId} waits for it` };
  const deduplicationId = `free/${vpcId}/${clock.now().toISOString()}`;
  await queues.send(queueUrl(landingZone, worker.name), fifoMessageOf(message, deduplicationId));
}
