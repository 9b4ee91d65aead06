import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from './clock';

const ATTEMPTS = 3;
/** Delays of the SDK's standard retry mode: base 50 ms, 1 s if throttled; doubled each time; at most 20 s. */
const TRANSIENT_BASE_MS = 50;
const THROTTLING_BASE_MS = 1_000;
const LONGEST_MS = 20_000;

/**
 * The SDK's standard retries with three attempts, which wait on the given clock instead of in real time. They cover throttling
 * and transient errors of one call. Longer waits go through the queue.
 */
export class ClockRetryStrategy extends StandardRetryStrategy {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super({ maxAttempts: ATTEMPTS, backoff: { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 } });
    this.#clock = clock;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    error: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const next = await super.refreshRetryTokenForRetry(token, error);
    const base = error.errorType === 'THROTTLING' ? THROTTLING_BASE_MS : TRANSIENT_BASE_MS;
    await this.#clock.sleep(Math.min(LONGEST_MS, base * 2 ** token.getRetryCount()));
    return next;
  }
}
