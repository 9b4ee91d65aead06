import type { Account } from '../../aws/read/organization';
import type { Vpc } from '../../aws/read/shapes';
import { isFailure } from '../../aws/sdk/failure';
import { recordAsLeft, recordReports, type Recorded } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { deniedCodeOrThrow } from '../../dispatch/watched';
import type { Worker } from '../../dispatch/worker';
import { frozenBy, isHub, modeOf, type WorkerContext } from '../../dispatch/worker-context';
import { tooManyLeave, whyExcluded } from '../../landing-zone';
import { STATUS, by } from '../../names';
import { reconcile, type Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import { reconcileHubResources } from './hub-account';
import { freeRanges, waitForRanges } from './freed-ranges';
import { isComplete, writeStatusAfterChanges, writeStatusBeforeChanges } from './status';
import { decideVpcs, leaveTargetsOf } from './vpc-decisions';
import { worker } from './worker';

/** Reconciles all VPCs of a spoke: they join their segments or leave the mesh. */
export const join = (context: WorkerContext): Worker => {
  const steps = chosenSteps(context);
  return {
    steps,
    watched: async (spoke) => ({
      account: await context.organization.accountWithoutTags(spoke.accountId),
      vpcs: await spoke.reads.vpcs().then(watchedVpcs, deniedCodeOrThrow),
    }),
    async reconcile(spoke) {
      const account = await context.organization.account(spoke.accountId);
      if (isHub(context.landingZone, spoke)) return reconcileHubResources(context.hubs, steps, spoke, account);
      if (!(await isConcerned(context, spoke, account))) return [];
      if (account.state !== 'ACTIVE') return releaseFromHub(context, steps, spoke, account);
      try {
        return await reconcileVpcs(context, steps, spoke, account);
      } catch (error) {
        // Outside the segments' OUs the StackSet removes our role. Then the hub removes its side of the mesh.
        if (isExcluded(context, account) && isFailure(error, 'denied'))
          return releaseFromHub(context, steps, spoke, account);
        throw error;
      }
    },
  };
};

/** The concepts that the config chose, in order. */
const chosenSteps = ({ landingZone }: WorkerContext): readonly Step[] => {
  const names: readonly string[] | 'all' = landingZone.join.concepts;
  return names === 'all' ? worker.steps : worker.steps.filter(({ kind }) => names.includes(kind));
};

const watchedVpcs = (vpcs: readonly Vpc[]) => vpcs.map(watchedVpc).sort(by(({ vpcId }) => vpcId));

/** Our own status tag does not change the plan. */
const watchedVpc = ({ vpcId, cidrs, tags: { [STATUS]: _status, ...tags } }: Vpc) => ({ vpcId, cidrs, tags });

const isExcluded = ({ landingZone }: WorkerContext, account: Account): boolean =>
  whyExcluded(landingZone, account) !== undefined;

/** The ledger also has the account and its clusters. */
const isVpc = ({ key }: { readonly key: string }): boolean => key.startsWith('vpc-');

/** Whether there is work. An account without a segment and without VPCs in the mesh may have no role that we can assume. */
async function isConcerned(context: WorkerContext, spoke: SpokeContext, account: Account): Promise<boolean> {
  if (!isExcluded(context, account)) return true;
  const attachments = await spoke.reads.attachments();
  if (attachments.some(({ accountId }) => accountId === account.id)) return true;
  const recorded = await context.ledger.targets(spoke);
  if (recorded.some((record) => isVpc(record) && record.state !== 'left')) return true;
  return (await context.admissions.ofSpoke(spoke)).length > 0;
}

async function reconcileVpcs(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  account: Account,
): Promise<readonly Report[]> {
  const writes = mayWrite(context, account);
  const admissions = await context.admissions.ofSpoke(spoke);
  const decisions = await decideVpcs({ context, spoke, account, writes, admissions });
  const targets = decisions.flatMap(({ target }) => target ?? []);
  const mesh = (await spoke.reads.attachments()).length;
  const leaving = decisions.filter(({ target, attached }) => target?.intent === 'leave' && attached).length;
  const run = spoke.run(account, { leaving, mesh });
  if (writes && tooManyLeave(context.landingZone.guards.maxLeaves, { leaving, mesh }) === undefined)
    for (const target of targets)
      if (target.intent === 'leave' && target.begun === undefined)
        await context.admissions.leave({ ...addressOf(spoke), vpcId: target.key }, context.clock.now());
  if (writes) for (const decision of decisions) await writeStatusBeforeChanges(spoke, decision);
  const reports = [...(await reconcile(run, steps, targets)), ...decisions.flatMap(({ refusal }) => refusal ?? [])];
  const reported = reports.map((report) => ({
    report,
    decision: decisions.find(({ vpc }) => vpc.vpcId === report.target.key),
  }));
  if (writes)
    for (const { report, decision } of reported)
      if (decision) await writeStatusAfterChanges(context.announce, steps, spoke, decision, report);
  if (writes) {
    const inMesh = reported.filter(
      ({ report, decision }) => !hasLeft(steps, report) && (decision?.refusal !== report || decision.attached),
    );
    const kept = new Set(inMesh.map(({ report }) => report.target.key));
    await freeRanges(context, spoke, { isOut: (vpcId) => !kept.has(vpcId) });
    for (const { vpc, waitsFor } of decisions)
      if (waitsFor) await waitForRanges(context, spoke, { vpcId: vpc.vpcId, cidrs: waitsFor });
  }
  await record(
    context,
    steps,
    spoke,
    reported.map(({ report, decision }) => ({ report, cidrs: decision?.vpc.cidrs ?? [] })),
  );
  return reports;
}

const addressOf = ({ accountId, region }: SpokeContext) => ({ accountId, region });

const mayWrite = ({ landingZone }: WorkerContext, account: Account): boolean =>
  modeOf(landingZone, account) === 'apply' && frozenBy(landingZone, account) === undefined;

const hasLeft = (steps: readonly Step[], report: Report): boolean =>
  report.target.intent === 'leave' && isComplete(report, steps);

/** Removes the hub's side of an account's attachments where no role in the account can be assumed. */
async function releaseFromHub(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  account: Account,
): Promise<readonly Report[]> {
  const targets = leaveTargetsOf(context.landingZone, account, await spoke.reads.attachments());
  const hubSteps = worker.steps.filter(({ hubCanRelease }) => hubCanRelease);
  const reports = await reconcile(spoke.run(account, { closed: true }), hubSteps, targets);
  const staying = new Set(reports.filter((report) => !hasLeft(steps, report)).map(({ target }) => target.key));
  if (mayWrite(context, account)) await freeRanges(context, spoke, { isOut: (vpcId) => !staying.has(vpcId) });
  await record(
    context,
    steps,
    spoke,
    reports.map((report) => ({ report })),
  );
  return reports;
}

/**
 * Records the state of each VPC. One that is recorded and has no report is out of the mesh: it was deleted, it was refused
 * and no longer asks to join, its account is closed, or the worker died after it had left and before that was recorded.
 */
async function record(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  recorded: readonly Recorded[],
): Promise<void> {
  const before = await recordReports(context, spoke, recorded);
  const reported = new Set(recorded.map(({ report }) => report.target.key));
  const gone = [...before.values()].filter((known) => isVpc(known) && !reported.has(known.key));
  await recordAsLeft(context, spoke, gone, { steps, because: (key) => `nothing of ${key} is in the mesh` });
}
