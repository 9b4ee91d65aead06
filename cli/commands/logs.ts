import { Argument, Option } from 'commander';
import type { LogLine } from '../../lib/operator/logs';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { logsSchema } from '../schemas/logs';
import { timeArgument, type Time } from '../times';

/** Prints what the functions have logged about a VPC or an account. */
export const logsCommand = (): CliCommand =>
  new CliCommand('logs', {
    summary: 'Print what the functions have logged about a VPC or an account.',
    examples: [
      ['logs vpc-0519e64db69596a7f', 'The last hour of a VPC'],
      ['logs 100000000007 --since 1d', 'A day of an account'],
      ['logs vpc-0519e64db69596a7f --json', 'One document, for a script'],
    ],
    schema: logsSchema,
  })
    .addArgument(new Argument('<vpc>', 'a VPC, or the id of an account'))
    .addOption(
      new Option('--since <time>', 'since 30m, 1h or 7d ago, or a time with its zone')
        .argParser(timeArgument)
        .default(timeArgument('1h'), '1h'),
    )
    .runs<{ readonly since: Time }>(async (cli, { since }, key = '') => {
      const { LOGS_SERVICES, logsOf } = await import('../../lib/operator/logs');
      const lines = await cli.progress.during('searching the logs', async () => {
        const connection = await cli.connect('look', LOGS_SERVICES);
        return logsOf(connection, key, since(connection.clock));
      });
      const at = cli.clock.now().toISOString();
      cli.print(logsSchema, { at, key, lines: lines.map((line) => ({ ...line })) }, () =>
        lines.length === 0
          ? `No line about ${key} since ${since(cli.clock).toISOString()}. Next: --since 7d`
          : lines.map((line) => textOf(cli, line)).join('\n'),
      );
      return 'ok';
    });

const textOf = ({ colors }: Cli, { at, function: name, level, message, fields }: LogLine): string => {
  const paint = level === 'ERROR' ? colors.red : (text: string) => text;
  const facts = Object.entries(fields).map(([field, value]) => `${field}=${asText(value)}`);
  return `${colors.dim(at)}  ${name.padEnd(10)}  ${paint(message)}  ${colors.dim(facts.join(' '))}`.trimEnd();
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
