import type { CliCommand } from './command';
import { validateCommand } from './commands/validate';

/** The commands in the order of help. */
export const COMMANDS: readonly (() => CliCommand)[] = [validateCommand];
