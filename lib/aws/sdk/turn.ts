import type { Clock } from './clock';
import { Failure } from './failure';

/**
 * What many spokes call at the same rate, because AWS counts the calls for the hub account or the whole organization.
 * `join`: what a VPC that joins needs of the hub. `account`: reads of an account in Organizations. `share`: RAM.
 */
export type Bucket = 'join' | 'account' | 'share';

/** When a call may be made. */
export interface Turn {
  readonly bucket: Bucket;
  /** Whose turn it is: a VPC or an account. */
  readonly key: string;
  /** ISO time. */
  readonly at: string;
}

/** A call of this bucket, which takes so many milliseconds of the time in which AWS serves them one after the other. */
export interface PacedCall {
  readonly bucket: Bucket;
  readonly key: string;
  readonly ms: number;
}

/** Resolves when the call may be made. Throws `Paced` if that takes longer than a function should wait. */
export type TakeTurn = (call: PacedCall) => Promise<void>;

/** For readers and tests: every call is made at once. */
export const unpaced: TakeTurn = () => Promise.resolve();

/** Sleeps until a turn that is near: going back to the queue would take longer. */
export const untilTurn = (clock: Clock, ms: number): Promise<void> => clock.sleep(ms);

/** The call was not made: its turn comes later. */
export class Paced extends Failure {
  constructor(
    readonly turn: Turn,
    /** Until the turn. */
    readonly seconds: number,
    where: { readonly accountId: string; readonly region: string },
  ) {
    super(
      'paced',
      'Paced',
      { action: turn.bucket, ...where },
      `${turn.key} waits for its turn at ${turn.at}: AWS limits the rate of such calls for all accounts together`,
    );
  }
}
