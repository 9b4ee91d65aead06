import type { Account } from '../../aws/read/organization';
import type { Attachment } from '../../aws/read/shapes';
import { attachment as attachmentConcept } from '../../concepts/attachment';
import type { Recorded, Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { hasBegunToLeave, isInMesh, type VpcAdmission } from '../../hub/admissions';
import type { TargetRecord } from '../../hub/ledger';
import { allowedSegments, whyExcluded } from '../../landing-zone';
import { reconcile } from '../../reconcile/engine';
import type { LeaveTarget } from '../../reconcile/target';
import { segmentOf } from './admitted-ranges';
import { freeRanges } from './freed-ranges';
import { guardLeaves } from './leave-guard';
import { reconcilePathsFirst } from './paths';
import { hasLeft } from './status';
import { isOurs } from './vpc-decisions';
import { worker } from './worker';

/**
 * Removes the hub's side of the VPCs of an account whose role cannot be assumed, or whose resources cannot be read: all of them
 * where the account may use no segment, and the attachments that it made by hand and that are pending; otherwise those in
 * segments that it may not use, and, if its role is gone, those that have begun to leave and whose drain is over. What is left
 * in the account is remembered.
 */
export async function releaseFromHub(
  context: WorkerContext,
  spoke: SpokeContext,
  account: Account,
  { roleIsGone, former }: { readonly roleIsGone: boolean; readonly former: Records },
): Promise<readonly Recorded[]> {
  const admissions = (await context.admissions.ofSpoke(spoke)).filter(isInMesh);
  const { members, pending } = await leaveTargetsOf(context, spoke, account, { roleIsGone, admissions });
  const guarded = await guardLeaves(context, spoke, members, { account, admissions, former });
  const targets = [...guarded, ...pending];
  const steps = worker.stepsWith(context.landingZone).filter(({ hubCanRelease }) => hubCanRelease);
  const writes = (vpcId?: string): boolean => mayWrite(context.landingZone, account, spoke, vpcId);
  // No path waits for a record. One that was not written fails the reconcile afterwards, and is written by the next.
  const recorded = await Promise.allSettled([
    recordLeaves(
      context,
      spoke,
      guarded.filter(({ key }) => writes(key)),
    ),
  ]);
  const reports = await reconcilePathsFirst(spoke.run(account, { closed: true }), steps, targets);
  for (const one of recorded) if (one.status === 'rejected') throw one.reason;
  const out = new Set(reports.filter((report) => hasLeft(steps, report)).map(({ target }) => target.key));
  if (writes()) await freeRanges(context, spoke, { isOut: (vpcId) => out.has(vpcId) && writes(vpcId), released: true });
  return reports.map((report) => ({ report, closed: true }));
}

/** Records that the VPCs leave: the worker may die, and what the ledger has of them changes with each reconcile. */
async function recordLeaves(
  { admissions, clock }: WorkerContext,
  { accountId, region }: SpokeContext,
  targets: readonly LeaveTarget[],
): Promise<void> {
  for (const { key: vpcId, begun, held } of targets)
    if (begun !== true && held === undefined)
      await admissions.leave({ accountId, region, vpcId }, { since: clock.now() });
}

interface Known {
  readonly roleIsGone: boolean;
  readonly admissions: readonly VpcAdmission[];
}

interface Leaving {
  /** VPCs in the mesh. */
  readonly members: readonly LeaveTarget[];
  /** Attachments that the account made by hand and that are pending. */
  readonly pending: readonly LeaveTarget[];
}

async function leaveTargetsOf(
  context: WorkerContext,
  spoke: SpokeContext,
  account: Account,
  { roleIsGone, admissions }: Known,
): Promise<Leaving> {
  const { landingZone, hubs, clock } = context;
  const recorded = (vpcId: string): VpcAdmission | undefined => admissions.find((each) => each.vpcId === vpcId);
  const member = (key: string, because: string): LeaveTarget => {
    const admission = recorded(key);
    return { ...leave(key, because), ...(admission && hasBegunToLeave(admission) ? { begun: true } : {}) };
  };
  const attachments = (await spoke.reads.attachments()).filter(
    (attachment) => attachment.accountId === account.id && (isOurs(attachment) || recorded(attachment.vpcId)),
  );
  const excluded = whyExcluded(landingZone, account);
  if (excluded !== undefined) {
    const vpcIds = [...attachments, ...(await unattached(context, spoke, admissions))].map(({ vpcId }) => vpcId);
    const pending = (await pendingByHand(spoke, account)).filter(({ vpcId }) => !vpcIds.includes(vpcId));
    return {
      members: [...new Set(vpcIds)].map((key) => member(key, excluded)),
      pending: pending.map(({ vpcId }) => leave(vpcId, excluded)),
    };
  }
  const ended = roleIsGone
    ? admissions.filter((each) => each.releasedAt === undefined && drainIsOver(each, landingZone.leave, clock.now()))
    : [];
  const allowed = allowedSegments(landingZone, account);
  const misplaced = attachments.flatMap((attachment) => {
    const { vpcId } = attachment;
    const segment = segmentOf(spoke, hubs, attachment);
    return segment === undefined || allowed.includes(segment)
      ? []
      : [member(vpcId, `the account may not use segment ${segment} any more`)];
  });
  const others = ended.filter(({ vpcId }) => !misplaced.some(({ key }) => key === vpcId));
  return {
    members: [
      ...misplaced,
      ...others.map(({ vpcId }) => member(vpcId, 'it leaves, and its account cannot be entered')),
    ],
    pending: [],
  };
}

/** The VPCs of the spoke without an attachment of which the hub may have more: its zones list a VPC by its id only. */
async function unattached(
  { ledger }: WorkerContext,
  spoke: SpokeContext,
  admissions: readonly VpcAdmission[],
): Promise<readonly { readonly vpcId: string }[]> {
  const released = new Set(admissions.flatMap(({ vpcId, releasedAt }) => (releasedAt === undefined ? [] : [vpcId])));
  const reported = (await ledger.targets(spoke)).filter(hasJoined).map(({ key }) => ({ vpcId: key }));
  return [...admissions, ...reported].filter(({ vpcId }) => !released.has(vpcId));
}

/** Whether the ledger has the VPC as one that Wheelwright has changed. Its records and tags may be lost. */
const hasJoined = ({ key, state, concepts }: TargetRecord): boolean =>
  key.startsWith('vpc-') &&
  state !== 'left' &&
  worker.steps.some(({ kind }) => concepts[kind] !== undefined && concepts[kind] !== 'planned');

function drainIsOver(
  { leavingSince, drainedUntil }: VpcAdmission,
  { drainMinutes }: WorkerContext['landingZone']['leave'],
  now: Date,
): boolean {
  if (leavingSince === undefined) return false;
  const until =
    drainedUntil === undefined ? Date.parse(leavingSince) + drainMinutes * 60_000 : Date.parse(drainedUntil);
  return until <= now.getTime();
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
  const steps = worker.stepsWith(landingZone).filter(({ kind }) => kind === attachmentConcept.kind);
  const targets = pending.map(({ vpcId }) => leave(vpcId, excluded));
  return (await reconcile(spoke.run(account), steps, targets)).map((report) => ({ report }));
}

const pendingByHand = async (spoke: SpokeContext, account: Account): Promise<readonly Attachment[]> =>
  (await spoke.reads.attachments()).filter(
    (attachment) =>
      attachment.accountId === account.id && attachment.state === 'pendingAcceptance' && !isOurs(attachment),
  );

const leave = (key: string, because: string): LeaveTarget => ({ key, intent: 'leave', because });
