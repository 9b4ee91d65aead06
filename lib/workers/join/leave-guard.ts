import type { Account } from '../../aws/read/organization';
import type { Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { freezeOf } from '../../hub/freezes';
import { isInSameUnit, type VpcAdmission } from '../../hub/admissions';
import { allowedSegments } from '../../landing-zone';
import type { LeaveTarget } from '../../reconcile/target';
import { segmentOf } from './admitted-ranges';
import { isOurs } from './vpc-decisions';

/** The leaves of one run, and what is known of their VPCs. */
interface Run {
  readonly account: Account;
  readonly admissions: readonly VpcAdmission[];
  readonly former: Records;
}

/**
 * Marks leaves that may not begin as held back, where the config or the loss of tags would take out more VPCs than
 * `guards.maxLeaves` allows. It never holds a path open that Organizations forbids: that of an account that is closed,
 * suspended, gone, or moved where it may not use the segment; such a leave is marked, because no freeze holds it either. A VPC without an attachment has no path. Without a leave that
 * may have to wait, and without one that waited before, it makes no call.
 */
export async function guardLeaves(
  context: WorkerContext,
  spoke: SpokeContext,
  targets: readonly LeaveTarget[],
  { account, admissions, former }: Run,
): Promise<readonly LeaveTarget[]> {
  const attachments = await spoke.reads.attachments();
  const fresh = targets.filter(
    ({ key, begun }) =>
      begun !== true && attachments.some(({ vpcId, state }) => vpcId === key && state !== 'pendingAcceptance'),
  );
  const isFrozen = ({ key }: LeaveTarget): boolean => freezeOf(spoke.freezes, key) !== undefined;
  const judged = targets.filter((target) => fresh.includes(target) || isFrozen(target));
  const forbidden = judged.length === 0 ? [] : await forbiddenIn(context, spoke, judged, { account, admissions });
  const marked = targets.map((target) =>
    forbidden.includes(target) ? { ...target, forbidden: true as const } : target,
  );
  // A VPC that is frozen does not leave: it counts for no other.
  const holdable = fresh.filter(
    (target) => !forbidden.includes(target) && spoke.freezes.vpcs[target.key] === undefined,
  );
  const waited = [...former.values()].filter(
    ({ key, reason }) => reason === 'held-back' && !holdable.some((target) => target.key === key),
  );
  if (holdable.length === 0 && waited.length === 0) return marked;
  const { accountId, region } = spoke;
  const addressOf = ({ key: vpcId }: { readonly key: string }) => ({ accountId, region, vpcId });
  const { allowed, because } = await context.leaves.ask(
    {
      vpcs: holdable.map(addressOf),
      withdrawn: waited.map(addressOf),
      // Only attachments of ours count: any account with the share can make others.
      attached: async () => (await spoke.reads.mesh()).filter(isOurs).map(({ vpcId }) => vpcId),
    },
    {
      limit: context.landingZone.guards.maxLeaves,
      now: context.clock.now(),
      dry: !mayWrite(context.landingZone, account, spoke),
    },
  );
  const isHeld = ({ key }: LeaveTarget): boolean => holdable.some((each) => each.key === key) && !allowed.has(key);
  return because === undefined
    ? marked
    : marked.map((target) => (isHeld(target) ? { ...target, held: because } : target));
}

/** The leaves that Organizations causes: the account may not use the segment in which the VPC is, and not because of the config. */
async function forbiddenIn(
  { landingZone, hubs }: WorkerContext,
  spoke: SpokeContext,
  targets: readonly LeaveTarget[],
  { account, admissions }: Omit<Run, 'former'>,
): Promise<readonly LeaveTarget[]> {
  if (account.state !== 'ACTIVE') return targets;
  const allowed = allowedSegments(landingZone, account);
  const attachments = await spoke.reads.attachments();
  return targets.filter(({ key }) => {
    const attachment = attachments.find(({ vpcId }) => vpcId === key);
    const segment = segmentOf(spoke, hubs, attachment);
    if (segment === undefined ? allowed.length > 0 : allowed.includes(segment)) return false;
    const recorded = admissions.find(({ vpcId }) => vpcId === key);
    // Where it is not known under which OU it was admitted, its path is not held open.
    return !isInSameUnit(recorded, account.ouPath.at(-1));
  });
}
