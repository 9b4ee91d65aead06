import Table from 'cli-table3';
import { Command } from 'commander';
import colors from 'picocolors';
import { reasons } from '../../infra/constructs/unused-permissions';
import { landingZoneIn, withConfig } from '../world/command-line';
import { enrolledOrganization } from '../world/enrolled';
import { createSecrets, withRecipients } from '../world/recipients';
import { withStorySettings } from '../world/story-settings';
import { faultsOf, report, type Report } from './report';
import { beginToNotify } from './notified';
import { scenarios } from './scenarios';
import { Recorder } from './usage';

const program = withConfig(
  new Command('permissions').description(
    'Runs everything that the automation does, and compares the permissions of its roles with those that they use.',
  ),
)
  .option('--json', 'print one JSON document on standard output; progress is on standard error either way')
  .addHelpText('after', '\nExit code 1 if a role lacks a permission, or has an unused one without a reason.');
program.parse();
const { config, json = false } = program.opts<{ config: string; json?: true }>();

const say = (text: string): void => void process.stderr.write(`${text}\n`);
// Permissions are those of a landing zone that changes something, whether or not a guard holds it now.
const { landingZone } = withStorySettings(withRecipients(landingZoneIn(program, config)));
let recorder: Recorder | undefined;
const setting = await enrolledOrganization(landingZone, {
  progress: (text) => say(colors.dim(`… ${text}`)),
  prepare(world) {
    createSecrets(world, landingZone);
    recorder = new Recorder(world, landingZone);
  },
});
await beginToNotify(setting);
await scenarios(setting, (title) => say(`■ ${title}`));
const result = report(recorder?.usages() ?? [], reasons(landingZone));
const faults = faultsOf(result);
process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${tableOf(result)}\n`);
for (const fault of faults) say(colors.red(fault));
process.exitCode = faults.length > 0 ? 1 : 0;

function tableOf({ roles, notExercised }: Report): string {
  const table = new Table({
    head: ['account', 'role', 'missing', 'unused', 'reason'],
    wordWrap: true,
    colWidths: [12, 26, 30, 44, 50],
  });
  for (const { role, account, missing, unused } of roles) {
    table.push([
      account,
      role,
      missing.map(({ action, resource }) => `${action} ${resource}`).join('\n') || '-',
      unused.length === 0 ? '-' : '',
      '',
    ]);
    for (const { action, resource, reason } of unused) table.push(['', '', '', `${action}\n${resource}`, reason]);
  }
  for (const { role, reason } of notExercised) table.push(['', role, '', 'everything', reason]);
  return table.toString();
}
