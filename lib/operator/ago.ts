const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago a time was: `40s`, `12m`, `6h02m`, `3d04h`. A time that is ahead is `0s`; what is no time is `-`. */
export function ago(time: string | Date | undefined, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - new Date(time ?? NaN).getTime()) / 1000));
  if (Number.isNaN(seconds)) return '-';
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < MINUTE) return `${seconds}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h${two(Math.floor((seconds % HOUR) / MINUTE))}m`;
  return `${Math.floor(seconds / DAY)}d${two(Math.floor((seconds % DAY) / HOUR))}h`;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: MINUTE, h: HOUR, d: DAY };

/** The seconds of `90s`, `30m`, `1h` or `7d`; undefined for other texts. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = UNITS[unit];
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds;
}
