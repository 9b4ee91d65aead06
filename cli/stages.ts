import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { deploymentStages, type DeploymentAccount, type DeploymentStage } from '../lib/operator/deployment';
import { OperatorError } from '../lib/operator/operator-error';
import type { Cli } from './cli';
import type { CliCommand } from './command';
import { synthesized } from './commands/synth';
import type { ExitName } from './exit-codes';
import { cdk } from './programs';

const ACCOUNTS = ['log-archive', 'hub', 'management'] as const satisfies readonly DeploymentAccount[];

export interface StageOptions {
  readonly account?: string;
  readonly hubProfile?: string;
  readonly logArchiveProfile?: string;
  readonly managementProfile?: string;
}

/** The options of commands that work on the stacks of several accounts. */
export const withStages = (command: CliCommand): CliCommand =>
  command
    .option('--account <name>', `the stacks of one account only: ${ACCOUNTS.join(', ')}`)
    .option('--hub-profile <name>', 'the AWS profile for the hub account; absent: that of --profile')
    .option('--management-profile <name>', 'the AWS profile for the management account; absent: that of --profile')
    .option('--log-archive-profile <name>', 'the AWS profile for the log archive; absent: that of --profile')
    .argument('[options...]', 'options of the CDK command');

/** Synthesizes, then runs a command of CDK on the stacks of each account, in the order of deployment, until one fails. */
export async function inStages(
  cli: Cli<StageOptions>,
  name: 'deploy' | 'diff',
  args: readonly string[],
): Promise<ExitName> {
  const account = accountOf(cli.options.account);
  if ((await synthesized(cli)) !== 'ok') return 'failed';
  for (const stage of deploymentStages(stacksIn('cdk.out'), account)) {
    cli.io.stderr.write(`${name} ${stage.stacks.join(', ')} (${stage.account} account)\n`);
    const ended = await cdk(cli, [
      name,
      '--app',
      'cdk.out',
      '--exclusively',
      ...profile(cli, stage),
      ...stage.stacks,
      ...args,
    ]);
    if (ended !== 'ok') return ended;
  }
  return 'ok';
}

function accountOf(name: string | undefined): DeploymentAccount | undefined {
  const account = ACCOUNTS.find((each) => each === name);
  if (name !== undefined && account === undefined)
    throw new OperatorError({
      found: `--account ${name}`,
      expected: `--account ${ACCOUNTS.join(', ')}`,
      next: 'run the command again with one of them, or without it for all',
    });
  return account;
}

function profile({ options }: Cli<StageOptions>, { account }: DeploymentStage): readonly string[] {
  const own = {
    hub: options.hubProfile,
    'log-archive': options.logArchiveProfile,
    management: options.managementProfile,
  };
  const name = own[account] ?? options.profile;
  return name === undefined ? [] : ['--profile', name];
}

const manifest = z.object({ artifacts: z.record(z.string(), z.object({ type: z.string() })) });

/** The ids of the stacks in a cloud assembly. */
const stacksIn = (folder: string): readonly string[] =>
  Object.entries(manifest.parse(JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'))).artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id]) => id);
