import type { World } from './world';

const MINUTE_MS = 60_000;

/**
 * Moves virtual time on until `check` holds, checking every `stepMs`.
 * @throws Error when it does not hold after `longestMs`, or at once when nothing happens by itself any more and the end of
 * that time would not change it
 */
export async function eventually(
  world: World,
  what: string,
  check: () => boolean | Promise<boolean>,
  stepMs = 2_000,
  longestMs = 3_600_000,
): Promise<void> {
  let waited = 0;
  for (; waited <= longestMs; waited += stepMs) {
    if (await check()) return;
    if (world.clock.standsStill) {
      await world.clock.jump(longestMs - waited);
      if (await check()) return;
      throw new Error(
        `Nothing is left that could happen, after ${waited / MINUTE_MS} minutes, and it is not so: ${what}.`,
      );
    }
    await world.clock.jump(stepMs);
  }
  throw new Error(`After ${longestMs / MINUTE_MS} minutes of virtual time, still not so: ${what}.`);
}

/** Moves virtual time on, second by second, until the promise is settled. */
export async function runUntilSettled<T>({ clock }: World, promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  const settling = promise.finally(() => (state.settled = true));
  const isSettled = (): boolean => state.settled;
  // The first call of a client loads code, in real time, before it sleeps on the clock.
  while (!isSettled()) await clock.jump(1_000);
  return settling;
}
