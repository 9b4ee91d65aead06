import Table from 'cli-table3';
import colors from 'picocolors';
import type { Calls } from './calls';
import type { MeshRow, Reach } from '../world/mesh';
import type { Entry } from './timeline';

/** Without colours of the table's own, which would also be in a file. */
const PLAIN = { style: { head: [], border: [] } };

const MARKS = {
  event: colors.blue('event  '),
  change: colors.green('change '),
  wait: colors.dim('wait   '),
  refusal: colors.red('refused'),
} as const;

/** The virtual time, the account's name, what changed and why, on one line. */
export function line(entry: Entry, nameOf: (accountId: string) => string): string {
  const time = colors.dim(entry.at.slice(11, 19));
  const name = nameOf(entry.accountId).padEnd(13);
  const what = entry.what.replace(/^[a-z0-9]+:/, '').padEnd(44);
  return `${time} ${MARKS[entry.kind]} ${colors.bold(name)} ${what} ${colors.dim(short(entry.because))}`;
}

const LONGEST = 120;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

export const heading = (title: string): string => `\n${colors.bold(colors.cyan(`■ ${title}`))}`;

export function meshTable(rows: readonly MeshRow[], nameOf: (accountId: string) => string): string {
  const table = new Table({
    ...PLAIN,
    head: ['account', 'VPC', 'CIDRs', 'segment', 'state', 'because'],
    colWidths: [15, 24, 16, 10, 10, 60],
    wordWrap: true,
  });
  for (const row of rows)
    table.push([nameOf(row.accountId), row.vpcId, row.cidrs.join(' '), row.segment ?? '–', row.state, row.because]);
  return table.toString();
}

/** Rows reach columns: what may and can, what neither may nor can, and what is wrong. */
export function reachTable(
  rows: readonly MeshRow[],
  reach: readonly Reach[],
  nameOf: (accountId: string) => string,
): string {
  const label = (row: MeshRow): string => `${nameOf(row.accountId)}\n${row.cidrs[0] ?? ''}`;
  const table = new Table({ ...PLAIN, head: ['', ...rows.map(label)] });
  for (const from of rows)
    table.push([
      label(from),
      ...rows.map((to) => {
        const pair = reach.find((each) => each.from === from.vpcId && each.to === to.vpcId);
        if (!pair) return colors.dim('·');
        if (pair.allowed !== pair.reachable) return colors.red(pair.reachable ? 'LEAK' : 'BROKEN');
        return pair.reachable ? colors.green('yes') : colors.dim('no');
      }),
    ]);
  return table.toString();
}

export function callsTable(calls: Calls): string {
  const table = new Table({ ...PLAIN, head: ['calls for one VPC', 'all concepts', 'core'] });
  for (const name of ['join', 'noop', 'leave'] as const) table.push([name, calls[name].all, calls[name].core]);
  return table.toString();
}
