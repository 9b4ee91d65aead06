import { Option } from 'commander';
import { STATES, type State } from '../../lib/names';
import type { StatusCounts, StatusHead, TargetEntry } from '../../lib/operator/status';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import type { Terminal } from '../io';
import { statusSchema } from '../schemas/status';
import { stateText } from '../states';
import type { Column } from '../table';

interface Options {
  readonly state?: readonly State[];
  readonly all?: true;
  readonly watch?: true;
}

const WATCH_MS = 10_000;
const CLEAR = '\u001b[H\u001b[2J';

/** The columns: with 80 characters there is no room for the reasons. */
const columnsFor = ({ isTTY, columns = 80 }: Terminal): readonly Column[] => [
  { head: 'SEGMENT', width: 7 },
  { head: 'ACCOUNT', width: isTTY && columns < WIDE ? 9 : 14 },
  { head: 'VPC', width: 21 },
  { head: 'CIDR', width: 14 },
  { head: 'STATE', width: 13 },
  { head: 'SINCE', width: 6 },
  ...(isTTY && columns < WIDE ? [] : [{ head: 'WHY' }]),
];
const WIDE = 110;

/** Prints the mesh from the ledger. */
export const statusCommand = (): CliCommand =>
  new CliCommand('status', {
    summary: 'Print who is in the mesh, from the ledger: what needs people first.',
    description: 'It reads no spoke: the ledger has what the last reconcile found. Rows come as they are read.',
    examples: [
      ['status', 'The mesh, without the VPCs that have left'],
      ['status --state refused failing', 'The VPCs that need people'],
      ['status --watch', 'The same again every ten seconds'],
      ['status --json', 'One document, for a script'],
    ],
    schema: statusSchema,
  })
    .addOption(new Option('--state <states...>', 'only VPCs of these states').choices(STATES))
    .option('--all', 'also VPCs that have left')
    .option('--watch', 'print it again every ten seconds, until it is interrupted')
    .runs<Options>(async (cli, options) => {
      const { STATES_BY_URGENCY, STATUS_SERVICES, statusOf } = await import('../../lib/operator/status');
      const status = statusOf(await cli.connect('look', STATUS_SERVICES));
      const wanted = (state: State): boolean =>
        options.state ? options.state.includes(state) : options.all === true || state !== 'left';
      const states = STATES_BY_URGENCY.filter(wanted);
      for (let first = true; first || options.watch; first = false) {
        if (!first) await cli.clock.sleep(WATCH_MS);
        if (options.watch && cli.io.stdout.isTTY) cli.io.stdout.write(CLEAR);
        const head = await cli.progress.during('reading the ledger', () => status.head());
        if (options.json) {
          const counts = await cli.progress.during('counting', () => status.counts());
          const facts = { at: cli.clock.now().toISOString(), ...head, counts };
          await cli.printList(statusSchema, facts, 'vpcs', documents(status.vpcs(states)));
        } else await printText(cli, { head, counts: () => status.counts(), vpcs: status.vpcs(states) });
      }
      return 'ok';
    });

interface Parts {
  readonly head: StatusHead;
  readonly counts: () => Promise<StatusCounts>;
  readonly vpcs: AsyncGenerator<readonly TargetEntry[]>;
}

async function printText(cli: Cli, { head, counts, vpcs }: Parts): Promise<void> {
  const { ago } = await import('../../lib/operator/ago');
  const now = cli.clock.now();
  const dead = Object.values(head.deadLetters).reduce((sum, each) => sum + each, 0);
  const swept = head.sweptAt === undefined ? 'not swept yet' : `swept ${ago(head.sweptAt, now)} ago`;
  cli.say(`mesh ${head.transitGatewayId}  ${head.region}  ${swept}  dead letters ${dead}`);
  cli.say(countsText(await cli.progress.during('counting', counts)));
  let urgent: string | undefined;
  let rows = 0;
  const columns = columnsFor(cli.io.stdout);
  for await (const page of vpcs) {
    if (page.length === 0) continue;
    urgent ??= page.find(({ record }) => URGENT.has(record.state))?.record.key;
    const lines = page.map((entry) => row(cli, entry, (time) => ago(time, now)));
    cli.say(
      `${rows === 0 ? '\n' : ''}${cli.table(
        columns,
        lines.map((cells) => cells.slice(0, columns.length)),
        { isContinued: rows > 0 },
      )}`,
    );
    rows += page.length;
  }
  const next = [
    ...(dead > 0 ? ['wheelwright redrive --inspect'] : []),
    ...(urgent === undefined ? [] : [`wheelwright explain ${urgent}`]),
  ];
  if (next.length > 0) cli.say(`Next: ${next.join(', ')}`);
}

const URGENT: ReadonlySet<State> = new Set(['failing', 'quarantined', 'refused', 'awaiting-approval']);

const row = (cli: Cli, { accountId, record }: TargetEntry, ago: (time: string) => string): readonly string[] => [
  record.segment ?? '–',
  record.accountName ?? accountId,
  record.key,
  record.cidrs.join(' '),
  stateText(cli.colors, record),
  ago(record.since),
  record.reason === undefined ? '' : `${record.reason}: ${record.text}`,
];

/** `4 joined  1 refused`: the states that some VPC has, and the accounts that need people. */
function countsText({ vpcs, accounts, flags }: StatusCounts): string {
  const found = STATES.filter((state) => vpcs[state] > 0).map((state) => `${vpcs[state]} ${state}`);
  const flagged = Object.entries(flags).map(([flag, count]) => `${count} ${flag}`);
  const failing = accounts.failing + accounts.refused;
  return [
    ...(found.length === 0 ? ['no VPC'] : found),
    ...flagged,
    `${accounts.joined} ${accounts.joined === 1 ? 'account' : 'accounts'} enrolled`,
    ...(failing === 0 ? [] : [`${failing} not enrolled`]),
  ].join('  ');
}

async function* documents(pages: AsyncGenerator<readonly TargetEntry[]>) {
  for await (const page of pages)
    for (const { accountId, region, record } of page) {
      const { key, accountName, segment, cidrs, state, flags, since, changedAt, reason, text, detail, cure } = record;
      yield {
        accountId,
        ...(accountName === undefined ? {} : { accountName }),
        ...{ region, vpcId: key },
        ...(segment === undefined ? {} : { segment }),
        ...{ cidrs: [...cidrs], state, flags: [...flags], since },
        ...(changedAt === undefined ? {} : { changedAt }),
        ...(reason === undefined ? {} : { reason }),
        text,
        ...(detail === undefined ? {} : { detail }),
        ...(cure === undefined ? {} : { cure }),
      };
    }
}
