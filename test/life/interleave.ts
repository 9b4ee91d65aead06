import { AsyncLocalStorage } from 'node:async_hooks';
import type { World } from '../twin/world';
import type { Random } from './random';

/** Rounds of the event loop without a new call, after which every worker waits for its turn, for the clock, or is done. */
const QUIET_ROUNDS = 3;
const MOST_WAITS = 120;

interface Waiting {
  readonly lane: number;
  readonly proceed: () => void;
}

/**
 * Runs several pieces of work at once and serves their AWS calls one at a time: a random number chooses whose call is next.
 * Calls of others are served at once.
 */
export class Interleaver {
  readonly #lane = new AsyncLocalStorage<number>();
  readonly #waiting: Waiting[] = [];
  #serving = 0;
  #last: number | undefined;
  /** Calls that followed one of other work. */
  interleaved = 0;

  constructor(private readonly world: World) {
    world.around.push(async ({ service }, next) => {
      const lane = this.#lane.getStore();
      // Whether a role is assumed depends on what an instance has cached: no turn may depend on it.
      if (lane === undefined || service.iamPrefix === 'sts') return next();
      await new Promise<void>((proceed) => this.#waiting.push({ lane, proceed }));
      if (this.#last !== undefined && this.#last !== lane) this.interleaved++;
      this.#last = lane;
      this.#serving++;
      try {
        return await next();
      } finally {
        this.#serving--;
      }
    });
  }

  /** Waits for a turn of the work that calls it, as if for a call. */
  async turn(): Promise<void> {
    const lane = this.#lane.getStore();
    if (lane !== undefined) await new Promise<void>((proceed) => this.#waiting.push({ lane, proceed }));
  }

  /**
   * Runs the work, and returns what each piece returns.
   * @throws what the first work that fails throws, once all have ended
   */
  async run<T>(random: Random, work: readonly (() => Promise<T>)[]): Promise<T[]> {
    this.#last = undefined;
    let ended = 0;
    const results = Promise.allSettled(
      work.map((each, lane) =>
        this.#lane.run(lane, each).finally(() => {
          ended++;
        }),
      ),
    );
    let passing: Promise<void> | undefined;
    for (let waits = 0; ended < work.length;) {
      await this.#quiet(() => ended);
      const next = this.#waiting.splice(random.below(this.#waiting.length), 1)[0];
      if (next) next.proceed();
      else if (ended < work.length && !passing) {
        // All that goes on sleeps, until it tries a call again or its turn comes: within the second its calls are served as ever.
        if (++waits > MOST_WAITS) throw new Error('The interleaved work makes no call and does not end.');
        passing = this.world.clock.jump(1_000).finally(() => {
          passing = undefined;
        });
      }
    }
    await passing;
    return (await results).map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  async #quiet(ended: () => number): Promise<void> {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      const before = this.#waiting.length + ended();
      await new Promise(setImmediate);
      quiet = this.#serving === 0 && before === this.#waiting.length + ended() ? quiet + 1 : 0;
    }
  }
}
