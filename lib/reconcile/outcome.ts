import { Failure } from '../aws/sdk/failure';
import { Paced, type Turn } from '../aws/sdk/paced';
import type { Reason } from '../names';

/** One change to make: plain data, so that a plan can be shown, stored and compared. */
export type ChangeBase = Readonly<{
  verb: 'create' | 'update' | 'delete';
  /** What the change is made to: a VPC id, an account id. */
  key: string;
  /** A sentence for logs and reports: what is wrong now. */
  because: string;
  /** What AWS has to finish before later concepts may run. */
  wait?: Wait;
  /** The traffic that it lets through, where it opens a path. */
  opens?: string;
  /** The traffic that it stops, for good or until later changes are made. */
  interrupts?: string;
}>;

/** Names the read that shows whether a wait is over: `ready` of the concept `kind`, for `key`. */
export type Probe = Readonly<{ kind: string; key: string }>;

export type Wait = Readonly<{
  because: string;
  retryAfterSeconds: number;
  /** May last over 15 minutes: the messages are acknowledged; the sweep or the awaited event wakes the spoke again. */
  long?: boolean;
}>;

/** `reason`: given where no call is made until people, or the config, let it be made. */
export type Waiting = Readonly<{
  status: 'waiting';
  because: string;
  retryAfterSeconds: number;
  long?: boolean;
  reason?: Reason;
}>;
/** What people have to know. `because` is for the team of the VPC, `detail` says more to operators. */
export type Finding = Readonly<{ reason: Reason; because: string; detail?: string }>;
/**
 * Not permitted, or a resource of another team is in the way: it is reported and never replaced. `changes`: what can be done
 * nevertheless. `othersGoOn`: the concepts that depend on this one run, because what they do does no harm without it.
 */
export type Refused<Change = never> = Readonly<{ status: 'refused'; changes?: readonly Change[]; othersGoOn?: true }> &
  Finding;

export const waiting = (because: string, retryAfterSeconds: number, long = false): Waiting => ({
  status: 'waiting',
  because,
  retryAfterSeconds,
  ...(long ? { long } : {}),
});
export const refused = (reason: Reason, because: string, detail?: string): Refused => ({
  status: 'refused',
  reason,
  because,
  ...(detail === undefined ? {} : { detail }),
});

/** The result of one concept for one key. */
export type Outcome =
  | Readonly<{ status: 'in-sync' }>
  | Readonly<{ status: 'planned'; changes: readonly ChangeBase[] }>
  /** `changes`: those that a guard stops, or that a plan shows. */
  | (Readonly<{
      status: 'refused';
      changes: readonly ChangeBase[];
      applied: readonly ChangeBase[];
      othersGoOn?: true;
    }> &
      Finding)
  | Readonly<{ status: 'changed'; applied: readonly ChangeBase[] }>
  | Readonly<{
      status: 'waiting';
      applied: readonly ChangeBase[];
      because: string;
      retryAfterSeconds: number;
      long?: boolean;
      reason?: Reason;
      /** The failure that passes without a repair. */
      failure?: Failure;
      /** When the call that was not made may be made. */
      turn?: Turn;
    }>
  | Readonly<{ status: 'failed'; applied: readonly ChangeBase[]; failure: Failure }>;

/** The waits after failures that are temporary. */
const TEMPORARY: Partial<Record<Failure['kind'], Omit<Wait, 'because'>>> = {
  'already-done': { retryAfterSeconds: 5 },
  busy: { retryAfterSeconds: 10 },
  'not-visible-yet': { retryAfterSeconds: 15 },
  'not-opted-in': { retryAfterSeconds: 30 },
  'being-verified': { retryAfterSeconds: 300, long: true },
  'too-many-at-once': { retryAfterSeconds: 300, long: true },
  throttled: { retryAfterSeconds: 15 },
};

/** A temporary failure is a wait; any other is `failed`. */
export function outcomeOf(failure: Failure, applied: readonly ChangeBase[]): Outcome {
  if (failure instanceof Paced) {
    const { turn, seconds } = failure;
    const because = `${turn.key} waits for its turn: AWS limits the rate of such calls for all accounts together`;
    return { status: 'waiting', applied, because, retryAfterSeconds: seconds, turn };
  }
  const wait = TEMPORARY[failure.kind];
  return wait === undefined
    ? { status: 'failed', applied, failure }
    : { status: 'waiting', applied, because: failure.message, ...wait, failure };
}

/** The error as a `Failure`. Any other error is a bug and is thrown again. */
export function failureIn(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
