import type { Command } from 'commander';
import { VERSION } from '../lib/names';
import { Program } from './command';
import { COMMANDS } from './commands';
import type { Io } from './io';

/** The program with all commands. It writes to `io` and never ends the process. */
export function programFor(io: Io): Program {
  const program = new Program('wheelwright', io);
  program
    .description('Operates a landing zone: who joined, why not, what would change.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    .option('--profile <name>', 'the AWS profile; absent: the chain of credentials of the AWS SDK')
    .option('--region <code>', 'the governed region; absent: that of the hub')
    .option('--config <file>', 'the landing zone', 'landing-zone.yaml')
    .option('--json', 'print one JSON document; its schema is in docs/schemas')
    .option('--no-color', 'print without colours, as with NO_COLOR')
    .option('--verbose', 'print where an error arose')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(100, io.stdout.columns ?? 80) })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
    })
    .exitOverride()
    .showHelpAfterError('Next: look at --help.')
    .addHelpText('after', '\nWith AWS_ENDPOINT_URL all commands work on a sandbox (npm run sandbox).');
  for (const create of COMMANDS) add(program, create());
  return program;
}

/** A command that was made elsewhere has its own settings, and so have its own commands. */
function add(parent: Command, command: Command): void {
  parent.addCommand(command);
  inherit(parent, command);
}

function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const each of command.commands) inherit(command, each);
}
