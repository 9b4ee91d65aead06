import type { Account } from '../../aws/read/organization';
import type { Vpc } from '../../aws/read/shapes';
import { isFailure } from '../../aws/sdk/failure';
import { formerRecords, recordAsLeft, recordReports, type Recorded, type Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { deniedCodeOrThrow } from '../../dispatch/watched';
import type { Worker } from '../../dispatch/worker';
import { noticeFor } from '../../dispatch/transition';
import { accountFacts, isHub, type WorkerContext } from '../../dispatch/worker-context';
import { whyExcluded } from '../../landing-zone';
import { MEMBER, STATUS, by } from '../../names';
import type { Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import { onceUntilWritten } from './admissions-once';
import { reconcileHubResources } from './hub-account';
import { reconcileVpcs } from './spoke-vpcs';
import { rejectPending, releaseFromHub } from './release';
import { recordAsUnreadable } from './unreadable';
import { worker } from './worker';

const noticeOf = noticeFor('vpc');

/** Reconciles all VPCs of a spoke: they join their segments or leave the mesh. */
export const join = (everything: WorkerContext): Worker => {
  const steps = worker.stepsWith(everything.landingZone);
  return {
    steps,
    watched: async (spoke) => ({
      account: await everything.organization.accountWithoutTags(spoke.accountId),
      vpcs: await spoke.reads.vpcs().then(watchedVpcs, deniedCodeOrThrow),
    }),
    async reconcile(spoke) {
      const context = { ...everything, admissions: onceUntilWritten(everything.admissions) };
      const account = await context.organization.account(spoke.accountId);
      if (isHub(context.landingZone, spoke)) return reconcileHubResources(context, steps, spoke, account);
      if (!(await isConcerned(context, spoke, account))) return [];
      const former = await formerRecords(context, spoke);
      const recording = { steps, account, former };
      if (account.state !== 'ACTIVE')
        return recorded(context, spoke, await releaseFromHub(context, spoke, account, { roleIsGone: true, former }), {
          ...recording,
          closed: true,
        });
      try {
        const { results, inOrder } = await reconcileVpcs(context, steps, spoke, { account, former });
        const rejected = await rejectPending(context, spoke, account, results);
        return await recorded(context, spoke, [...results, ...rejected], { ...recording, inOrder });
      } catch (error) {
        // The spoke cannot be read. The hub closes what the account may not use any more.
        const roleIsGone = isFailure(error, 'denied');
        const released = await releaseFromHub(context, spoke, account, { roleIsGone, former });
        // Outside the segments' OUs the StackSet removes our role: nothing more can be done in the spoke.
        if (isExcluded(context, account) && roleIsGone)
          return recorded(context, spoke, released, { ...recording, closed: true });
        await recordAsUnreadable(context, spoke, { error, former, account });
        throw error;
      }
    },
  };
};

const watchedVpcs = (vpcs: readonly Vpc[]) => vpcs.map(watchedVpc).sort(by(({ vpcId }) => vpcId));

/** The tags that we write do not change the plan. */
const watchedVpc = ({ vpcId, cidrs, tags: { [STATUS]: _status, [MEMBER]: _member, ...tags } }: Vpc) => ({
  vpcId,
  cidrs,
  tags,
});

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

interface Recording {
  readonly steps: readonly Step[];
  readonly account: Account;
  readonly former: Records;
  /** The account cannot be entered. */
  readonly closed?: boolean;
  /** The VPCs whose records stay as they are. */
  readonly inOrder?: readonly string[];
}

/**
 * Records the state of each VPC. One that is recorded and has no report is out of the mesh: it was deleted, it was refused
 * and no longer asks to join, its account is closed, or the worker died after it had left and before that was recorded.
 */
async function recorded(
  context: WorkerContext,
  spoke: SpokeContext,
  results: readonly Recorded[],
  { steps, account, former, closed = false, inOrder = [] }: Recording,
): Promise<readonly Report[]> {
  const options = { ...accountFacts(context.landingZone, account, spoke), noticeOf };
  await recordReports(context, spoke, results, { ...options, former });
  const reported = new Set([...results.map(({ report }) => report.target.key), ...inOrder]);
  const gone = [...former.values()].filter((known) => isVpc(known) && !reported.has(known.key));
  const because = (key: string): string => `nothing of ${key} is in the mesh`;
  await recordAsLeft(context, spoke, gone, { ...options, steps, because, closed });
  return results.map(({ report }) => report);
}
