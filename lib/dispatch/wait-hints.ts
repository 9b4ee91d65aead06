import { createHash } from 'node:crypto';
import { isFailure } from '../aws/sdk/failure';
import type { SpokeRecord, WaitHint } from '../hub/ledger';
import { cleanText } from '../names';
import type { Report } from '../reconcile/engine';
import type { Outcome } from '../reconcile/outcome';
import type { SpokeContext } from './spoke-context';
import type { Worker } from './worker';
import type { WorkerContext } from './worker-context';

/** A waiting message is hidden for this long at most; then tags, CIDRs and the OU are read again. */
export const LONGEST_DELAY_SECONDS = 60;
const LOOK_AGAIN_MS = 60_000;
/** After a probe that is not ready, the next one follows within this time, however long the first wait was. */
const PROBE_AGAIN_SECONDS = 30;

type WaitOutcome = Outcome & { status: 'waiting' };
const waitsOf = (reports: readonly Report[]): readonly { report: Report; wait: WaitOutcome }[] =>
  reports.flatMap((report) => {
    const outcome = report.stoppedAt === undefined ? undefined : report.outcomes.get(report.stoppedAt);
    return outcome?.status === 'waiting' ? [{ report, wait: outcome }] : [];
  });

/** The wait that ends first; short waits come before long ones. Undefined where nothing waits. */
export function soonestWait(reports: readonly Report[]): WaitHint | undefined {
  const [first] = [...waitsOf(reports)].sort(
    (a, b) =>
      Number(a.wait.long ?? false) - Number(b.wait.long ?? false) ||
      a.wait.retryAfterSeconds - b.wait.retryAfterSeconds,
  );
  if (!first) return undefined;
  const { report, wait } = first;
  return {
    probe: { kind: report.stoppedAt ?? '', key: report.target.key },
    because: cleanText(wait.because),
    retryAfterSeconds: Math.min(wait.retryAfterSeconds, LONGEST_DELAY_SECONDS),
    acknowledged: wait.long ?? false,
  };
}

/**
 * Runs the probe of the wait, and once a minute compares what would change the plan.
 * @returns seconds until the next probe; undefined where a reconcile is due
 */
export async function probeWait(
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
    const account = context.organization.reading(spoke.accountId);
    await context.ledger.putSpoke(spoke, { ...record, readAt: now.toISOString(), ...(account ? { account } : {}) });
  }
  return Math.min(retryAfterSeconds, PROBE_AGAIN_SECONDS);
}

/** A probe that fails gives no answer: the reconcile gets the same failure and reports it. */
const readyIfUnreadable = (error: unknown): boolean => {
  if (isFailure(error)) return true;
  throw error;
};

/** 32 hexadecimal digits of SHA-256: a spoke's team chooses its tags and must not be able to find a collision. */
export const fingerprintOf = (watched: unknown): string =>
  createHash('sha256').update(JSON.stringify(watched)).digest('hex').slice(0, 32);
