import { deadQueueOf, type Queues } from '../hub/queues';
import { applied } from '../reconcile/engine';
import { groupOf, type Delivery } from '../hub/messages';
import { becauseOf } from './record';
import { work, type Result, type Trade } from './wake-up';
import type { Workplace } from './context';

/** Where a worker's words and figures go. */
export interface Signals {
  info(message: string, about: Readonly<Record<string, unknown>>): void;
  error(message: string, about: Readonly<Record<string, unknown>>): void;
  count(metric: string, value: number): void;
}

/** What is longer under way than this goes to the dead queue, with its plan. */
const OLDEST_MS = 2 * 3600_000;
const LONGEST_DELAY_SECONDS = 60;
/** SQS takes 1 MiB of body and attributes; a plan beyond this is cut. */
const LONGEST_PLAN = 200_000;

/** How a wake-up ended, and which of the group's messages come back because it is not finished. */
export interface Answer {
  readonly status: Result['status'];
  readonly because: string;
  /** Whether whoever comes next must know: the spoke is through, or it leaves and waits for others to go first. */
  readonly handsOn: boolean;
  /** Message ids. */
  readonly comeBack: ReadonlySet<string>;
}

/**
 * One reconcile for all messages of one group in one batch, and one answer: done, or all of them come back, after a
 * minute at most. What is too old goes to the dead queue instead, unchanged, with the plan of one last look: a message
 * that only asked its probe has none.
 */
export async function answer(
  place: Workplace,
  trade: Trade,
  queues: Queues,
  signals: Signals,
  deliveries: readonly [Delivery, ...Delivery[]],
): Promise<Answer> {
  const [first] = deliveries;
  const { account, region } = first.message;
  const isNew = ({ receives }: Delivery): boolean => receives === 1;
  const now = place.clock.now().getTime();
  const isOld = ({ firstReceived }: Delivery): boolean => now - firstReceived.getTime() > OLDEST_MS;
  const result = await work(place, trade, {
    accountId: account,
    region,
    fresh: deliveries.some(isNew),
    last: deliveries.some(isOld),
    accountChanged: deliveries.some((delivery) => isNew(delivery) && delivery.message.accountChanged === true),
  }).catch((error: unknown) => faulty(signals, error));
  report(signals, result);
  if (result.status === 'done' || result.status === 'parked')
    return { status: result.status, because: '', handsOn: handsOn(result), comeBack: new Set() };
  const queueUrl = place.hub.queueUrls[place.worker] ?? '';
  for (const delivery of deliveries.filter(isOld)) {
    signals.error('too old: to the dead queue', { because: result.because, messageId: delivery.messageId });
    await bury(queues, queueUrl, delivery, result);
  }
  const kept = deliveries.filter((delivery) => !isOld(delivery));
  const { status, because } = result;
  const seconds =
    status === 'waiting' ? result.retryAfterSeconds : growing(Math.max(...kept.map(({ receives }) => receives)));
  await queues.delay(
    queueUrl,
    kept.map(({ receiptHandle }) => receiptHandle),
    Math.min(seconds, LONGEST_DELAY_SECONDS),
  );
  signals.count(status === 'waiting' ? 'Waiting' : 'Failed', 1);
  return { status, because, handsOn: false, comeBack: new Set(kept.map(({ messageId }) => messageId)) };
}

/** An account that waits for its region has nothing to hand on; one that leaves cannot go before its VPCs. */
const handsOn = ({ status, reports }: Result): boolean =>
  status === 'done' || reports.some(({ target }) => target.intent === 'leave');

function report(signals: Signals, result: Result): void {
  if ('because' in result)
    signals[result.status === 'failed' ? 'error' : 'info'](result.status, { because: result.because });
  for (const each of result.reports) {
    const { target, status, stoppedAt } = each;
    const changes = applied(each);
    for (const [concept, outcome] of each.outcomes)
      for (const { key, verb, because } of 'applied' in outcome ? outcome.applied : [])
        signals.info('changed', { concept, key, verb, because });
    signals.info('stands', { key: target.key, intent: target.intent, status, stoppedAt, because: becauseOf(each) });
    signals.count('Changes', changes.length);
    if (status === 'refused') signals.count('Refused', 1);
    if (target.quarantined) signals.count('Quarantined', 1);
  }
}

/** A bug is nothing that AWS answered. It may hold for one state of the spoke only, so it is tried again like a failure. */
function faulty(signals: Signals, error: unknown): Result {
  signals.error('a fault of ours', { error });
  signals.count('Faults', 1);
  return { status: 'failed', because: `a fault of ours: ${String(error)}`, reports: [] };
}

const growing = (receives: number): number => 2 ** Math.min(receives, 6);

/** The unchanged body, with why and what was planned beside it. */
async function bury(
  queues: Queues,
  queueUrl: string,
  delivery: Delivery,
  result: Exclude<Result, { status: 'done' | 'parked' }>,
): Promise<void> {
  const plan = result.reports.map(({ target, outcomes }) => ({ target, outcomes: Object.fromEntries(outcomes) }));
  await queues.send(deadQueueOf(queueUrl), {
    body: delivery.body,
    group: groupOf(delivery.message),
    deduplicationId: delivery.messageId,
    attributes: {
      reason: result.because.slice(0, 1000),
      plan: JSON.stringify(plan).slice(0, LONGEST_PLAN),
      firstReceived: delivery.firstReceived.toISOString(),
    },
  });
}
