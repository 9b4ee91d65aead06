import { Command } from 'commander';
import type * as z from 'zod';
import { Cli, type GlobalOptions } from './cli';
import { EXIT_CODES, type ExitName } from './exit-codes';
import type { Io } from './io';

/** What help and `docs/cli.md` say of a command beside its arguments and options. */
export interface CommandFacts {
  /** One line. */
  readonly summary: string;
  /** More sentences, if there is more to say. */
  readonly description?: string;
  /** Command lines, without the name of the program, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** The exit codes that it has beside `ok`, `failed` and `usage`. */
  readonly exits?: readonly ExitName[];
  /** The schema of its `--json` document. */
  readonly schema?: z.ZodType;
}

/** The root: it knows where commands read and write, and how the one that ran has ended. */
export class Program extends Command {
  exit: ExitName = 'ok';

  constructor(
    name: string,
    readonly io: Io,
  ) {
    super(name);
  }
}

/** A command with examples, exit codes and the schema of its document; its action gets a `Cli`. */
export class CliCommand extends Command {
  constructor(
    name: string,
    readonly facts: CommandFacts,
  ) {
    super(name);
    this.summary(facts.summary)
      .description([facts.summary, facts.description].filter((text) => text !== undefined).join('\n'))
      .addHelpText('after', () => `\n${helpAfter(this)}`);
  }

  /** What the command does: it gets its options (with the global ones) and its arguments, and returns how it ended. */
  runs<Options extends object = object>(
    action: (cli: Cli<Options>, options: Options & GlobalOptions, ...args: (string | undefined)[]) => Promise<ExitName>,
  ): this {
    return this.action(async (...given: unknown[]) => {
      const program = programOf(this);
      const options = this.optsWithGlobals<Options & GlobalOptions>();
      const args = given.slice(0, this.registeredArguments.length) as (string | undefined)[];
      program.exit = await action(new Cli<Options>(program.io, options), options, ...args);
    });
  }
}

function programOf(command: Command): Program {
  for (let each: Command | null = command; each; each = each.parent) if (each instanceof Program) return each;
  throw new TypeError(`The command ${command.name()} belongs to no program, expected one.`);
}

/** `wheelwright replay list`: the name of a command with those above it. */
export const fullName = (command: Command): string =>
  command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();

/** The exit codes of a command, in the order of the table. */
export const exitsOf = ({ exits = [] }: CommandFacts): readonly ExitName[] =>
  (Object.keys(EXIT_CODES) as ExitName[]).filter((name) => ['ok', 'failed', 'usage', ...exits].includes(name));

const helpAfter = (command: CliCommand): string => {
  const [program = ''] = fullName(command).split(' ');
  return [
    'Examples:',
    ...command.facts.examples.flatMap(([line, does]) => [`  ${does}`, `    $ ${program} ${line}`]),
    '',
    `Exit codes: ${exitsOf(command.facts)
      .map((name) => `${EXIT_CODES[name].code} ${name}`)
      .join(', ')}. They are explained in docs/cli.md.`,
  ].join('\n');
};
