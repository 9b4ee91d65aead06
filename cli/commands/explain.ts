import { Argument } from 'commander';
import type { ExplainedLine, Explanation } from '../../lib/operator/explain';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { explainSchema } from '../schemas/explain';

/** Reads in AWS what a VPC or an account has now, and compares it with the ledger. */
export const explainCommand = (): CliCommand =>
  new CliCommand('explain', {
    summary: 'Read in AWS what a VPC or an account has now, and say what is wrong with it.',
    description:
      'It reads as the workers do, changes nothing, and compares what it finds with the ledger. What is not of Wheelwright is never touched: it prints the AWS commands with which the owner of the account may end what is wrong.',
    examples: [
      ['explain vpc-0519e64db69596a7f', 'One VPC'],
      ['explain 100000000007', 'An account: its region, its roles, its shares, its clusters'],
      ['explain vpc-0519e64db69596a7f --json', 'One document, for a script'],
    ],
    exits: ['attention'],
    schema: explainSchema,
  })
    .addArgument(new Argument('<vpc>', 'a VPC, or the id of an account'))
    .runs(async (cli, _options, key = '') => {
      const { EXPLAIN_SERVICES, explain } = await import('../../lib/operator/explain');
      const explanation = await cli.progress.during(`reading ${key}`, async () =>
        explain(await cli.connect('look', EXPLAIN_SERVICES), key),
      );
      const { target, works, lines, remedies } = explanation;
      const { accountId, region, record } = target;
      const { accountName, segment, cidrs, state, flags, since } = record;
      const document = {
        ...{ at: cli.clock.now().toISOString(), accountId, region, key, state, since, works },
        ...(accountName === undefined ? {} : { accountName }),
        ...(segment === undefined ? {} : { segment }),
        ...{ cidrs: [...cidrs], flags: [...flags], lines: [...lines], remedies: [...remedies] },
      };
      cli.print(explainSchema, document, () => textOf(cli, explanation));
      return works ? 'ok' : 'attention';
    });

function textOf(cli: Cli, { target, works, lines, remedies }: Explanation): string {
  const { accountId, record } = target;
  const { key, accountName = accountId, cidrs, state, flags } = record;
  const name = key === accountId ? accountName : `${accountName} / ${key}`;
  const verdict = works ? '' : state === 'joined' ? `, ${cli.colors.red('NOT working')}` : '';
  const width = Math.max(...lines.map(({ subject }) => subject.length));
  return [
    [name, ...(cidrs.length === 0 ? [] : [cidrs.join(' ')]), `${[state, ...flags].join(' ')}${verdict}`].join('  '),
    ...lines.flatMap((line) => lineText(cli, line, width)),
    ...(remedies.length === 0
      ? []
      : ['Not of Wheelwright, so it is not touched. The team may:', ...remedies.map((command) => `  ${command}`)]),
    ...(works ? [] : [`Next: ${remedies.length === 0 ? `wheelwright history ${key}` : 'run this again afterwards'}`]),
  ].join('\n');
}

function lineText({ colors }: Cli, { subject, is, text, detail }: ExplainedLine, width: number): readonly string[] {
  const mark = { fine: colors.green('✓'), wrong: colors.red('✗'), waits: colors.yellow('…') }[is];
  return [
    `${mark} ${subject.padEnd(width)}  ${text}`,
    ...(detail === undefined || detail === text ? [] : [`  ${' '.repeat(width)}  ${colors.dim(detail)}`]),
  ];
}
