import { spawnSync } from 'node:child_process';
import { Command } from 'commander';

/** `cdk synth` passes the app no arguments: the file travels in the context, as in `cdk deploy -c config=<file>`. */
const program = new Command('synth')
  .description('Checks a landing zone and writes the templates that it is deployed from to cdk.out.')
  .option('--config <file>', 'the landing zone', 'landing-zone.yaml')
  .argument('[options...]', 'options of cdk synth')
  .allowUnknownOption()
  .parse();
const { config } = program.opts<{ config: string }>();
// As in cdk.json, but without the start of npx: run.mjs has the commands of node_modules on the PATH.
const args = ['synth', '--quiet', '--app', 'tsx infra/app.ts', '--context', `config=${config}`, ...program.args];
const { status } = spawnSync('cdk', args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
