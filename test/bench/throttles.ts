import type { CallRecord } from '../twin/world';
import { rounded } from './document';

const THROTTLED: ReadonlySet<string | undefined> = new Set([
  ...['RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
]);

export interface ApiFigures {
  readonly calls: number;
  readonly throttled: number;
}

/** The calls that our roles made, by API, and how many of them were throttled. */
export function byApi(calls: readonly CallRecord[]): Readonly<Record<string, ApiFigures>> {
  const found = new Map<string, { calls: number; throttled: number }>();
  for (const { action, caller, error } of calls) {
    if (!caller.startsWith('wheelwright-')) continue;
    const figures = found.get(action) ?? { calls: 0, throttled: 0 };
    figures.calls++;
    if (THROTTLED.has(error)) figures.throttled++;
    found.set(action, figures);
  }
  return Object.fromEntries([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const MOST_PERCENT = 1;
const MOST_CALLS = 3;

/** The APIs of which more than `MOST_PERCENT` of the calls, and more than `MOST_CALLS`, were throttled: percent by API. */
export const tooManyThrottled = (apis: Readonly<Record<string, ApiFigures>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(apis)
      .filter(([, { calls, throttled }]) => throttled > Math.max(MOST_CALLS, (calls * MOST_PERCENT) / 100))
      .map(([action, { calls, throttled }]) => [`percent throttled of ${action}`, rounded((throttled / calls) * 100)]),
  );
