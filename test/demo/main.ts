import { Command } from 'commander';
import colors from 'picocolors';
import { countCalls } from './calls';
import { mesh, reachability } from '../world/mesh';
import { callsTable, heading, line, meshTable, reachTable } from './print';
import { enrolledOrganization, shippedLandingZone, type Setting } from '../world/enrolled';
import { story } from './story';
import { Timeline } from './timeline';
import { verify } from './verify';
import { synthesizeShipped } from '../world/assembly/synthesize';
import { EPOCH } from '../twin/clock';

const program = new Command('demo')
  .description(
    'An emulated AWS organization lives through the main job: accounts enrol, VPCs join and leave, an outage is replayed.',
  )
  .option('--json', 'print one JSON document on standard output, and progress on standard error')
  .option('--seed <number>', 'fixes all ids and every random choice', (text) => Number.parseInt(text, 10), 1)
  .option('--verbose', "also print the functions' logs on standard error")
  .addHelpText(
    'after',
    '\nExit code 0 only if the end state, read back through plain SDK calls, is what it must be; else 1.',
  );
program.parse();
const options = program.opts<{ json?: true; seed: number; verbose?: true }>();
if (!Number.isInteger(options.seed)) program.error('--seed takes a whole number');

const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`);
const began = performance.now();
await synthesizeShipped((line) => process.stderr.write(`… ${line}\n`));
const landingZone = shippedLandingZone();

const names = new Map<string, string>([[landingZone.organization.managementAccountId, 'management']]);
const nameOf = (setting: Setting | undefined, accountId: string): string =>
  names.get(accountId) ?? setting?.world.organizations.account(accountId)?.name ?? accountId;

say(
  colors.bold('wheelwright demo') +
    colors.dim(`  seed ${options.seed}, an organization emulated in this process, in virtual time`),
);
say(heading('An organization with management, hub and three workload accounts; the hub is deployed'));
let timeline: Timeline | undefined;
const setting: Setting = await enrolledOrganization(landingZone, {
  seed: options.seed,
  progress: (text) => say(colors.dim(`  … ${text}`)),
  prepare(world) {
    timeline = new Timeline(world, (entry) => {
      say(line(entry, (accountId) => world.organizations.account(accountId)?.name ?? nameOf(undefined, accountId)));
    });
    if (options.verbose) {
      const { onLog } = world.functions;
      world.functions.onLog = (text) => {
        onLog(text);
        process.stderr.write(`${text}\n`);
      };
    }
  },
});
const faults: string[] = [];
try {
  const expected = await story(setting, (title) => say(heading(title)));
  say(heading('The end state is read back through plain SDK calls'));
  faults.push(...(await verify(setting, expected)));
} catch (error) {
  faults.push(error instanceof Error ? error.message : String(error));
}
const rows = await mesh(setting.world, landingZone);
const reach = reachability(setting.world, landingZone, rows);
faults.push(
  ...reach
    .filter(({ allowed, reachable }) => allowed !== reachable)
    .map(
      ({ from, to, reachable }) =>
        `${from} ${reachable ? 'reaches' : 'does not reach'} ${to}, which it ${reachable ? 'must not' : 'must'}`,
    ),
);
say(colors.dim('  … counting calls in fresh worlds'));
const calls = await countCalls(landingZone, options.seed);
const name = (accountId: string): string => nameOf(setting, accountId);
say(meshTable(rows, name));
say(reachTable(rows, reach, name));
say(callsTable(calls));

const wallSeconds = Math.round((performance.now() - began) / 100) / 10;
const virtualSeconds = Math.round((setting.world.clock.now().getTime() - EPOCH) / 1000);
const verified = faults.length === 0;
for (const fault of faults) say(colors.red(`✗ ${fault}`));
say(verified ? colors.green(`✓ verified: ${rows.length} VPCs as they must be`) : colors.red('✗ not verified'));
say(colors.dim(`  ${virtualSeconds} virtual seconds in ${wallSeconds} s`));
if (options.json)
  process.stdout.write(
    `${JSON.stringify({ verified, seed: options.seed, virtualSeconds, wallSeconds, calls, mesh: rows, reachability: reach, timeline: timeline?.entries ?? [], faults })}\n`,
  );
process.exitCode = verified ? 0 : 1;
