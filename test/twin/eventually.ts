import type { World } from './world';

const LONGEST_MS = 3_600_000;

/** Moves virtual time on until `check` holds, looking every `stepMs`. Throws when an hour has passed in vain. */
export async function eventually(
  world: World,
  what: string,
  check: () => boolean | Promise<boolean>,
  stepMs = 2_000,
): Promise<void> {
  for (let waited = 0; waited <= LONGEST_MS; waited += stepMs) {
    if (await check()) return;
    await world.clock.jump(stepMs);
  }
  throw new Error(`After an hour of virtual time, still not so: ${what}.`);
}
