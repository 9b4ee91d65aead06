import { Argument } from 'commander';
import { callerText, grouped } from '../../lib/names';
import type { HistoryStep } from '../../lib/operator/history';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { historySchema } from '../schemas/history';
import { timeArgument, type Time } from '../times';

const lastHour = timeArgument('1h');
const ever: Time = () => new Date(0);

interface Options {
  readonly all?: true;
  readonly since?: Time;
}

/** Prints what happened to a VPC, an account, or all of them. */
export const historyCommand = (): CliCommand =>
  new CliCommand('history', {
    summary: 'Print what happened: when, what was changed in AWS, and what made it happen.',
    description: 'The ledger keeps it for 90 days, the log bucket for as long as the bucket keeps files.',
    examples: [
      ['history vpc-0519e64db69596a7f', 'One VPC, the newest step first'],
      ['history --all --since 1h', 'Everything of the last hour'],
      ['history --all --since 7d --json', 'One document, for a script'],
    ],
    schema: historySchema,
  })
    .addArgument(new Argument('[vpc]', 'a VPC, or the id of an account'))
    .option('--all', 'all VPCs, accounts and clusters')
    .option(
      '--since <time>',
      'only since 30m, 1h or 7d ago, or a time with its zone; of all, 1h by default',
      timeArgument,
    )
    .runs<Options>(async (cli, { all, since, json }, key) => {
      if ((key === undefined) === (all === undefined))
        cli.usage('expected a VPC, an account or --all, and one of them');
      const { HISTORY_SERVICES, historyOf } = await import('../../lib/operator/history');
      const connection = await cli.connect('look', HISTORY_SERVICES);
      const steps = historyOf(connection, {
        ...(key === undefined ? {} : { key }),
        since: (since ?? (key === undefined ? lastHour : ever))(connection.clock),
      });
      const facts = { at: cli.clock.now().toISOString(), region: connection.region };
      if (json) await cli.printList(historySchema, facts, 'steps', steps);
      else for await (const step of steps) cli.say(textOf(cli, step));
      return 'ok';
    });

/** `2026-01-31T03:11:00Z  vpc-1  joined → failing` and below it what woke the worker and what it changed. */
const textOf = (
  { colors }: Cli,
  { at, key, from, state, text, because, callers = [], applied }: HistoryStep,
): string => {
  const transition = from === undefined || from === state ? state : `${from} → ${state}`;
  return [
    `${colors.dim(at.replace(/\.\d+Z$/, 'Z'))}  ${key}  ${transition}  ${colors.dim(text)}`,
    ...applied.map(({ verb, concept, because: why }) => `  ${MARKS[verb] ?? '~'} ${concept}: ${why}`),
    ...callers.map((caller) => `  after ${callerText(caller)}`),
    colors.dim(`  woken by ${shortened(because)}`),
  ].join('\n');
};

/** `vpc-changed (3), sweep of all at …` for a list of events, each with its id. The document has the ids. */
function shortened(because: string): string {
  const events = because.split('; ').map((each) => each.replace(/ \([0-9a-f-]{36}\)$/, ''));
  return [...grouped(events, (name) => name)]
    .map(([name, same]) => (same.length === 1 ? name : `${name} (${same.length})`))
    .join(', ');
}

const MARKS: Readonly<Record<string, string>> = { create: '+', delete: '-' };
