import type { TargetRecord } from '../../hub/ledger';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { MEMBER, STATUS, formatStatus, type VpcStatus } from '../../names';
import type { Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import { membershipOf } from '../../reconcile/target';
import type { VpcDecision } from './vpc-decisions';
import { calls as vpcTagCalls, removeStatus, writeStatus } from './vpc-tags';

/**
 * Marks a VPC before its first change, so that the next worker finds it even if this one dies. Removes the status of a VPC
 * that was refused and no longer asks to join.
 */
export async function writeStatusBeforeChanges(
  spoke: SpokeContext,
  { vpc: { vpcId, tags }, target, refusal, status }: VpcDecision,
): Promise<void> {
  const bound = spoke.bound(vpcTagCalls);
  if (target === undefined && refusal === undefined) await removeStatus(bound, vpcId);
  const segment = target && membershipOf(target)?.segment;
  if (segment === undefined) return;
  const isWritten = status !== undefined && 'segment' in status && status.segment === segment;
  if (!isWritten) await writeStatus(bound, vpcId, { phase: 'joining', segment }, { member: true });
  // 0.1.0 wrote the status alone.
  else if (tags[MEMBER] !== 'true') await writeStatus(bound, vpcId, status, { member: true });
}

/** Writes the status of the VPC where its tag says something else; removes it from a VPC that has left. */
export async function writeStatusAfterChanges(
  spoke: SpokeContext,
  decision: VpcDecision,
  report: Report,
  record: TargetRecord,
): Promise<void> {
  const { vpcId } = decision.vpc;
  const bound = spoke.bound(vpcTagCalls);
  if (record.state === 'left') return removeStatus(bound, vpcId);
  const status = newStatus(decision, report, record);
  if (status) await writeStatus(bound, vpcId, status, { member: membershipOf(report.target) !== undefined });
}

/** Whether the VPC's tag says something else than its record. */
export const saysOtherwise = (decision: VpcDecision, report: Report, record: TargetRecord): boolean =>
  record.state === 'left' ? decision.vpc.tags[STATUS] !== undefined : newStatus(decision, report, record) !== undefined;

function newStatus(decision: VpcDecision, report: Report, record: TargetRecord): VpcStatus | undefined {
  const status = statusOf(record, decision, report);
  return status === undefined || formatStatus(status) === writtenStatus(decision) ? undefined : status;
}

/** The tag's value: the one of the VPC, or `joining` where it was written first. */
function writtenStatus({ vpc: { tags }, target, status }: VpcDecision): string | undefined {
  const segment = target && membershipOf(target)?.segment;
  const isWritten = segment === undefined || (status && 'segment' in status && status.segment === segment);
  return isWritten ? tags[STATUS] : formatStatus({ phase: 'joining', segment });
}

/** What the tag says of a record. Undefined where it stays as it is. */
function statusOf(record: TargetRecord, { status }: VpcDecision, report: Report): VpcStatus | undefined {
  const { state, flags, reason, text, since } = record;
  const segment = record.segment ?? (status && 'segment' in status ? status.segment : undefined);
  const said = reason === undefined ? {} : { text };
  switch (state) {
    case 'asked':
    case 'refused':
    case 'awaiting-approval':
      return { phase: state, text };
    case 'joining':
      return segment === undefined ? undefined : { phase: 'joining', segment };
    case 'joined':
      // A leave that is held back, or a decision that waits, leaves the tag as it is.
      if (membershipOf(report.target) === undefined || segment === undefined) return undefined;
      return { phase: 'joined', segment, ...(flags.includes('shadowed') ? { shadowed: true } : {}), ...said };
    case 'quarantined':
      return segment === undefined ? undefined : { phase: 'quarantined', segment, text };
    case 'failing':
      return report.target.intent === 'leave'
        ? { phase: 'leaving', ...drainOf(report), text }
        : { phase: 'failing', ...(segment === undefined ? {} : { segment }), since: new Date(since), text };
    case 'leaving':
      // A leave that the team asked for, and that AWS ends within minutes, is not worth a call.
      return isLong(report) || !drains(report) ? { phase: 'leaving', ...drainOf(report) } : undefined;
    case 'left':
      return undefined;
  }
}

const drains = ({ target }: Report): boolean => target.intent === 'leave' && target.drain !== undefined;

const isLong = ({ outcomes }: Report): boolean =>
  [...outcomes.values()].some((outcome) => outcome.status === 'waiting' && outcome.long === true);

const drainOf = ({ target }: Report): { readonly drainedUntil?: Date } => {
  const until = target.intent === 'leave' ? target.drain?.until : undefined;
  return until === undefined ? {} : { drainedUntil: until };
};

/** Whether nothing of the VPC is left in the mesh. One that leaves and is refused at a concept has not left. */
export const hasLeft = (_steps: readonly Step[], { target, outcomes }: Report): boolean =>
  target.intent === 'leave' &&
  [...outcomes.values()].every(({ status }) => status === 'in-sync' || status === 'changed');
