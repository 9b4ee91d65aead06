import colors from 'picocolors';
import { EPOCH } from '../twin/clock';

/** Columns that the output is laid out for, and at most uses. */
export const WIDTH = 100;
const TIME = 8;
/** The longest plain text that an API call stands beside in one column. */
const TEXT = 29;

export const heading = (title: string): string => `\n${colors.bold(colors.cyan(`■ ${title}`))}`;

/** Virtual time since the world began, as `02:30:17`. */
export function timeOf(date: Date | string): string {
  const seconds = Math.floor((new Date(date).getTime() - EPOCH) / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** `2 min 40 s`, `1 h 1 min`, `43 s`. */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts =
    hours > 0 ? [`${hours} h`, minutes && `${minutes} min`] : [minutes && `${minutes} min`, `${seconds % 60} s`];
  return parts.filter((part) => part !== 0 && (part !== '0 s' || seconds === 0)).join(' ');
}

/** How wide the output and its column of subjects are. */
export interface Layout {
  readonly width: number;
  readonly subject: number;
}

export interface Fact {
  /** `02:30:17` */
  readonly at: string;
  /** The name of a VPC or an account. */
  readonly subject: string;
  readonly text: string;
  readonly call?: string;
}

/** A fact on one line: when, about what, and in words; then an API call where the line has room for it. */
export function factLine({ at, subject, text, call = '' }: Fact, layout: Layout): string {
  const words = call === '' ? text : text.padEnd(TEXT);
  const fits = call !== '' && indentOf(layout) + words.length + 2 + call.length <= layout.width;
  const line = `${colors.dim(at.padEnd(TIME))}  ${colors.bold(subject.padEnd(layout.subject))} `;
  return fits ? `${line}${words}  ${colors.dim(call)}` : `${line}${text}`;
}

/** Where the text of a fact begins. */
export const indentOf = ({ subject }: Layout): number => TIME + 2 + subject + 1;

/** Breaks a text into lines that end before `width`, of which all but the first are indented. */
export function wrapped(text: string, { width, indent }: { width: number; indent: number }): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width - indent)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? line : `${' '.repeat(indent)}${line}`));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/**
 * Columns with two spaces between, each as wide as its widest cell. Where a line is wider than `width`, its last cell moves
 * to a line of its own, indented.
 */
export function columns(rows: readonly (readonly string[])[], width = WIDTH): readonly string[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const whole = widths.reduce((sum, each) => sum + each + 2, 0) - 2;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  if (whole <= width) return rows.map(line);
  return rows.flatMap((row) => [line(row.slice(0, -1)), `  ${row.at(-1) ?? ''}`]);
}
