import { InvalidArgumentError } from 'commander';
import type * as z from 'zod';
import { families } from '../../events';
import { WORKERS, type WorkerName } from '../../lib/names';
import type { Connection } from '../../lib/operator/connection';
import { OperatorError } from '../../lib/operator/operator-error';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { replayCancelSchema, replayListSchema, replaySchema } from '../schemas/replay';
import { timeArgument, type Time } from '../times';

interface Options {
  readonly from?: Time;
  readonly to?: Time;
  readonly family?: readonly string[];
  readonly account?: readonly string[];
  readonly dryRun?: true;
  readonly wait: number;
}

type Document = z.output<typeof replaySchema>;

/** Every rule of ours on the inbound bus: those of families, and the one that invokes the sweep. */
const RULES = [...families.map(({ name }) => name), 'sweep-members'];

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function familyArgument(text: string, before?: readonly string[]): readonly string[] {
  if (!RULES.includes(text)) throw new InvalidArgumentError(`Expected one of ${RULES.join(', ')}.`);
  return collect(text, before);
}

function minutesArgument(text: string): number {
  const minutes = Number(text);
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Expected a number of minutes.');
  return minutes;
}

/** Replays archived events, and waits for what they cause. */
export const replayCommand = (): CliCommand => {
  const command = new CliCommand('replay', {
    summary: 'Replay the events of an outage from the archive, wait, and print what has changed.',
    description:
      'The events go to our rules only, in any order, and do no harm where they were handled before. --to is at least ten minutes ago: EventBridge may take so long to archive an event. EventBridge selects by rule, not by account: with --account no event is replayed. The account is woken instead, which finds the same, because a reconcile reads the state from AWS.',
    examples: [
      ['replay --from 3h --to 90m', 'Replay what happened between three hours and 90 minutes ago'],
      ['replay --from 2026-01-31T14:00Z --to 2026-01-31T15:00Z --dry-run', 'Check the window and the limits only'],
      ['replay --from 2h --to 1h --family vpc-tag-changed', 'Replay one family of events'],
      ['replay --account 200000000001', 'Wake an account instead'],
    ],
    exits: ['attention'],
    schema: replaySchema,
  })
    .option('--from <time>', 'the begin of the outage: a time with its zone, or how long ago', timeArgument)
    .option('--to <time>', 'its end', timeArgument)
    .option('--family <name>', 'only this family of events; may be given several times', familyArgument)
    .option('--account <id>', 'wake this account in place of a replay; may be given several times', collect)
    .option('--dry-run', 'check, and start nothing')
    .option(
      '--wait <minutes>',
      'how long to wait for the queues to drain; 0 waits for the replay alone',
      minutesArgument,
      30,
    )
    .runs<Options>(replay);
  command.addCommand(replayListCommand());
  command.addCommand(replayCancelCommand());
  return command;
};

async function replay(cli: Cli<Options>, options: Options): Promise<'ok' | 'attention'> {
  const { ACT_SERVICES } = await import('../../lib/operator/services');
  const connection = await cli.connect('act', ACT_SERVICES);
  const began = connection.clock.now();
  const document: Document = { dryRun: options.dryRun ?? false, families: [], woken: [], left: [], changes: [] };
  if (options.account) await wakeAccounts(cli, connection, document, options.account);
  else await replayEvents(cli, connection, document);
  if (document.dryRun) {
    cli.print(replaySchema, document, () => 'The window and the limits allow it. Nothing was started.');
    return 'ok';
  }
  const { untilDrained } = await import('../../lib/operator/drain');
  const { changesSince } = await import('../../lib/operator/changes');
  if (options.wait > 0)
    document.left = await cli.progress
      .during('waiting for the queues', (now) => untilDrained(connection, options.wait * 60_000, now))
      .then((left) => [...left]);
  document.changes = (await changesSince(connection, began)).map(
    ({ at, accountId, region, key, from, state, text, applied }) => ({
      ...{ at, accountId, region, key, state, text, ...(from === undefined ? {} : { from }) },
      applied: applied.map(({ concept, verb, key: of, because }) => ({ concept, verb, key: of, because })),
    }),
  );
  cli.print(replaySchema, document, () => textOf(cli, document, options.wait));
  return document.left.length > 0 ? 'attention' : 'ok';
}

async function replayEvents(cli: Cli<Options>, connection: Connection, document: Document): Promise<void> {
  const operator = await import('../../lib/operator/replay');
  const { from, to, family = RULES } = cli.options;
  if (!from || !to)
    throw new OperatorError({
      found: 'no window',
      expected: '--from and --to, or --account',
      next: 'wheelwright replay --from <time> --to <time>',
    });
  const window = { from: from(connection.clock), to: to(connection.clock), families: family };
  Object.assign(document, {
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    families: [...family],
  });
  await operator.checkReplay(connection, window);
  if (document.dryRun) return;
  const name = await operator.startReplay(connection, window);
  document.name = name;
  await cli.progress.during(`starting replay ${name}`, (now) => operator.untilReplayed(connection, name, now));
}

async function wakeAccounts(
  cli: Cli<Options>,
  connection: Connection,
  document: Document,
  accounts: readonly string[],
): Promise<void> {
  const { spokesOfAccount, wakeSpokes } = await import('../../lib/operator/wake');
  const spokes = accounts.flatMap((account) => spokesOfAccount(connection, account));
  document.woken = spokes.map((spoke) => ({ ...spoke }));
  if (document.dryRun) return;
  const woken = workersOf(cli.options.family);
  await cli.progress.during('waking', () => wakeSpokes(connection, spokes, 'woken in place of a replay', woken));
}

/** The workers that the events of these families wake; of all families: all. */
const workersOf = (names: readonly string[] | undefined): readonly WorkerName[] =>
  WORKERS.filter((worker) =>
    families.some(({ name, wakes }) => wakes === worker && (names === undefined || names.includes(name))),
  );

function textOf(cli: Cli, { name, woken, left, changes }: Document, minutes: number): string {
  const head = name === undefined ? `${woken.length} spokes were woken.` : `Replay ${name} is complete.`;
  const rows = changes.map(({ accountId, region, key, from = '', state, text, applied }) => [
    ...[`${accountId}/${region}`, key, from === state ? state : `${from} → ${state}`],
    applied.length === 0 ? text : applied.map(({ because }) => because).join('; '),
  ]);
  const table = cli.table([{ head: 'SPOKE' }, { head: 'KEY' }, { head: 'STATE' }, { head: 'CHANGES' }], rows);
  return [
    head,
    rows.length === 0 ? 'Nothing has changed.' : table,
    ...left.map(({ queue, messages }) => `After ${minutes} minutes ${queue} still has ${messages} messages.`),
    ...(left.length > 0
      ? ['Next: wheelwright redrive --inspect, or wait: a spoke that AWS works at has messages.']
      : []),
  ].join('\n');
}

const replayListCommand = (): CliCommand =>
  new CliCommand('list', {
    summary: 'Print the replays of the archive, the newest first.',
    examples: [['replay list', 'Print the replays of the last 90 days']],
    schema: replayListSchema,
  }).runs(async (cli) => {
    const { ACT_SERVICES } = await import('../../lib/operator/services');
    const { replays } = await import('../../lib/operator/replay');
    const found = await replays(await cli.connect('act', ACT_SERVICES));
    const rows = found.map(({ from, to, startedAt, endedAt, ...rest }) => {
      const times = Object.entries({ from, to, startedAt, endedAt }).flatMap(([key, time]) =>
        time ? [[key, time.toISOString()]] : [],
      );
      return {
        ...rest,
        ...(Object.fromEntries(times) as Partial<Record<'from' | 'to' | 'startedAt' | 'endedAt', string>>),
      };
    });
    cli.print(replayListSchema, { replays: rows }, () =>
      rows.length === 0
        ? 'There are no replays.'
        : cli.table(
            [{ head: 'NAME' }, { head: 'STATE' }, { head: 'FROM' }, { head: 'TO' }],
            rows.map(({ name, state, from = '', to = '' }) => [name, state, from, to]),
          ),
    );
    return 'ok';
  });

const replayCancelCommand = (): CliCommand =>
  new CliCommand('cancel', {
    summary: 'End a replay that runs. What it has replayed stays replayed.',
    examples: [['replay cancel wheelwright-2026-01-31T16-00-00-000Z', 'End one that replay list prints']],
    schema: replayCancelSchema,
  })
    .argument('<name>', 'the name of the replay')
    .runs(async (cli, _options, name = '') => {
      const { ACT_SERVICES } = await import('../../lib/operator/services');
      const { cancelReplay } = await import('../../lib/operator/replay');
      const state = await cancelReplay(await cli.connect('act', ACT_SERVICES), name);
      cli.print(replayCancelSchema, { name, state }, () => `Replay ${name}: ${state}.`);
      return 'ok';
    });
