import type { Account } from '../../aws/read/organization';
import { isFailure, type Failure } from '../../aws/sdk/failure';
import { commit } from '../../dispatch/commit';
import type { Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { fingerprintOf } from '../../dispatch/fingerprint';
import { accountFacts, type WorkerContext } from '../../dispatch/worker-context';
import type { TargetRecord } from '../../hub/ledger';
import { fifoMessageOf } from '../../hub/messages';
import { queueUrl } from '../../landing-zone';
import { cleanText } from '../../names';
import { outcomeOf } from '../../reconcile/outcome';
import { worker } from './worker';

interface Unreadable {
  readonly error: unknown;
  readonly former: Records;
  readonly account: Account;
}

/**
 * Flags the VPCs of a spoke that cannot be read, with since when and why: all else in their records is what was last known.
 * When the first of them is flagged, one notice says so, and enroll is woken to look, once. A failure that passes by itself,
 * and one of the hub's own calls, flags nothing.
 */
export async function recordAsUnreadable(
  context: WorkerContext,
  spoke: SpokeContext,
  { error, former, account }: Unreadable,
): Promise<void> {
  if (!isFailure(error) || !isOfSpoke(error, spoke)) return;
  context.telemetry.count('Unreadable', 1);
  const known = [...former.values()].filter(({ key, state }) => key.startsWith('vpc-') && state !== 'left');
  const fresh = known.filter(({ unreadable }) => unreadable === undefined);
  if (fresh.length === 0) return;
  const { accountId, region } = spoke;
  const { flags: flagsOf, contact } = accountFacts(context.landingZone, account, spoke);
  const since = context.clock.now().toISOString();
  const because = cleanText(error.message);
  if (fresh.length === known.length) {
    const vpcIds = known.map(({ key }) => key);
    // The same if the worker dies before it has flagged the first VPC, and then announces it again.
    const transition = fingerprintOf([
      accountId,
      region,
      fresh.map(({ key, at, since: before }) => [key, at ?? before]),
    ]);
    const detail = { accountId, region, vpcIds, since, because, contact, transition };
    await context.announce({ type: 'Spoke Unreadable', detail });
    await wakeEnroll(context, spoke, because);
  }
  const options = { noticeOf: () => undefined, changes: [] };
  for (const before of fresh) {
    const flags: TargetRecord['flags'] = [
      ...new Set([...before.flags, ...flagsOf(before.key), 'unreadable' as const]),
    ].sort();
    const record: TargetRecord = { ...before, flags, unreadable: { since, because }, tagIs: 'last known' };
    await commit(context, spoke, before, record, options);
  }
}

const isOfSpoke = (failure: Failure, { accountId }: SpokeContext): boolean =>
  failure.context.accountId === accountId && outcomeOf(failure, []).status === 'failed';

/** The role may be gone, which enroll puts right. It wakes this worker again, which finds the flag then. */
async function wakeEnroll(
  { queues, landingZone, clock }: WorkerContext,
  { accountId, region }: SpokeContext,
  because: string,
): Promise<void> {
  const message = { accountId, region, because: `the spoke cannot be read: ${because}`, accountChanged: true };
  const fifoMessage = fifoMessageOf(message, `unreadable/${accountId}/${clock.now().toISOString()}`);
  await queues.send(queueUrl(landingZone, worker.mendedBy), fifoMessage);
}
