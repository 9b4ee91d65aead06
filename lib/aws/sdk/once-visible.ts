import type { Clock } from './clock';
import { isFailure } from './failure';

/** Seconds between attempts. */
const SECONDS = [1, 2, 4, 8];

/**
 * Makes a call again while AWS does not see yet what a call before it made, for 15 seconds at most. For the rare case in which
 * the reconcile may not end in between: what the call needs exists only until then. Other waits go through the queue.
 * @throws the last Failure
 */
export async function onceVisible(call: () => Promise<unknown>, clock: Clock): Promise<void> {
  for (const seconds of SECONDS)
    try {
      await call();
      return;
    } catch (error) {
      if (!isFailure(error, 'not-visible-yet')) throw error;
      await clock.sleep(seconds * 1000);
    }
  await call();
}
