import type { Delivery, WorkMessage } from '../hub/messages';
import { queueUrl, type LandingZone } from '../landing-zone';
import { applied, type Report } from '../reconcile/engine';
import { isFailure } from '../aws/sdk/failure';
import { addressText, by, callerText, type Caller } from '../names';
import { planText, sendToDeadLetterQueue } from './dead-letters';
import type { Named } from './found';
import { becauseOf } from './record';
import { reconcileSpoke, resultOfFailure, type ReconcileTrigger, type Result } from './reconcile-spoke';
import type { Telemetry } from './telemetry';
import { LONGEST_DELAY_SECONDS } from './wait-hints';
import type { Worker } from './worker';
import type { WorkerContext } from './worker-context';

/** A message older than this goes to the dead-letter queue, with its plan. */
const OLDEST_MS = 2 * 3600_000;

/** How the reconcile of a group ended. */
export interface GroupResult {
  readonly status: Result['status'];
  /** Whether dependent workers must be woken: the spoke is done, or it leaves and waits for them. */
  readonly wakeDependents: boolean;
  /** Ids of the messages that SQS delivers again, because the spoke is not done. */
  readonly retry: ReadonlySet<string>;
}

/**
 * Runs one reconcile for all messages of one group in a batch. Then all of them are done, or SQS delivers all of them again
 * after a minute at most. A message that is too old goes to the dead-letter queue instead, unchanged, with the plan of this
 * reconcile.
 */
export async function handleGroup(
  context: WorkerContext,
  worker: Worker,
  telemetry: Telemetry,
  deliveries: readonly [Delivery, ...Delivery[]],
  attachments?: ReconcileTrigger['attachments'],
): Promise<GroupResult> {
  const now = context.clock.now().getTime();
  const isOld = ({ firstReceived }: Delivery): boolean => now - firstReceived.getTime() > OLDEST_MS;
  const isNew = ({ receives }: Delivery): boolean => receives === 1;
  const { accountId, region } = deliveries[0].message;
  const news = deliveries.filter(isNew).map(({ message }) => message);
  const account = news
    .flatMap((message) => message.account ?? [])
    .sort(by(({ readAt }) => readAt))
    .at(-1);
  const result = await reconcileSpoke(context, worker, {
    accountId,
    region,
    hasNewMessage: deliveries.some(isNew),
    hasOldMessage: !deliveries.every(isNew),
    named: namedBy(news),
    lastAttempt: deliveries.some(isOld),
    accountChanged: news.some((message) => message.accountChanged === true),
    ...(account ? { account } : {}),
    because: wakersOf(deliveries),
    callers: callersOf(deliveries),
    zones: zonesIn(deliveries),
    attachments,
  }).catch((error: unknown) => (isFailure(error) ? resultOfFailure(error) : unexpected(telemetry, error)));
  logResult(context.landingZone, telemetry, result);
  const { status, reports } = result;
  if (status === 'done' || status === 'parked')
    return { status, wakeDependents: mustWakeDependents(result), retry: new Set() };
  for (const delivery of deliveries.filter(isOld)) {
    const { messageId, body, message, firstReceived } = delivery;
    telemetry.error('message too old: sent to the dead-letter queue', { messageId, because: result.because });
    await sendToDeadLetterQueue(context, { messageId, body, group: addressText(message) }, result.because, {
      plan: planText(reports),
      firstReceived: firstReceived.toISOString(),
    });
  }
  const kept = deliveries.filter((delivery) => !isOld(delivery));
  await context.queues.delay(
    queueUrl(context.landingZone, context.worker.name),
    kept.map(({ receiptHandle }) => receiptHandle),
    Math.min(status === 'waiting' ? result.retryAfterSeconds : growing(kept), LONGEST_DELAY_SECONDS),
  );
  telemetry.count(status === 'waiting' ? 'Waiting' : 'Failed', 1);
  return { status, wakeDependents: false, retry: new Set(kept.map(({ messageId }) => messageId)) };
}

/** In an account that waits for its region, dependents have no work yet. One that leaves waits until its VPCs have left. */
const mustWakeDependents = ({ status, reports }: Result): boolean =>
  status === 'done' || reports.some(({ target }) => target.intent === 'leave');

const namedBy = (messages: readonly WorkMessage[]): Named =>
  messages.some(({ keys }) => keys === undefined) ? 'all' : new Set(messages.flatMap(({ keys = [] }) => keys));

const MOST_WAKERS = 5;

/** What a sweep has read counts if nothing else was heard: all messages are those of sweeps, and delivered for the first time. */
function zonesIn(deliveries: readonly Delivery[]): ReconcileTrigger['zones'] {
  const told = deliveries.map(({ message: { zones, accountChanged }, receives }) =>
    receives === 1 && accountChanged !== true ? zones : undefined,
  );
  return told.every((each) => each !== undefined) ? told.at(-1) : undefined;
}

/** What woke the worker: each reason once, and of many the first few. */
const wakersOf = (deliveries: readonly Delivery[]): string =>
  [...new Set(deliveries.map(({ message }) => message.because))].slice(0, MOST_WAKERS).join('; ');

/** Who made the calls because of which the messages were sent: each once, and of many the first few. */
const callersOf = (deliveries: readonly Delivery[]): readonly Caller[] =>
  [
    ...new Map(
      deliveries.flatMap(({ message: { caller } }) => (caller ? [[callerText(caller), caller]] : [])),
    ).values(),
  ].slice(0, MOST_WAKERS);

/** Seconds, doubled with each delivery. */
const growing = (deliveries: readonly Delivery[]): number =>
  2 ** Math.min(Math.max(...deliveries.map(({ receives }) => receives)), 6);

function logResult(landingZone: LandingZone, telemetry: Telemetry, result: Result): void {
  if (result.status === 'waiting') telemetry.info('spoke waits', { because: result.because });
  if (result.status === 'failed') telemetry.error('reconcile failed', { because: result.because });
  for (const report of result.reports) logReport(landingZone, telemetry, report);
}

function logReport(landingZone: LandingZone, telemetry: Telemetry, report: Report): void {
  const { target, status, stoppedAt, outcomes } = report;
  for (const [concept, outcome] of outcomes)
    for (const { key, verb, because } of 'applied' in outcome ? outcome.applied : [])
      telemetry.info('change applied', { concept, key, verb, because });
  const { key, intent } = target;
  telemetry.info('target status', { key, intent, status, stoppedAt, because: becauseOf(landingZone, report) });
  for (const bug of bugsIn(report)) unexpected(telemetry, bug);
  telemetry.count('Changes', applied(report).length);
}

const bugsIn = ({ outcomes }: Report): readonly unknown[] =>
  [...outcomes.values()].flatMap((outcome) =>
    outcome.status === 'failed' && outcome.failure.kind === 'bug' ? [outcome.failure.cause] : [],
  );

/** An error that is not from AWS is a bug. It may depend on the spoke's state, so the messages are retried like a failure. */
function unexpected(telemetry: Telemetry, error: unknown): Result {
  telemetry.error('unexpected error (bug)', { error });
  telemetry.count('Faults', 1);
  return { status: 'failed', because: `unexpected error (bug): ${String(error)}`, reports: [] };
}
