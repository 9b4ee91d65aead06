import type { CliCommand } from './command';
import { adoptCommand } from './commands/adopt';
import { applyCommand } from './commands/apply';
import { completionCommand } from './commands/completion';
import { demoCommand } from './commands/demo';
import { deployCommand } from './commands/deploy';
import { diffCommand } from './commands/diff';
import { doctorCommand } from './commands/doctor';
import { explainCommand } from './commands/explain';
import { freezeCommand, thawCommand } from './commands/freeze';
import { historyCommand } from './commands/history';
import { initCommand } from './commands/init';
import { logsCommand } from './commands/logs';
import { migrateCommand } from './commands/migrate';
import { planCommand } from './commands/plan';
import { redriveCommand } from './commands/redrive';
import { replayCommand } from './commands/replay';
import { sandboxCommand } from './commands/sandbox';
import { statusCommand } from './commands/status';
import { sweepCommand } from './commands/sweep';
import { synthCommand } from './commands/synth';
import { validateCommand } from './commands/validate';

/** The commands in the order of help: to begin a project and deploy it, then to operate it. */
export const COMMANDS: readonly (() => CliCommand)[] = [
  initCommand,
  validateCommand,
  demoCommand,
  sandboxCommand,
  synthCommand,
  diffCommand,
  deployCommand,
  planCommand,
  adoptCommand,
  migrateCommand,
  doctorCommand,
  statusCommand,
  explainCommand,
  historyCommand,
  logsCommand,
  applyCommand,
  sweepCommand,
  freezeCommand,
  thawCommand,
  replayCommand,
  redriveCommand,
  completionCommand,
];
