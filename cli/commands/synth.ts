import { CliCommand } from '../command';
import type { Cli } from '../cli';
import type { ExitName } from '../exit-codes';
import { cdk } from '../programs';

/** Checks the landing zone and writes its templates to `cdk.out`. */
export async function synthesized(cli: Cli, args: readonly string[] = []): Promise<ExitName> {
  // Its errors come first, and without CDK, which takes seconds to load.
  await cli.landingZone();
  const { APP_COMMAND } = await import('../../infra/build');
  return cdk(cli, ['synth', '--quiet', '--app', APP_COMMAND, '--context', `config=${cli.options.config}`, ...args]);
}

/** Writes the templates, without an AWS account. */
export const synthCommand = (): CliCommand => {
  const command = new CliCommand('synth', {
    summary: 'Check a landing zone, and write the templates that it is deployed from to cdk.out.',
    description: 'It asks AWS nothing. Options after -- go to cdk synth.',
    examples: [
      ['synth', 'Write the templates of landing-zone.yaml'],
      ['synth -- --output templates', 'Write them to another folder'],
    ],
  });
  command.argument('[options...]', 'options of cdk synth');
  return command.runs((cli) => synthesized(cli, command.args));
};
