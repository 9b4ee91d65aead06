import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from './clock';

const ATTEMPTS = 3;
/** Delays of the SDK's standard retry mode: up to 50 ms, or 1 s if throttled; doubled each time; at most 20 s. */
const TRANSIENT_BASE_MS = 50;
const THROTTLING_BASE_MS = 1_000;
const LONGEST_MS = 20_000;

/**
 * The SDK's standard retries with three attempts and full jitter, which wait on the given clock instead of in real time. They
 * cover throttling and transient errors of one call. Longer waits go through the queue. `random` returns a number in [0, 1):
 * without jitter all instances that AWS throttles at the same time would retry at the same time.
 */
export class ClockRetryStrategy extends StandardRetryStrategy {
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(clock: Clock, random: () => number) {
    super({ maxAttempts: ATTEMPTS, backoff: { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 } });
    this.#clock = clock;
    this.#random = random;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    error: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const next = await super.refreshRetryTokenForRetry(token, error);
    const base = error.errorType === 'THROTTLING' ? THROTTLING_BASE_MS : TRANSIENT_BASE_MS;
    await this.#clock.sleep(Math.floor(this.#random() * Math.min(LONGEST_MS, base * 2 ** token.getRetryCount())));
    return next;
  }
}
