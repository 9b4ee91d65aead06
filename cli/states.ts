import type { Flag, State } from '../lib/names';
import type { Colors } from './colors';

const MARKS: Readonly<Record<State, '✓' | '✗' | '…' | '-'>> = {
  failing: '✗',
  quarantined: '✗',
  refused: '✗',
  'awaiting-approval': '…',
  leaving: '…',
  joining: '…',
  asked: '…',
  joined: '✓',
  left: '-',
};

/** A state with a mark that is seen without colours, too, and its flags. */
export function stateText(
  colors: Colors,
  { state, flags }: { readonly state: State; readonly flags: readonly Flag[] },
): string {
  const mark = state === 'joined' && flags.includes('shadowed') ? '✗' : MARKS[state];
  const paint = mark === '✓' ? colors.green : mark === '✗' ? colors.red : colors.yellow;
  return `${mark === '-' ? mark : paint(mark)} ${[state, ...flags].join(' ')}`;
}
