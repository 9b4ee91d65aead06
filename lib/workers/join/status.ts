import type { SpokeContext } from '../../dispatch/spoke-context';
import type { Announce } from '../../hub/notices';
import { MEMBER, STATUS, formatStatus, type VpcStatus } from '../../names';
import { applied, type Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import { membershipOf } from '../../reconcile/target';
import type { VpcDecision } from './vpc-decisions';
import { calls as vpcTagCalls, writeStatus } from './vpc-tags';

const write = (spoke: SpokeContext, vpcId: string, status: VpcStatus | undefined): Promise<void> =>
  writeStatus(spoke.bound(vpcTagCalls), vpcId, status);

/**
 * Writes the status before the first change: it marks the VPC as one to clean up, even if the worker dies. Removes the status
 * of a VPC that was refused and no longer asks to join.
 */
export async function writeStatusBeforeChanges(
  spoke: SpokeContext,
  { vpc: { vpcId, tags }, target, refusal, status }: VpcDecision,
): Promise<void> {
  if (target === undefined && refusal === undefined) await write(spoke, vpcId, undefined);
  const membership = target && membershipOf(target);
  if (membership === undefined) return;
  const { segment, quarantined } = membership;
  const isWritten = status && 'segment' in status && status.segment === segment;
  const phase = quarantined ? 'quarantined' : 'joining';
  if (!isWritten || (quarantined && status.phase !== phase)) await write(spoke, vpcId, { phase, segment });
  // 0.1.0 wrote the status alone.
  else if (tags[MEMBER] !== 'true') await write(spoke, vpcId, status);
}

/** Writes the status after the last change and announces a VPC that was refused, has left, has joined, or was repaired. */
export async function writeStatusAfterChanges(
  announce: Announce,
  steps: readonly Step[],
  spoke: SpokeContext,
  decision: VpcDecision,
  report: Report,
): Promise<void> {
  const { vpc, status } = decision;
  const { vpcId } = vpc;
  const { intent, because } = report.target;
  const membership = membershipOf(report.target);
  const { accountId, region } = spoke;
  const detail = { accountId, region, vpcId, segment: membership?.segment, because };
  if (decision.refusal === report) {
    const refused = { phase: 'refused', reason: because } as const;
    if (report.status !== 'refused' || formatStatus(refused) === vpc.tags[STATUS]) return;
    await write(spoke, vpcId, refused);
    await announce({ type: 'Spoke VPC Refused', detail });
  } else if (!isComplete(report, steps)) return;
  else if (intent === 'leave') {
    await write(spoke, vpcId, undefined);
    await announce({ type: 'Spoke VPC Left', detail });
  } else if (membership !== undefined && !membership.quarantined) {
    const { segment } = membership;
    const changes = applied(report).map((change) => change.because);
    if (status?.phase !== 'joined' || status.segment !== segment) {
      await write(spoke, vpcId, { phase: 'joined', segment });
      await announce({ type: 'Spoke VPC Joined', detail });
    } else if (changes.length > 0) await announce({ type: 'Drift Repaired', detail: { ...detail, changes } });
  }
}

/**
 * Whether the VPC has joined or left. One that joins and is refused at the last concept has joined, without that concept. One
 * that leaves and is refused has not left: leaving runs in the reverse order.
 */
const isComplete = ({ status, stoppedAt, target }: Report, steps: readonly Step[]): boolean =>
  status === 'in-sync' ||
  status === 'changed' ||
  (target.intent === 'join' && status === 'refused' && stoppedAt === steps.at(-1)?.kind);

export const hasLeft = (steps: readonly Step[], report: Report): boolean =>
  report.target.intent === 'leave' && isComplete(report, steps);
