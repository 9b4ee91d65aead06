import type { CliCommand } from './command';
import { historyCommand } from './commands/history';
import { statusCommand } from './commands/status';
import { validateCommand } from './commands/validate';

/** The commands in the order of help. */
export const COMMANDS: readonly (() => CliCommand)[] = [statusCommand, historyCommand, validateCommand];
