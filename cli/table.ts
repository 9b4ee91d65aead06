import Table from 'cli-table3';
import type { Colors } from './colors';

export interface Column {
  readonly head: string;
  readonly align?: 'right';
  /** The width on a terminal, whatever the rows: for tables that are printed while they are read. In a pipe, the least one. */
  readonly width?: number;
}

const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
);
/** Between two columns. */
const GAP = 2;
/** Rows that are laid out at a time: the time that cli-table3 takes grows with the square of the rows. */
const BLOCK = 50;
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Characters of a text as it is seen. */
const length = (text: string): number => Array.from(text.replace(ESCAPES, '')).length;

/**
 * Rows in columns without lines. `width`: what is wider is shortened in the last column. `isContinued`: without the heading,
 * under rows that were printed before.
 */
export function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { colors, width, isContinued = false }: { colors: Colors; width?: number; isContinued?: boolean },
): string {
  const widths = columns.map(
    ({ head, width: least }, index) =>
      (width === undefined ? undefined : least) ??
      Math.max(least ?? 0, length(head), ...rows.map((row) => length(row[index] ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP, 0);
  if (width !== undefined) widths[widths.length - 1] = Math.max(4, Math.min(widths.at(-1) ?? 0, width - before));
  const gap = (cells: readonly string[]): string[] =>
    cells.map((cell, index) => (columns[index]?.align === 'right' && index < cells.length - 1 ? `${cell}  ` : cell));
  const settings = {
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: widths.map((each, index) => each + (index < widths.length - 1 ? GAP : 0)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  };
  const all = [...(isContinued ? [] : [columns.map(({ head }) => colors.dim(head))]), ...rows];
  const blocks: string[] = [];
  for (let start = 0; start < all.length; start += BLOCK) {
    const table = new Table(settings);
    for (const row of all.slice(start, start + BLOCK)) table.push(gap(row));
    blocks.push(table.toString());
  }
  return blocks
    .join('\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
