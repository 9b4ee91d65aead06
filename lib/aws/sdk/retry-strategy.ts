import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from './clock';

const ATTEMPTS = 3;
/** Delays of the SDK's standard mode of 2026: base 50 ms, 1 s when throttled, doubling, at most 20 s. */
const TRANSIENT_BASE_MS = 50;
const THROTTLING_BASE_MS = 1_000;
const LONGEST_MS = 20_000;

/**
 * The SDK's standard retries, few of them, waiting on our clock instead of in real time: throttles within a call, and
 * nothing longer. What is not ready yet comes back through the queue.
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
