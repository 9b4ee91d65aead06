import colors from 'picocolors';
import type { LandingZone } from '../../lib/landing-zone';
import type { MeshRow, Reach } from '../world/mesh';
import type { Counted } from './calls';
import { columns, listed, WIDTH } from './layout';
import type { Entry } from './timeline';

/** A VPC in the tables at the end: the hub's first, then those of the ledger. */
export interface Row {
  readonly account: string;
  readonly name: string;
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  readonly segment: string | null;
  readonly state: string;
}

const MARKS = {
  event: colors.blue('event  '),
  change: colors.green('change '),
  wait: colors.dim('wait   '),
  refusal: colors.red('refused'),
} as const;

/** For `--verbose`: the virtual time, the account's name, the call or event, and why, on one line. */
export function detailLine(entry: Entry, nameOf: (accountId: string) => string): string {
  const time = colors.dim(entry.at.slice(11, 19));
  const name = nameOf(entry.accountId).padEnd(13);
  const what = entry.what.replace(/^[a-z0-9]+:/, '').padEnd(44);
  return `${time} ${MARKS[entry.kind]} ${colors.bold(name)} ${what} ${colors.dim(entry.because)}`;
}

/** The rows of the tables: `names` are those of VPCs, `accountName` those of accounts. */
export const rowsOf = (
  landingZone: LandingZone,
  mesh: readonly MeshRow[],
  hub: Pick<Row, 'vpcId' | 'segment'>,
  names: { readonly vpc: (vpcId: string) => string; readonly account: (accountId: string) => string },
): readonly Row[] => [
  { account: 'hub', name: 'hub', cidrs: [landingZone.hub.vpc.cidr], state: 'hub', ...hub },
  ...mesh.map(({ accountId, vpcId, cidrs, segment, state }) => ({
    ...{ account: names.account(accountId), name: names.vpc(vpcId), vpcId, cidrs, segment, state },
  })),
];

export const meshTable = (rows: readonly Row[], width = WIDTH): readonly string[] =>
  columns(
    [
      ['ACCOUNT', 'VPC', 'SEGMENT', 'STATE', 'CIDR', 'ID'],
      ...rows.map(({ account, name, segment, state, cidrs, vpcId }) => [
        ...[account, name, segment ?? '–', state, cidrs.join(' '), vpcId],
      ]),
    ],
    width,
  );

const reaches = (reach: readonly Reach[], from: Row, to: Row): Reach | undefined =>
  reach.find((each) => each.from === from.vpcId && each.to === to.vpcId);

/** `dev reaches shared and itself`, one sentence for each segment that has a VPC, by what was found. */
export function reachSentences(rows: readonly Row[], reach: readonly Reach[]): readonly string[] {
  const segments = [...new Set(rows.flatMap(({ segment }) => segment ?? []))];
  const reached = (from: string): readonly string[] =>
    segments.filter((to) =>
      rows.some(
        (one) =>
          one.segment === from && rows.some((other) => other.segment === to && reaches(reach, one, other)?.reachable),
      ),
    );
  const others = rows.filter(({ segment }) => segment === null).map(({ name }) => name);
  return [
    ...segments.map((from) => {
      const to = [
        ...reached(from).filter((each) => each !== from),
        ...(reached(from).includes(from) ? ['itself'] : []),
      ];
      const hub = rows.some(({ segment, state }) => segment === from && state === 'hub') ? ' (hub)' : '';
      return `${from}${hub} reaches ${to.length === 0 ? 'no other VPC' : listed(to)}`;
    }),
    ...(others.length === 0 ? [] : [`${listed(others)} ${others.length === 1 ? 'reaches' : 'reach'} no VPC`]),
  ];
}

/** Rows reach columns: `yes`, `–` for what neither may nor can, and in words what is wrong. */
export function reachMatrix(rows: readonly Row[], reach: readonly Reach[]): readonly string[] {
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const label = ({ name }: Row, index: number): string => `${String(index + 1).padStart(2)} ${name.padEnd(longest)}`;
  const cell = (from: Row, to: Row): string => {
    if (from === to) return '·';
    const { allowed, reachable } = reaches(reach, from, to) ?? { allowed: false, reachable: false };
    if (allowed !== reachable) return reachable ? 'LEAK' : 'LOST';
    return reachable ? 'yes' : '–';
  };
  const painted = (text: string): string => {
    const padded = text.padStart(5);
    if (text === 'yes') return colors.green(padded);
    return text === 'LEAK' || text === 'LOST' ? colors.red(padded) : colors.dim(padded);
  };
  const head = rows.map((_, index) => String(index + 1).padStart(5)).join('');
  return [
    `${' '.repeat(longest + 3)}${head}`,
    ...rows.map((from, index) => `${label(from, index)}${rows.map((to) => painted(cell(from, to))).join('')}`),
  ];
}

/** What one VPC costs, beside AWS's own solution. The demo measures the former; the latter's figures are our earlier count. */
export const costs = ({ calls, joinInvocations }: Counted): readonly string[] => [
  ...columns([
    ['AWS API CALLS FOR ONE VPC', 'ALL CONCEPTS', 'ATTACHMENT AND ROUTES ONLY'],
    ['from its tag to joined', String(calls.join.all), String(calls.join.core)],
    ['another reconcile, nothing to do', String(calls.noop.all), String(calls.noop.core)],
    ['from the removed tag to left', String(calls.leave.all), String(calls.leave.core)],
  ]),
  `One join takes ${calls.join.all} calls, ${calls.join.probes} probes of its waits and ${joinInvocations} Lambda invocations. By our count,`,
  "AWS's Network Orchestration for Transit Gateway takes 207, with 62 invocations and 121 transitions.",
];
