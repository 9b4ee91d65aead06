import { Failure } from '../aws/sdk/failure';

/** One change to make: plain data, so that a plan can be shown, stored and compared. */
export type ChangeBase = Readonly<{
  verb: 'create' | 'update' | 'delete';
  /** What the change is made to: a VPC id, an account id. */
  key: string;
  /** A sentence for people: what is wrong now. */
  because: string;
  /** What AWS has to finish before anything that builds on this change may start. */
  wait?: Wait;
}>;

/** The one read that tells whether a wait is over: asked of the concept `kind`, about `key`. */
export type Probe = Readonly<{ kind: string; key: string }>;

export type Wait = Readonly<{
  because: string;
  retryAfterSeconds: number;
  /** May last over 15 minutes: the messages are acknowledged, the sweep and the awaited event wake the spoke again. */
  long?: boolean;
}>;

export type Waiting = Readonly<{ status: 'waiting'; because: string; retryAfterSeconds: number; long?: boolean }>;
/** What is not ours and in the way, or not permitted: reported, never replaced. */
export type Refused = Readonly<{ status: 'refused'; because: string }>;

export const waiting = (because: string, retryAfterSeconds: number, long = false): Waiting => ({
  status: 'waiting',
  because,
  retryAfterSeconds,
  ...(long ? { long } : {}),
});
export const refused = (because: string): Refused => ({ status: 'refused', because });

/** What became of one key at one concept. */
export type Outcome =
  | Readonly<{ status: 'in-sync' }>
  | Readonly<{ status: 'planned'; changes: readonly ChangeBase[] }>
  | Readonly<{ status: 'refused'; changes: readonly ChangeBase[]; because: string }>
  | Readonly<{ status: 'changed'; applied: readonly ChangeBase[] }>
  | Readonly<{
      status: 'waiting';
      applied: readonly ChangeBase[];
      because: string;
      retryAfterSeconds: number;
      long?: boolean;
    }>
  | Readonly<{ status: 'failed'; applied: readonly ChangeBase[]; failure: Failure }>;

/** How soon to look again after a failure that passes by itself, in seconds. */
const PASSING: Partial<Record<Failure['kind'], number>> = {
  'already-done': 5,
  busy: 10,
  'not-visible-yet': 15,
  'not-opted-in': 30,
  throttled: 15,
};

/** Failures that pass by themselves are waits; the rest are failed. */
export function outcomeOf(failure: Failure, applied: readonly ChangeBase[]): Outcome {
  const retryAfterSeconds = PASSING[failure.kind];
  return retryAfterSeconds === undefined
    ? { status: 'failed', applied, failure }
    : { status: 'waiting', applied, because: failure.message, retryAfterSeconds };
}

/** The failure in an error; an error that is none is a bug and goes on. */
export function failureIn(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
