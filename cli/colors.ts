import { createColors } from 'picocolors';
import type { Io, Terminal } from './io';

export type Colors = ReturnType<typeof createColors>;

/** Colours where a person looks, and none in a pipe, with NO_COLOR (no-color.org), `--no-color` or a dumb terminal. */
export const colorsOf = ({ isTTY }: Terminal, env: Io['env'], wanted: boolean): Colors =>
  createColors(wanted && isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
