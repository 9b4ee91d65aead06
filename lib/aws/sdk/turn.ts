import type { Clock } from './clock';
import type { Bucket } from './paced';

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
