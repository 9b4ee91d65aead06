import { existsSync } from 'node:fs';
import { CliCommand, type CommandFacts } from './command';
import type { ExitName } from './exit-codes';
import type { Cli } from './cli';

const DEFAULT = 'landing-zone.yaml';
/** The SDK warns on Node 20, once a client, of what AWS will support. Nothing of the emulated organization reaches AWS. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** A command that runs a program of the emulated AWS organization, and passes on its options. */
export const twinCommand = (name: 'demo' | 'sandbox', facts: CommandFacts, own: readonly string[]): CliCommand => {
  const command = new CliCommand(name, facts);
  return command.runs(async (cli) => {
    const { programOf } = await import('../infra/build');
    const { config, json, verbose } = cli.options;
    const given = command.opts<Readonly<Record<string, string>>>();
    // The program has a landing zone of its own for folders without one.
    const args = [
      ...(config === DEFAULT && !existsSync(DEFAULT) ? [] : ['--config', config]),
      ...(json && own.includes('json') ? ['--json'] : []),
      ...(verbose ? ['--verbose'] : []),
      ...own.flatMap((option) => (given[option] === undefined ? [] : [`--${option}`, given[option]])),
    ];
    return endedWith(await cli.io.node([...programOf(name), ...args], QUIET));
  });
};

const endedWith = (code: number): ExitName => (code === 0 ? 'ok' : 'failed');

/** Runs the CDK CLI that this package depends on. It sends no telemetry, and reads no notices from the internet. */
export async function cdk(cli: Cli, args: readonly string[]): Promise<ExitName> {
  const { createRequire } = await import('node:module');
  const program = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const quiet = ['--no-notices', '--no-version-reporting'];
  return endedWith(await cli.io.node([program, ...args, ...quiet], { CDK_DISABLE_CLI_TELEMETRY: 'true' }));
}
