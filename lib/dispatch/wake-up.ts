import { createHash } from 'node:crypto';
import { isFailure } from '../aws/sdk/failure';
import type { SpokeRecord, WaitHint } from '../hub/ledger';
import type { Report } from '../reconcile/engine';
import { failureIn, outcomeOf, type Outcome } from '../reconcile/outcome';
import type { Step } from '../reconcile/step';
import { workpiece, type Workpiece, type Workplace } from './context';

/** What woke the worker: all the messages of one group in one batch. */
export interface Wake {
  readonly accountId: string;
  readonly region: string;
  /** A message that nobody has seen before: something may have happened. */
  readonly fresh: boolean;
  /** The account itself may have changed (moved, tagged, closed): what is remembered of it is old. */
  readonly accountChanged: boolean;
  /** A message is about to be given up: a probe will not do, the plan is wanted. */
  readonly last: boolean;
}

/** What the worker answers. `parked` is a wait that may last: it is acknowledged, and the ledger keeps it. */
export type Result =
  | { readonly status: 'done'; readonly reports: readonly Report[] }
  | { readonly status: 'parked'; readonly reports: readonly Report[] }
  | {
      readonly status: 'waiting';
      readonly because: string;
      readonly retryAfterSeconds: number;
      readonly reports: readonly Report[];
    }
  | { readonly status: 'failed'; readonly because: string; readonly reports: readonly Report[] };

/** What the two kinds of worker differ in. */
export interface Trade {
  readonly steps: readonly Step[];
  /** Everything that would change the plan while it waits, in a form that can be compared. */
  watched(piece: Workpiece): Promise<unknown>;
  reconcile(piece: Workpiece): Promise<readonly Report[]>;
}

const LOOK_AGAIN_MS = 60_000;
const LONGEST_DELAY_SECONDS = 60;
/** A probe that says "not yet" is asked again soon, however long the first wait was. */
const PROBE_AGAIN_SECONDS = 30;

/**
 * One wake-up of one spoke. A message that comes back costs the one call that the wait's probe names, and a look at what
 * would change the plan once a minute; anything new costs a reconcile.
 */
export async function work(place: Workplace, trade: Trade, wake: Wake): Promise<Result> {
  const id = { accountId: wake.accountId, region: wake.region };
  if (wake.accountChanged) place.organization.forget(wake.accountId);
  const record = await place.ledger.spoke(place.worker, id);
  const wait = record?.wait;
  // The hint is taken back before work goes on. A message that comes back without one: the attempt before this died.
  const piece = workpiece(place, id.accountId, id.region, !wake.fresh && wait === undefined);
  if (record && wait && !wake.fresh && !wake.last) {
    const still = await stillWaiting(place, trade, piece, record, wait);
    if (still) return still;
  }
  if (wait) await place.ledger.clearWait(place.worker, id);
  let reports: readonly Report[];
  try {
    reports = await trade.reconcile(piece);
  } catch (error) {
    return unread(outcomeOf(failureIn(error), []));
  }
  const readAt = place.clock.now().toISOString();
  const hint = hintOf(reports);
  if (hint) {
    const fingerprint = fingerprintOf(await trade.watched(piece));
    await place.ledger.putSpoke(id, { worker: place.worker, wait: hint, readAt, fingerprint });
  }
  return resultOf(reports, hint);
}

async function stillWaiting(
  place: Workplace,
  trade: Trade,
  piece: Workpiece,
  record: SpokeRecord,
  wait: WaitHint,
): Promise<Result | undefined> {
  const { kind, key } = wait.probe;
  const step = trade.steps.find((candidate) => candidate.kind === kind);
  if (!step) return undefined;
  const account = await place.organization.kept(piece.accountId);
  const run = piece.run(account);
  if (await step.ready(run, key).catch(readyIfUnreadable)) return undefined;
  const now = place.clock.now();
  if (now.getTime() - Date.parse(record.readAt) >= LOOK_AGAIN_MS) {
    if (fingerprintOf(await trade.watched(piece)) !== record.fingerprint) return undefined;
    const id = { accountId: piece.accountId, region: piece.region };
    await place.ledger.putSpoke(id, { ...record, readAt: now.toISOString() });
  }
  const retryAfterSeconds = Math.min(wait.retryAfterSeconds, PROBE_AGAIN_SECONDS);
  return { status: 'waiting', because: wait.because, retryAfterSeconds, reports: [] };
}

/** A probe that AWS refuses tells nothing: the reconcile will meet the same refusal and say so. */
const readyIfUnreadable = (error: unknown): boolean => {
  if (isFailure(error)) return true;
  throw error;
};

type Wait = Outcome & { status: 'waiting' };
const waitsOf = (reports: readonly Report[]): readonly { report: Report; wait: Wait }[] =>
  reports.flatMap((report) => {
    const outcome = report.stoppedAt === undefined ? undefined : report.outcomes.get(report.stoppedAt);
    return outcome?.status === 'waiting' ? [{ report, wait: outcome }] : [];
  });

/** The first wait that will be over: a short one before any that was acknowledged. */
function hintOf(reports: readonly Report[]): WaitHint | undefined {
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

function resultOf(reports: readonly Report[], hint: WaitHint | undefined): Result {
  const failures = reports.flatMap((report) =>
    [...report.outcomes.values()].flatMap((outcome) => (outcome.status === 'failed' ? [outcome.failure.message] : [])),
  );
  if (failures.length > 0) return { status: 'failed', because: failures.join('; '), reports };
  if (hint && !hint.acknowledged)
    return { status: 'waiting', because: hint.because, retryAfterSeconds: hint.retryAfterSeconds, reports };
  return { status: hint ? 'parked' : 'done', reports };
}

/** What a spoke's worker could not read at all is not planned against: it is looked at again. */
function unread(outcome: Outcome): Result {
  if (outcome.status === 'waiting')
    return { status: 'waiting', because: outcome.because, retryAfterSeconds: outcome.retryAfterSeconds, reports: [] };
  if (outcome.status === 'failed') return { status: 'failed', because: outcome.failure.message, reports: [] };
  throw new TypeError(`A failure became ${outcome.status}.`);
}

const fingerprintOf = (watched: unknown): string =>
  createHash('sha256').update(JSON.stringify(watched)).digest('hex').slice(0, 32);
