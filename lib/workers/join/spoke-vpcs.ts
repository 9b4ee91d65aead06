import type { Account } from '../../aws/read/organization';
import { failureOrBug } from '../../aws/sdk/failure';
import { recordOf, type Recorded, type Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { tooManyLeave } from '../../landing-zone';
import { JOIN } from '../../names';
import { outcomeOf, type Outcome } from '../../reconcile/outcome';
import type { Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import { freeRanges, waitForRanges } from './freed-ranges';
import { reconcilePathsFirst } from './paths';
import { hasLeft, saysOtherwise, writeStatusAfterChanges, writeStatusBeforeChanges } from './status';
import { stoppedReport } from './stopped-report';
import { decideVpcs, isOurs, refusal, type VpcDecision } from './vpc-decisions';

/** The state of a VPC's own record: its status tag, its notice, and what is kept of its leave. */
const STATUS_KIND = 'status';

/** Reconciles the VPCs of a spoke that can be read. `former`: the spoke's records before. */
export async function reconcileVpcs(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  { account, former }: { readonly account: Account; readonly former: Records },
): Promise<readonly Recorded[]> {
  const writes = mayWrite(context.landingZone, account);
  const admissions = await context.admissions.ofSpoke(spoke);
  const decided = await decideVpcs({ context, spoke, account, writes, admissions });
  // Only attachments of ours count: any account with the share can make others.
  const attached = (await spoke.reads.attachments()).filter(isOurs).map(({ vpcId }) => vpcId);
  const mesh = attached.length;
  const leaving = decided.filter(
    ({ target, vpc }) => target?.intent === 'leave' && attached.includes(vpc.vpcId),
  ).length;
  const mayLeave = tooManyLeave(context.landingZone.guards.maxLeaves, { leaving, mesh }) === undefined;
  const noteFailures = new Map<string, Outcome>();
  const decisions: VpcDecision[] = [];
  for (const decision of decided) {
    const failure = writes
      ? await failureOf(spoke, decision, () => noteBefore(context, spoke, decision, mayLeave))
      : undefined;
    if (failure) noteFailures.set(decision.vpc.vpcId, failure);
    decisions.push(failure && opens(decision) ? stopped(decision, failure) : decision);
  }
  const targets = decisions.flatMap(({ target }) => target ?? []);
  const run = spoke.run(account, { leaving, mesh });
  const reports = [
    ...(await reconcilePathsFirst(run, steps, targets)),
    ...decisions.flatMap(({ refusal }) => refusal ?? []),
  ];
  const results: Recorded[] = [];
  for (const report of [...reports, ...refusalsAfterLeaving(steps, decisions, reports)]) {
    const decision = decisions.find(({ vpc }) => vpc.vpcId === report.target.key);
    if (decision === undefined) continue;
    const { vpcId, cidrs } = decision.vpc;
    const record = recordOf({ report, cidrs }, former.get(vpcId), [], context.clock.now());
    const noteAfter = () => writeStatusAfterChanges(spoke, decision, report, record);
    const failure = (writes ? await failureOf(spoke, decision, noteAfter) : undefined) ?? noteFailures.get(vpcId);
    results.push({
      report: failure ? withFailure(report, failure) : report,
      cidrs,
      ...(failure || (!writes && saysOtherwise(decision, report, record)) ? { tagIs: 'last known' } : {}),
    });
  }
  if (writes) await settleRanges(context, steps, spoke, { decisions, reports });
  return results;
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

/** What is written before the first change. A leave that may begin is recorded as begun. */
async function noteBefore(
  { admissions, clock }: WorkerContext,
  spoke: SpokeContext,
  decision: VpcDecision,
  mayLeave: boolean,
): Promise<void> {
  const { target, vpc } = decision;
  const { accountId, region } = spoke;
  if (target?.intent === 'leave' && target.begun === undefined && mayLeave)
    await admissions.leave({ accountId, region, vpcId: vpc.vpcId }, clock.now());
  await writeStatusBeforeChanges(spoke, decision);
}

/** Frees the ranges of VPCs that are out of the mesh, and records which VPCs wait for a range. */
async function settleRanges(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  { decisions, reports }: { readonly decisions: readonly VpcDecision[]; readonly reports: readonly Report[] },
): Promise<void> {
  const unattached = new Set(decisions.flatMap(({ refusal, attached }) => (attached ? [] : (refusal ?? []))));
  const kept = reports.filter((report) => !hasLeft(steps, report) && !unattached.has(report));
  const keys = new Set(kept.map(({ target }) => target.key));
  await freeRanges(context, spoke, { isOut: (vpcId) => !keys.has(vpcId) });
  for (const { vpc, waitsFor } of decisions)
    if (waitsFor) await waitForRanges(context, spoke, { vpcId: vpc.vpcId, cidrs: waitsFor });
}

/** Whether the VPC is to get what it has not: then its mark comes first, which service control policies protect it by. */
const opens = ({ target, attached }: VpcDecision): boolean => target?.intent === 'join' && !attached;

const stopped = ({ vpc, status, attached, target }: VpcDecision, failure: Outcome): VpcDecision => ({
  ...{ vpc, status, attached },
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
