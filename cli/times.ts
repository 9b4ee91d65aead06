import { InvalidArgumentError } from 'commander';
import type { Clock } from '../lib/aws/sdk/clock';
import { secondsOf } from '../lib/operator/ago';

/** With a zone: a time without one would be another in each place. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A time as AWS's clock has it, which is known once AWS has answered. */
export type Time = (clock: Clock) => Date;

/** A time on the command line: `2026-01-31T14:00Z`, or how long ago, such as `90m`, `2h` or `1d`. */
export function timeArgument(text: string): Time {
  const seconds = secondsOf(text);
  if (seconds !== undefined) return (clock) => new Date(clock.now().getTime() - seconds * 1000);
  const time = ISO.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(
      'Expected a time such as 2026-01-31T14:00Z, or how long ago, such as 90m, 2h or 1d.',
    );
  return () => time;
}
