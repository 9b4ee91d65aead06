import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual } from './plan';

/** The hub sees every account's attachments with subnets and state, in one list; its tags on them are its own. */
export async function observe(
  spoke: Spoke<typeof calls>,
  vpcIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const attachments = await spoke.reads.attachments();
  return new Map(
    vpcIds.map((vpcId) => {
      const attachment = attachments.find((candidate) => candidate.vpcId === vpcId);
      return [vpcId, { vpcId, ...(attachment ? { attachment } : {}) }];
    }),
  );
}

/** Settled: available, waiting for the hub, or gone. */
export async function ready(spoke: Spoke<typeof calls>, vpcId: string): Promise<boolean> {
  const attachment = (await spoke.reads.attachments()).find((candidate) => candidate.vpcId === vpcId);
  return attachment === undefined || ['available', 'pendingAcceptance'].includes(attachment.state);
}
