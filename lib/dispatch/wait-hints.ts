import { isFailure } from '../aws/sdk/failure';
import type { SpokeRecord, WaitHint } from '../hub/ledger';
import { cleanText } from '../names';
import type { Report } from '../reconcile/engine';
import type { Outcome } from '../reconcile/outcome';
import type { SpokeContext } from './spoke-context';
import { fingerprintOf } from './fingerprint';
import type { Worker } from './worker';
import type { WorkerContext } from './worker-context';

/** A waiting message is hidden for this long at most; then tags, CIDRs and the OU are read again. */
export const LONGEST_DELAY_SECONDS = 60;
const LOOK_AGAIN_MS = 60_000;
/** A spoke begins to read so long before its turn. */
const BEFORE_TURN_MS = 1_000;
const PROBE_AGAIN_SECONDS = 10;
const SHORT_SECONDS = 60;
/** A probe that is due within a tenth of this, or of the time that has passed, has just been made. */
const SOON = 0.1;

/** How long after its beginning a wait is probed, after so many seconds: the next multiple of ten in its first minute, then a quarter later each time. */
function nextProbeAt(seconds: number): number {
  const soon = Math.max(PROBE_AGAIN_SECONDS * SOON, seconds * SOON);
  if (seconds + soon < SHORT_SECONDS) return Math.ceil((seconds + soon) / PROBE_AGAIN_SECONDS) * PROBE_AGAIN_SECONDS;
  const quarters = Math.ceil(Math.log((seconds + soon) / SHORT_SECONDS) / Math.log(1.25));
  return SHORT_SECONDS * 1.25 ** quarters;
}

/**
 * Seconds until the next probe of a wait that has lasted so long. AWS documents no times: ten seconds for a minute, and then a
 * quarter of the time that has passed, so that no more than that is lost. They count from when the wait began, so that what a probe
 * takes does not add up.
 */
const probeAgainAfter = (seconds: number): number =>
  Math.min(Math.ceil(nextProbeAt(seconds) - seconds), LONGEST_DELAY_SECONDS);

type WaitOutcome = Outcome & { status: 'waiting' };
const waitsOf = (reports: readonly Report[]): readonly { report: Report; wait: WaitOutcome }[] =>
  reports.flatMap((report) => {
    const outcome = report.stoppedAt === undefined ? undefined : report.outcomes.get(report.stoppedAt);
    return outcome?.status === 'waiting' ? [{ report, wait: outcome }] : [];
  });

/** The wait that ends first, with `before` the one that this reconcile has ended; short waits come before long ones. Undefined where nothing waits. */
export function soonestWait(reports: readonly Report[], now: Date, before?: WaitHint): WaitHint | undefined {
  const [first] = [...waitsOf(reports)].sort(
    (a, b) =>
      Number(a.wait.long ?? false) - Number(b.wait.long ?? false) ||
      a.wait.retryAfterSeconds - b.wait.retryAfterSeconds,
  );
  if (!first) return undefined;
  const { report, wait } = first;
  const { turn } = wait;
  const probe = { kind: report.stoppedAt ?? '', key: report.target.key };
  // A wait goes on where nothing was changed.
  const goesOn = wait.applied.length === 0 && before?.probe.kind === probe.kind && before.probe.key === probe.key;
  return {
    probe,
    because: cleanText(wait.because),
    retryAfterSeconds: Math.min(wait.retryAfterSeconds, LONGEST_DELAY_SECONDS),
    acknowledged: wait.long ?? false,
    ...(turn ? { turn } : {}),
    since: (goesOn ? before.since : undefined) ?? now.toISOString(),
  };
}

/** `ready`: a reconcile is due. `changed`: so it is, and what was found before the wait does not count. */
type Probed = number | 'ready' | 'changed';

/**
 * Runs the probe of the wait, and once a minute, and when it is over, compares what would change the plan.
 * @returns seconds until the next probe, or why a reconcile is due
 */
export async function probeWait(
  context: WorkerContext,
  worker: Worker,
  spoke: SpokeContext,
  record: SpokeRecord & { readonly wait: WaitHint },
): Promise<Probed> {
  const { probe, since = record.readAt, turn } = record.wait;
  const untilTurn = turn === undefined ? 0 : Date.parse(turn.at) - context.clock.now().getTime();
  if (untilTurn > BEFORE_TURN_MS) return Math.floor(untilTurn / 1000);
  const step = worker.steps.find(({ kind }) => kind === probe.kind);
  if (!step) return 'ready';
  const run = spoke.run(await context.organization.lastKnown(spoke.accountId));
  const ready = turn !== undefined || (await step.ready(run, probe.key).catch(readyIfUnreadable));
  const now = context.clock.now();
  if (ready || now.getTime() - Date.parse(record.readAt) >= LOOK_AGAIN_MS) {
    // A reconcile keeps the turn of a read that may not be made yet.
    const watched = await worker.watched(spoke).catch(undefinedIfPaced);
    if (watched === undefined) return 'ready';
    if (fingerprintOf(watched) !== record.fingerprint) return 'changed';
    if (ready) return 'ready';
    const account = context.organization.reading(spoke.accountId);
    await context.ledger.putSpoke(spoke, { ...record, readAt: now.toISOString(), ...(account ? { account } : {}) });
  }
  return probeAgainAfter((now.getTime() - Date.parse(since)) / 1000);
}

/** A probe that fails gives no answer: the reconcile gets the same failure and reports it. */
const readyIfUnreadable = (error: unknown): boolean => {
  if (isFailure(error)) return true;
  throw error;
};

const undefinedIfPaced = (error: unknown): undefined => {
  if (!isFailure(error, 'paced')) throw error;
};
