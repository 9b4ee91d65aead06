import type { Failure } from '../aws/sdk/failure';
import type { Together } from '../aws/read/attachment-reads';
import type { AccountReading } from '../aws/read/organization';
import type { ZonesRead } from '../aws/read/zone-vpcs';
import type { Found, WaitHint } from '../hub/ledger';
import type { Caller, SpokeAddress } from '../names';
import type { Report } from '../reconcile/engine';
import { failureIn, outcomeOf } from '../reconcile/outcome';
import { fingerprintOf } from './fingerprint';
import { foundIn, stillFound, type Named } from './found';
import { probeWait, soonestWait } from './wait-hints';
import type { Worker } from './worker';
import { openSpoke, type WorkerContext } from './worker-context';

/** What woke the worker: all messages of one group in one batch. */
export interface ReconcileTrigger extends SpokeAddress {
  /** A message is delivered for the first time: the spoke may have changed. */
  readonly hasNewMessage: boolean;
  /** A message is delivered again. */
  readonly hasOldMessage: boolean;
  /** The keys that the new messages name. */
  readonly named: Named;
  /** The account itself may have changed (moved, tagged, closed): cached data about it is stale. */
  readonly accountChanged: boolean;
  /** The account as a sender of the messages has read it last. */
  readonly account?: AccountReading;
  /** A message is about to go to the dead-letter queue with its plan, which takes a reconcile instead of a probe. */
  readonly lastAttempt: boolean;
  /** What the messages say about why they were sent. */
  readonly because: string;
  /** Who made the calls because of which they were sent, as far as it is known. */
  readonly callers?: readonly Caller[];
  /** Reads the account's attachments with those of others. Absent: they are read alone. */
  readonly attachments?: Together | undefined;
  /** The zones of its VPCs as a sweep has read them, where nothing else was heard. */
  readonly zones?: ZonesRead | undefined;
}

/** How a wake-up ended. `parked` is a wait that may last: its messages are acknowledged, and the ledger records it. */
export type Result = { readonly reports: readonly Report[] } & (
  | { readonly status: 'done' }
  | { readonly status: 'parked' }
  | { readonly status: 'waiting'; readonly because: string; readonly retryAfterSeconds: number }
  | { readonly status: 'failed'; readonly because: string }
);

/**
 * Reconciles one spoke for one wake-up. A message that comes back costs one call, the wait's probe, and once a minute the
 * reads of `Worker.watched`; a new message costs a reconcile.
 * @throws errors that are not failures of AWS calls: bugs
 */
export async function reconcileSpoke(
  context: WorkerContext,
  worker: Worker,
  trigger: ReconcileTrigger,
): Promise<Result> {
  const { accountId, region, hasNewMessage, lastAttempt, because, callers = [], attachments } = trigger;
  const address = { accountId, region };
  const { ledger, clock, organization } = context;
  const { name } = context.worker;
  const { record, freezes, accountChangedAt } = await ledger.spoke(name, address);
  await takeReadings(context, trigger, { kept: record?.account, changed: accountChangedAt });
  const wait = record?.wait;
  if (wait?.turn) context.pace?.hold(wait.turn);
  const began = clock.now();
  // The hint is removed before each reconcile. If a message comes back and there is none, the attempt before it died.
  const resumed = !hasNewMessage && wait === undefined;
  let taken = takenOver(context, trigger, wait);
  // A spoke that waits has work that has begun.
  const zones = wait === undefined ? trigger.zones : undefined;
  let spoke = openSpoke(context, address, { resumed, because, callers, freezes, attachments, zones, ...taken });
  if (record && wait && !hasNewMessage && !lastAttempt) {
    const probed = await probeWait(context, worker, spoke, { ...record, wait });
    if (typeof probed === 'number')
      return { status: 'waiting', because: wait.because, retryAfterSeconds: probed, reports: [] };
    if (probed === 'changed') {
      taken = NOTHING;
      spoke = openSpoke(context, address, { resumed, because, callers, freezes, ...taken });
    }
  }
  if (wait) await ledger.clearWait(name, address);
  let reports: readonly Report[];
  try {
    reports = await worker.reconcile(spoke);
  } catch (error) {
    return await unreadable(context, address, failureIn(error), taken.found);
  }
  const readAt = clock.now().toISOString();
  const hint = soonestWait(reports, clock.now(), wait);
  if (hint) {
    const fingerprint = fingerprintOf(await worker.watched(spoke));
    const account = organization.reading(accountId);
    const found = await foundIn(context, spoke, reports, taken.found ? new Date(taken.found.at) : began);
    const kept = { worker: name, wait: { ...hint, found }, readAt, fingerprint };
    await ledger.putSpoke(address, { ...kept, ...(account ? { account } : {}) });
  }
  return resultOf(reports, hint);
}

interface TakenOver {
  readonly concerned: Named;
  readonly found?: Found | undefined;
}

const NOTHING: TakenOver = { concerned: 'all' };

/**
 * What a reconcile takes over. After a wait: what was found before it, and the keys that were not in order then or that a new
 * message names. Without a wait: the keys that the messages name. An attempt that died, or a last attempt, takes over nothing.
 */
function takenOver(context: WorkerContext, trigger: ReconcileTrigger, wait: WaitHint | undefined): TakenOver {
  const { named, hasOldMessage, hasNewMessage, lastAttempt, accountChanged } = trigger;
  if (lastAttempt || accountChanged) return NOTHING;
  if (wait === undefined) return hasOldMessage ? NOTHING : { concerned: named };
  const found = stillFound(context, wait.found, hasNewMessage ? named : new Set());
  return found === undefined ? NOTHING : { concerned: new Set(found.open), found };
}

/**
 * What is known of an account that has changed is read again, by this instance of the function and by all others: SQS may
 * deliver a message that returns, or the next one, to another instance, which would decide from the former OU. What a message
 * or a wait says of the account counts unless it was read before a change that an event has reported; then nothing older
 * counts any more, in any instance.
 */
async function takeReadings(
  context: WorkerContext,
  trigger: ReconcileTrigger,
  { kept, changed }: { readonly kept: AccountReading | undefined; readonly changed: Date | undefined },
): Promise<void> {
  const { ledger, organization, clock, worker } = context;
  const { accountId, accountChanged, account: sent } = trigger;
  if (accountChanged) {
    organization.forget(accountId);
    await ledger.putAccountChange(worker.name, trigger, clock.now());
    return;
  }
  const counts = ({ readAt }: AccountReading): boolean =>
    changed === undefined || Date.parse(readAt) >= changed.getTime();
  const news = sent && counts(sent) ? sent : undefined;
  const since = news ? new Date(news.readAt) : changed;
  if (news && since) await ledger.putAccountChange(worker.name, trigger, since);
  if (since) organization.forgetBefore(accountId, since);
  for (const reading of [news, kept]) if (reading && counts(reading)) organization.learn(reading);
}

function resultOf(reports: readonly Report[], hint: ReturnType<typeof soonestWait>): Result {
  const failures = reports.flatMap((report) =>
    [...report.outcomes.values()].flatMap((outcome) => (outcome.status === 'failed' ? [outcome.failure.message] : [])),
  );
  if (failures.length > 0) return { status: 'failed', because: failures.join('; '), reports };
  if (hint && !hint.acknowledged)
    return { status: 'waiting', because: hint.because, retryAfterSeconds: hint.retryAfterSeconds, reports };
  return { status: hint ? 'parked' : 'done', reports };
}

/**
 * A spoke that could not be read gets no plan; it is read again later, after a wait that may last by the sweep. Where AWS throttles
 * a read, the next attempt goes on with what was found before this one.
 */
async function unreadable(
  { ledger, worker, clock }: WorkerContext,
  address: SpokeAddress,
  failure: Failure,
  found: Found | undefined,
): Promise<Result> {
  const outcome = outcomeOf(failure, []);
  if (outcome.status !== 'waiting') return resultOfFailure(failure);
  const { because, retryAfterSeconds, long = false, turn } = outcome;
  if (!long && failure.kind !== 'throttled' && failure.kind !== 'paced') return resultOfFailure(failure);
  const wait = {
    probe: NO_PROBE,
    because,
    retryAfterSeconds,
    acknowledged: long,
    ...(found ? { found } : {}),
    ...(turn ? { turn } : {}),
  };
  const readAt = clock.now().toISOString();
  await ledger.putSpoke(address, { worker: worker.name, wait, readAt, fingerprint: '' });
  return long ? { status: 'parked', reports: [] } : resultOfFailure(failure);
}

/** Only a reconcile finds out whether such a wait is over. */
const NO_PROBE = { kind: '', key: '' };

/** The result where nothing was planned: the spoke, or what the hub keeps of it, could not be read or written. */
export function resultOfFailure(failure: Failure): Result {
  const outcome = outcomeOf(failure, []);
  if (outcome.status === 'waiting')
    return { status: 'waiting', because: outcome.because, retryAfterSeconds: outcome.retryAfterSeconds, reports: [] };
  if (outcome.status === 'failed') return { status: 'failed', because: outcome.failure.message, reports: [] };
  throw new TypeError(`expected a failure to end as waiting or failed, found ${outcome.status}`);
}
