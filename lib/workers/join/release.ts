import type { Account } from '../../aws/read/organization';
import type { Attachment } from '../../aws/read/shapes';
import { attachment as attachmentConcept } from '../../concepts/attachment';
import type { Recorded } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { allowedSegments, whyExcluded } from '../../landing-zone';
import { reconcile } from '../../reconcile/engine';
import type { LeaveTarget } from '../../reconcile/target';
import { segmentsOf } from './admitted-ranges';
import { freeRanges } from './freed-ranges';
import { reconcilePathsFirst } from './paths';
import { hasLeft } from './status';
import { isOurs } from './vpc-decisions';
import { worker } from './worker';

/**
 * Removes the hub's side of the attachments of an account whose role cannot be assumed, or whose resources cannot be read: all of
 * them where the account may use no segment, and those that it made by hand and that are pending; otherwise those in segments
 * that it may not use.
 */
export async function releaseFromHub(
  context: WorkerContext,
  spoke: SpokeContext,
  account: Account,
): Promise<readonly Recorded[]> {
  const targets = await leaveTargetsOf(context, spoke, account);
  const steps = worker.steps.filter(({ hubCanRelease }) => hubCanRelease);
  const reports = await reconcilePathsFirst(spoke.run(account, { closed: true }), steps, targets);
  const excluded = whyExcluded(context.landingZone, account) !== undefined;
  const out = new Set(reports.filter((report) => hasLeft(steps, report)).map(({ target }) => target.key));
  const staying = new Set(reports.filter(({ target }) => !out.has(target.key)).map(({ target }) => target.key));
  if (mayWrite(context.landingZone, account))
    await freeRanges(context, spoke, { isOut: (vpcId) => out.has(vpcId) || (excluded && !staying.has(vpcId)) });
  return reports.map((report) => ({ report, closed: true }));
}

async function leaveTargetsOf(
  { landingZone, hubs }: WorkerContext,
  spoke: SpokeContext,
  account: Account,
): Promise<readonly LeaveTarget[]> {
  const attachments = (await spoke.reads.attachments()).filter(
    (attachment) => attachment.accountId === account.id && isOurs(attachment),
  );
  const excluded = whyExcluded(landingZone, account);
  if (excluded !== undefined)
    return [...attachments, ...(await pendingByHand(spoke, account))].map((attachment) => leave(attachment, excluded));
  if (attachments.length === 0) return [];
  const allowed = allowedSegments(landingZone, account.ouPath);
  const segments = await segmentsOf(spoke, hubs);
  return attachments.flatMap((attachment) => {
    const segment = segments.get(attachment.attachmentId);
    return segment === undefined || allowed.includes(segment)
      ? []
      : [leave(attachment, `the account may not use segment ${segment} any more`)];
  });
}

/**
 * Rejects the attachments that an account which may use no segment made by hand, and that wait for acceptance. `handled`: the
 * VPCs that leave already. Those of an account that stays are left alone: their VPC may ask to join later.
 */
export async function rejectPending(
  { landingZone }: WorkerContext,
  spoke: SpokeContext,
  account: Account,
  handled: readonly Recorded[],
): Promise<readonly Recorded[]> {
  const excluded = whyExcluded(landingZone, account);
  if (excluded === undefined) return [];
  const leaving = new Set(handled.flatMap(({ report: { target } }) => (target.intent === 'leave' ? [target.key] : [])));
  const pending = (await pendingByHand(spoke, account)).filter(({ vpcId }) => !leaving.has(vpcId));
  const steps = worker.steps.filter(({ kind }) => kind === attachmentConcept.kind);
  const targets = pending.map((attachment) => leave(attachment, excluded));
  return (await reconcile(spoke.run(account), steps, targets)).map((report) => ({ report }));
}

const pendingByHand = async (spoke: SpokeContext, account: Account): Promise<readonly Attachment[]> =>
  (await spoke.reads.attachments()).filter(
    (attachment) =>
      attachment.accountId === account.id && attachment.state === 'pendingAcceptance' && !isOurs(attachment),
  );

const leave = ({ vpcId }: Attachment, because: string): LeaveTarget => ({ key: vpcId, intent: 'leave', because });
