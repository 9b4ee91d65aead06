import { createHash } from 'node:crypto';
import { isFailure } from '../aws/sdk/failure';
import type { SpokeRecord, WaitHint } from '../hub/ledger';
import type { Report } from '../reconcile/engine';
import type { Outcome } from '../reconcile/outcome';
import type { SpokeContext } from './spoke-context';
import type { Worker } from './worker';
import type { WorkerContext } from './worker-context';

/** SQS hides a message that waits for this long at most: then tags, CIDRs and OU are looked at again. */
export const LONGEST_DELAY_SECONDS = 60;
const LOOK_AGAIN_MS = 60_000;
/** A probe that says "not yet" is asked again soon, however long the first wait was. */
const PROBE_AGAIN_SECONDS = 30;

type WaitOutcome = Outcome & { status: 'waiting' };
const waitsOf = (reports: readonly Report[]): readonly { report: Report; wait: WaitOutcome }[] =>
  reports.flatMap((report) => {
    const outcome = report.stoppedAt === undefined ? undefined : report.outcomes.get(report.stoppedAt);
    return outcome?.status === 'waiting' ? [{ report, wait: outcome }] : [];
  });

/** The wait that ends first: a short one before any that was acknowledged. Undefined where nothing waits. */
export function hintOf(reports: readonly Report[]): WaitHint | undefined {
  const [first] = [...waitsOf(reports)].sort(
    (a, b) =>
      Number(a.wait.long ?? false) - Number(b.wait.long ?? false) ||
      a.wait.retryAfterSeconds - b.wait.retryAfterSeconds,
  );
  if (!first) return undefined;
  const { report, wait } = first;
  return {
    probe: { kind: report.stoppedAt ?? '', key: report.target.key },
    because: wait.because,
    retryAfterSeconds: Math.min(wait.retryAfterSeconds, LONGEST_DELAY_SECONDS),
    acknowledged: wait.long ?? false,
  };
}

/**
 * Asks the probe of the wait, and once a minute whether anything that would change the plan has changed.
 * @returns how soon to ask again; undefined where a reconcile is due
 */
export async function secondsToWait(
  context: WorkerContext,
  worker: Worker,
  spoke: SpokeContext,
  record: SpokeRecord & { readonly wait: WaitHint },
): Promise<number | undefined> {
  const { probe, retryAfterSeconds } = record.wait;
  const step = worker.steps.find(({ kind }) => kind === probe.kind);
  if (!step) return undefined;
  const run = spoke.run(await context.organization.lastKnown(spoke.accountId));
  if (await step.ready(run, probe.key).catch(readyIfUnreadable)) return undefined;
  const now = context.clock.now();
  if (now.getTime() - Date.parse(record.readAt) >= LOOK_AGAIN_MS) {
    if (fingerprintOf(await worker.watched(spoke)) !== record.fingerprint) return undefined;
    await context.ledger.putSpoke(spoke, { ...record, readAt: now.toISOString() });
  }
  return Math.min(retryAfterSeconds, PROBE_AGAIN_SECONDS);
}

/** A probe that AWS refuses tells nothing: the reconcile meets the same refusal and reports it. */
const readyIfUnreadable = (error: unknown): boolean => {
  if (isFailure(error)) return true;
  throw error;
};

/** Thirty-two hexadecimal digits. A spoke's team chooses its tags, so that a collision must not be findable. */
export const fingerprintOf = (watched: unknown): string =>
  createHash('sha256').update(JSON.stringify(watched)).digest('hex').slice(0, 32);
