import { InvalidArgumentError } from 'commander';
import type { Clock } from '../lib/aws/sdk/clock';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const AGO = /^(\d+)([mhd])$/;
/** With a zone: a time without one would be another in each place. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A time on the command line: `2026-01-31T14:00Z`, or how long ago, such as `90m`, `2h` or `1d`. */
export function timeArgument(text: string): (clock: Clock) => Date {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count !== undefined) {
    const ms = Number(count) * UNITS[unit as keyof typeof UNITS];
    return (clock) => new Date(clock.now().getTime() - ms);
  }
  const time = ISO.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(
      'Expected a time such as 2026-01-31T14:00Z, or how long ago, such as 90m, 2h or 1d.',
    );
  return () => time;
}
