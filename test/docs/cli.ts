import type { Command, Option } from 'commander';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { CliCommand, exitsOf, fullName } from '../../cli/command';
import { EXIT_CODES } from '../../cli/exit-codes';
import { programFor } from '../../cli/program';
import { memoryIo } from '../cli/memory-io';

const SCHEMAS = 'docs/schemas';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const defaultOf = ({ defaultValue, defaultValueDescription }: Option): string | undefined =>
  defaultValueDescription ?? (['string', 'number'].includes(typeof defaultValue) ? String(defaultValue) : undefined);

const optionRow = (option: Option): readonly string[] => {
  const byDefault = defaultOf(option);
  return [
    `\`${option.flags}\``,
    `${option.description}${byDefault === undefined ? '' : `; \`${byDefault}\` by default`}`,
  ];
};

const usageOf = (command: Command): string => `${fullName(command)} ${command.usage()}`;

/** The commands below one, each before its own. */
const commandsBelow = (command: Command): readonly CliCommand[] =>
  command.commands.flatMap((each) => [...(each instanceof CliCommand ? [each] : []), ...commandsBelow(each)]);

const fileOf = (command: Command): string => `${SCHEMAS}/${fullName(command).split(' ').slice(1).join('-')}.json`;

function section(command: CliCommand): string {
  const { facts, options, registeredArguments } = command;
  const rows = [
    ...registeredArguments.map((argument) => [`\`${argument.name()}\``, argument.description]),
    ...options.map(optionRow),
  ];
  return [
    `## ${fullName(command)}`,
    command.description(),
    `\`\`\`sh\n${usageOf(command)}\n\`\`\``,
    ...(rows.length === 0 ? [] : [table(['argument, option', 'means'], rows)]),
    `Examples:`,
    `\`\`\`sh\n${facts.examples.map(([line, does]) => `wheelwright ${line} # ${does}`).join('\n')}\n\`\`\``,
    `Exit codes: ${exitsOf(facts)
      .map((name) => `\`${EXIT_CODES[name].code}\` ${name}`)
      .join(', ')}.`,
    ...(facts.schema ? [`\`--json\`: [its schema](${fileOf(command).replace('docs/', '')}).`] : []),
  ].join('\n\n');
}

function page(): string {
  const program = programFor(memoryIo());
  return [
    '# The command line',
    '<!-- `npm run cli-docs` writes this page from the definitions of the commands. -->',
    `${program.description()} It reads the config from \`landing-zone.yaml\`, and works on AWS with the credentials that the AWS CLI has, or on a sandbox: set \`AWS_ENDPOINT_URL\`.`,
    '## Options of every command',
    table(['option', 'means'], program.options.map(optionRow)),
    '## Exit codes',
    table(
      ['code', 'name', 'means'],
      Object.entries(EXIT_CODES).map(([name, { code, means }]) => [`\`${code}\``, name, means]),
    ),
    'An answer is on standard output, all else on standard error: progress of what takes more than a second, and errors. Colours are for terminals, and `NO_COLOR` and `--no-color` turn them off. In a pipe nothing is shortened.',
    ...commandsBelow(program).map(section),
  ].join('\n\n');
}

/** The text of every file that `npm run cli-docs` writes, by its path. */
export async function cliDocs(): Promise<Readonly<Record<string, string>>> {
  const program = programFor(memoryIo());
  const texts: Record<string, string> = { 'docs/cli.md': page() };
  for (const command of commandsBelow(program))
    if (command.facts.schema)
      texts[fileOf(command)] = JSON.stringify({ title: fullName(command), ...z.toJSONSchema(command.facts.schema) });
  const written = Object.entries(texts).map(async ([file, text]) => {
    const options = await resolveConfig(file);
    return [file, await format(text, { ...options, filepath: file })] as const;
  });
  return Object.fromEntries(await Promise.all(written));
}
