import type { Account } from '../../aws/read/organization';
import { failureOrBug } from '../../aws/sdk/failure';
import { recordOf, type Recorded, type Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { isInMesh, type Leave, type VpcAdmission } from '../../hub/admissions';
import { JOIN } from '../../names';
import { outcomeOf, type Outcome } from '../../reconcile/outcome';
import type { Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import type { LeaveTarget } from '../../reconcile/target';
import { freeRanges, waitForRanges } from './freed-ranges';
import { whileEnrolling } from './enrolling';
import { guardLeaves } from './leave-guard';
import { reconcilePathsFirst } from './paths';
import { readInBulk } from './read-in-bulk';
import { hasLeft, saysOtherwise, writeStatusAfterChanges, writeStatusBeforeChanges } from './status';
import { stoppedReport } from './stopped-report';
import { decideVpcs, refusal, type VpcDecision } from './vpc-decisions';

/** The state of a VPC's own record: its status tag, its notice, and what is kept of its leave. */
const STATUS_KIND = 'status';

/** What a reconcile has done, and the VPCs that it did not look at, because they are in order. */
interface Reconciled {
  readonly results: readonly Recorded[];
  readonly inOrder: readonly string[];
}

/** Reconciles the VPCs of a spoke that can be read. `former`: the spoke's records before. */
export async function reconcileVpcs(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  { account, former }: { readonly account: Account; readonly former: Records },
): Promise<Reconciled> {
  const writes = (vpcId?: string): boolean => mayWrite(context.landingZone, account, spoke, vpcId);
  const admissions = await context.admissions.ofSpoke(spoke);
  const all = await decideVpcs({ context, spoke, account, writes, admissions, former });
  const inOrder = all.filter((decision) => decision.inOrder === true).map(({ vpc }) => vpc.vpcId);
  const judged = all.filter((decision) => decision.inOrder !== true);
  const leaves = judged.flatMap(({ target }) => (target?.intent === 'leave' ? [target] : []));
  const guarded = await guardLeaves(context, spoke, leaves, { account, admissions, former });
  const decided = judged.map((decision) => {
    const target = guarded.find(({ key }) => key === decision.target?.key);
    return target === undefined ? decision : { ...decision, target };
  });
  const noteFailures = new Map<string, Outcome>();
  const decisions: VpcDecision[] = [];
  for (const decision of decided) {
    if (!writes(decision.vpc.vpcId)) {
      decisions.push(decision);
      continue;
    }
    const recorded = admissions.find(({ vpcId }) => vpcId === decision.vpc.vpcId);
    const leave = leaveToRecord(context, decision, recorded);
    const unrecorded = leave && (await failureOf(spoke, decision, () => recordLeave(context, spoke, decision, leave)));
    const unmarked = await failureOf(spoke, decision, () => writeStatusBeforeChanges(spoke, decision));
    const failure = unrecorded ?? unmarked;
    if (failure) noteFailures.set(decision.vpc.vpcId, failure);
    const waits = (unrecorded && leave.drainedUntil !== undefined) || opens(decision);
    decisions.push(failure && waits ? stopped(decision, failure) : decision);
  }
  const targets = [...decisions.flatMap(({ target }) => target ?? []), ...(await goneVpcs(spoke, admissions))];
  const run = { ...spoke.run(account), read: readInBulk(context, spoke.zones, former) };
  const reports = [
    ...whileEnrolling(await reconcilePathsFirst(run, steps, targets), former, account.id),
    ...decisions.flatMap(({ refusal }) => refusal ?? []),
  ];
  const results: Recorded[] = [];
  for (const report of [...reports, ...refusalsAfterLeaving(steps, decisions, reports)]) {
    const decision = decisions.find(({ vpc }) => vpc.vpcId === report.target.key);
    if (decision === undefined) {
      results.push({ report, cidrs: former.get(report.target.key)?.cidrs ?? [] });
      continue;
    }
    const { vpcId, cidrs } = decision.vpc;
    const record = recordOf({ report, cidrs }, former.get(vpcId), [], context);
    const noteAfter = () => writeStatusAfterChanges(spoke, decision, report, record);
    const failure =
      (writes(vpcId) ? await failureOf(spoke, decision, noteAfter) : undefined) ?? noteFailures.get(vpcId);
    results.push({
      report: failure ? withFailure(report, failure) : report,
      cidrs,
      ...(failure || (!writes(vpcId) && saysOtherwise(decision, report, record)) ? { tagIs: 'last known' } : {}),
    });
  }
  if (writes()) await settleRanges(context, steps, spoke, { decisions, reports, writes });
  return { results, inOrder };
}

/** A VPC that left because of an objection and still asks to join is refused from then on. */
const refusalsAfterLeaving = (
  steps: readonly Step[],
  decisions: readonly VpcDecision[],
  reports: readonly Report[],
): readonly Report[] =>
  reports.flatMap((report) => {
    const { key, reason, because, detail } = report.target;
    const asks = decisions.some(({ vpc }) => vpc.vpcId === key && vpc.tags[JOIN] !== undefined);
    if (!hasLeft(steps, report) || reason === undefined || !asks) return [];
    return [refusal(key, { reason, because, ...(detail === undefined ? {} : { detail }) })];
  });

/** What is to be recorded of a leave before the first change: that it has begun, and until when its path stays. */
function leaveToRecord(
  { clock }: WorkerContext,
  { target }: VpcDecision,
  recorded: VpcAdmission | undefined,
): Leave | undefined {
  if (target?.intent !== 'leave' || target.held !== undefined) return undefined;
  const { begun } = target;
  const drainedUntil = target.drain?.until;
  const isRecorded = drainedUntil === undefined || drainedUntil.toISOString() === recorded?.drainedUntil;
  if (begun === true && isRecorded) return undefined;
  const since = recorded?.leavingSince === undefined ? clock.now() : new Date(recorded.leavingSince);
  return { since, ...(drainedUntil ? { drainedUntil } : {}) };
}

/** Once the VPC has its own DHCP options again, nothing in AWS shows that it used others and how long its path is to stay. */
const recordLeave = (
  { admissions }: WorkerContext,
  { accountId, region }: SpokeContext,
  { vpc: { vpcId } }: VpcDecision,
  leave: Leave,
): Promise<void> => admissions.leave({ accountId, region, vpcId }, leave);

/**
 * The VPCs of the mesh that do not exist any more: what the hub, and the spoke beside them, has of them is removed. A VPC that
 * is attached exists: EC2 deletes none whose subnets an attachment uses.
 */
async function goneVpcs(spoke: SpokeContext, admissions: readonly VpcAdmission[]): Promise<readonly LeaveTarget[]> {
  const existing = [...(await spoke.reads.vpcs()), ...(await spoke.reads.attachments())];
  return admissions
    .filter((admission) => isInMesh(admission) && !existing.some(({ vpcId }) => vpcId === admission.vpcId))
    .map(({ vpcId: key }) => ({ key, intent: 'leave', because: `${key} does not exist any more`, begun: true }));
}

interface Settled {
  readonly decisions: readonly VpcDecision[];
  readonly reports: readonly Report[];
  readonly writes: (vpcId: string) => boolean;
}

/** Frees the ranges of VPCs that are out of the mesh, and records which VPCs wait for a range. */
async function settleRanges(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  { decisions, reports, writes }: Settled,
): Promise<void> {
  const left = reports.filter((report) => hasLeft(steps, report)).map(({ target }) => target.key);
  const unattached = decisions.filter(({ target, attached, begun }) => target === undefined && !attached && !begun);
  const out = new Set([...left, ...unattached.map(({ vpc }) => vpc.vpcId)]);
  await freeRanges(context, spoke, { isOut: (vpcId) => out.has(vpcId) && writes(vpcId) });
  for (const { vpc, waitsFor } of decisions)
    if (waitsFor && writes(vpc.vpcId)) await waitForRanges(context, spoke, { vpcId: vpc.vpcId, cidrs: waitsFor });
}

/** Whether the VPC is to get what it has not: then its mark comes first, which service control policies protect it by. */
const opens = ({ target, attached }: VpcDecision): boolean => target?.intent === 'join' && !attached;

const stopped = ({ vpc, status, attached, begun, target }: VpcDecision, failure: Outcome): VpcDecision => ({
  ...{ vpc, status, attached, begun },
  ...(target ? { refusal: stoppedReport(target, failure) } : {}),
});

/** Runs what is written about one VPC. What fails there is that VPC's failure, and stops neither its path nor another VPC. */
async function failureOf(
  { accountId, region }: SpokeContext,
  { vpc }: VpcDecision,
  write: () => Promise<void>,
): Promise<Outcome | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    return outcomeOf(failureOrBug(error, { action: `the status of ${vpc.vpcId}`, accountId, region }), []);
  }
}

/** The report with the failure. A VPC that waits or failed before goes on waiting or failing there. */
const withFailure = (report: Report, failure: Outcome): Report => {
  const outcomes = new Map([...report.outcomes, [STATUS_KIND, failure]]);
  return report.stoppedAt === undefined
    ? { ...report, outcomes, status: failure.status, stoppedAt: STATUS_KIND }
    : { ...report, outcomes };
};
