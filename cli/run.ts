import { CommanderError } from 'commander';
import { UsageError } from './cli';
import { errorText } from './errors';
import { EXIT_CODES } from './exit-codes';
import type { Io } from './io';
import { programFor } from './program';

/** Runs a command line, without the names of Node and the program. Returns the exit code; it throws nothing. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const program = programFor(io);
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT_CODES[program.exit].code;
  } catch (error) {
    // Commander has printed what it says, and ends help and version without an error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
    if (error instanceof UsageError) {
      io.stderr.write(`error: ${error.message}\nNext: look at --help.\n`);
      return EXIT_CODES.usage.code;
    }
    io.stderr.write(errorText(error, program.opts<{ verbose?: true }>().verbose ?? false));
    return EXIT_CODES.failed.code;
  }
}
