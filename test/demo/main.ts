import { Command } from 'commander';
import colors from 'picocolors';
import { WIDTH, wrapped } from './layout';
import { landingZoneIn, withConfig } from '../world/command-line';
import { wholeNumber } from '../world/whole-number';

const program = withConfig(
  new Command('demo').description(
    'Runs the automation in an emulated AWS organization: accounts enrol, VPCs join and leave, an outage is replayed.',
  ),
)
  .option('--json', 'print one JSON document on standard output, and the story on standard error')
  .option('--seed <number>', 'fixes all ids and every random choice', wholeNumber(0), 1)
  .option('--verbose', "print each event, change and wait, and the functions' logs on standard error")
  .addHelpText('after', '\nExit code 0 only if the end state, read through plain SDK calls, is as expected; else 1.');
program.parse();
const {
  config,
  seed,
  json = false,
  verbose = false,
} = program.opts<{
  config: string;
  json?: true;
  seed: number;
  verbose?: true;
}>();
const landingZone = landingZoneIn(program, config);

const output = json ? process.stderr : process.stdout;
const width = output.isTTY ? Math.min(output.columns, WIDTH) : WIDTH;
const say = (text: string): void => void output.write(`${text}\n`);
const { hub, segments } = landingZone;
say(`${colors.bold('Wheelwright demo')}: an emulated AWS organization in virtual time, seed ${seed}`);
const place = `Hub in ${hub.region}; segments ${Object.keys(segments).join(', ')}.`;
for (const line of wrapped(`${place} Each kind of step is shown once.`, { width, indent: 0 })) say(line);

// The SDK and the twin take seconds to load: after the headline.
const { run } = await import('./run');
process.exitCode = await run({ program, landingZone, seed, json, verbose, width, say });
