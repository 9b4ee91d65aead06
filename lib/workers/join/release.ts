import type { Account } from '../../aws/read/organization';
import type { Attachment } from '../../aws/read/shapes';
import { attachment as attachmentConcept } from '../../concepts/attachment';
import type { Recorded } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { hasBegunToLeave, isInMesh, type VpcAdmission } from '../../hub/admissions';
import type { TargetRecord } from '../../hub/ledger';
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
 * Removes the hub's side of the VPCs of an account whose role cannot be assumed, or whose resources cannot be read: all of them
 * where the account may use no segment, and the attachments that it made by hand and that are pending; otherwise those in
 * segments that it may not use, and, if its role is gone, those that have begun to leave and whose drain is over. What is left
 * in the account is remembered.
 */
export async function releaseFromHub(
  context: WorkerContext,
  spoke: SpokeContext,
  account: Account,
  { roleIsGone }: { readonly roleIsGone: boolean },
): Promise<readonly Recorded[]> {
  const targets = await leaveTargetsOf(context, spoke, account, roleIsGone);
  const steps = worker.steps.filter(({ hubCanRelease }) => hubCanRelease);
  const writes = mayWrite(context.landingZone, account);
  if (writes) await recordLeaves(context, spoke, targets);
  const reports = await reconcilePathsFirst(spoke.run(account, { closed: true }), steps, targets);
  const out = new Set(reports.filter((report) => hasLeft(steps, report)).map(({ target }) => target.key));
  if (writes) await freeRanges(context, spoke, { isOut: (vpcId) => out.has(vpcId), released: true });
  return reports.map((report) => ({ report, closed: true }));
}

/** Records that the VPCs leave: the worker may die, and what the ledger has of them changes with each reconcile. */
async function recordLeaves(
  { admissions, clock }: WorkerContext,
  spoke: SpokeContext,
  targets: readonly LeaveTarget[],
): Promise<void> {
  const { accountId, region } = spoke;
  const recorded = await admissions.ofSpoke(spoke);
  for (const { key: vpcId, begun } of targets)
    if (begun && !recorded.some((each) => each.vpcId === vpcId && hasBegunToLeave(each)))
      await admissions.leave({ accountId, region, vpcId }, { since: clock.now() });
}

async function leaveTargetsOf(
  context: WorkerContext,
  spoke: SpokeContext,
  account: Account,
  roleIsGone: boolean,
): Promise<readonly LeaveTarget[]> {
  const { landingZone, hubs, clock } = context;
  const admissions = (await context.admissions.ofSpoke(spoke)).filter(isInMesh);
  const recorded = (vpcId: string): VpcAdmission | undefined => admissions.find((each) => each.vpcId === vpcId);
  const attachments = (await spoke.reads.attachments()).filter(
    (attachment) => attachment.accountId === account.id && (isOurs(attachment) || recorded(attachment.vpcId)),
  );
  const excluded = whyExcluded(landingZone, account);
  if (excluded !== undefined) {
    const members = [...attachments, ...(await unattached(context, spoke, admissions))].map(({ vpcId }) => vpcId);
    const pending = (await pendingByHand(spoke, account)).filter(({ vpcId }) => !members.includes(vpcId));
    return [
      ...[...new Set(members)].map((key) => leaveNow(key, excluded)),
      ...pending.map(({ vpcId }) => reject(vpcId, excluded)),
    ];
  }
  const ended = roleIsGone
    ? admissions.filter((each) => each.releasedAt === undefined && drainIsOver(each, landingZone.leave, clock.now()))
    : [];
  const segments = attachments.length === 0 ? new Map<string, string>() : await segmentsOf(spoke, hubs);
  const allowed = allowedSegments(landingZone, account.ouPath);
  const misplaced = attachments.flatMap(({ attachmentId, vpcId }) => {
    const segment = segments.get(attachmentId);
    return segment === undefined || allowed.includes(segment)
      ? []
      : [leaveNow(vpcId, `the account may not use segment ${segment} any more`)];
  });
  const others = ended.filter(({ vpcId }) => !misplaced.some(({ key }) => key === vpcId));
  return [...misplaced, ...others.map(({ vpcId }) => leaveNow(vpcId, 'it leaves, and its account cannot be entered'))];
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
  const steps = worker.steps.filter(({ kind }) => kind === attachmentConcept.kind);
  const targets = pending.map(({ vpcId }) => reject(vpcId, excluded));
  return (await reconcile(spoke.run(account), steps, targets)).map((report) => ({ report }));
}

const pendingByHand = async (spoke: SpokeContext, account: Account): Promise<readonly Attachment[]> =>
  (await spoke.reads.attachments()).filter(
    (attachment) =>
      attachment.accountId === account.id && attachment.state === 'pendingAcceptance' && !isOurs(attachment),
  );

const reject = (key: string, because: string): LeaveTarget => ({ key, intent: 'leave', because });
const leaveNow = (key: string, because: string): LeaveTarget => ({ ...reject(key, because), begun: true });
