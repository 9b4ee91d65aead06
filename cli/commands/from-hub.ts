import type { FromHubOptions } from '../../lib/operator/init-from-hub';
import { OperatorError } from '../../lib/operator/operator-error';
import type { Block } from '../../lib/operator/proposal-blocks';
import type { Cli, GlobalOptions } from '../cli';
import type { CliCommand } from '../command';
import type { ExitName } from '../exit-codes';
import { initSchema } from '../schemas/init';

export interface FromHub {
  readonly fromHub?: true;
  readonly transitGateway?: string;
  readonly vpc?: string;
  readonly managementRole?: string;
  readonly force?: true;
}

/** The options with which `init` describes a hub that exists. */
export const withFromHub = <Command extends CliCommand>(command: Command): Command =>
  command
    .option('--from-hub', 'describe the hub that exists in the account of the credentials')
    .option('--transit-gateway <id>', 'which one, where the account has several')
    .option('--vpc <id>', 'the hub VPC, where several VPCs of the account are attached')
    .option('--management-role <name>', 'the role that reads the organization in the management account');

/** Writes the landing zone that describes a hub which people made, and says what is in the way. */
export async function fromHub(cli: Cli, options: FromHub & GlobalOptions): Promise<ExitName> {
  const { fromHub: read } = await import('../../lib/operator/init-from-hub');
  const { config: file } = options;
  const outside = outsideOf(cli, options);
  const { file: text, blocks, segments } = await cli.progress.during('reading the hub', () => read(outside));
  await cli.io.files.create(file, text, options.force ?? false);
  const document = { file, segments: segments.map(({ name }) => name), blocks: [...blocks] };
  cli.print(initSchema, document, () => textOf(cli, file, document.segments, blocks));
  return blocks.length > 0 ? 'attention' : 'ok';
}

export function outsideOf({ io, clock }: Cli, options: FromHub & GlobalOptions): FromHubOptions {
  const { profile, region = io.env['AWS_REGION'] ?? io.env['AWS_DEFAULT_REGION'] } = options;
  const { transitGateway, vpc, managementRole } = options;
  const endpoint = io.env['AWS_ENDPOINT_URL'];
  if (region === undefined)
    throw new OperatorError({
      found: 'no region',
      expected: 'the region of the hub',
      next: 'name it: --region <code>',
    });
  return {
    ...{ clock, region },
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint ? { endpoint } : {}),
    ...(io.aws ? { transport: io.aws } : {}),
    ...(transitGateway === undefined ? {} : { transitGatewayId: transitGateway }),
    ...(vpc === undefined ? {} : { vpcId: vpc }),
    ...(managementRole === undefined ? {} : { managementRole }),
  };
}

/** What is written, what is in the way, and what comes next. */
export const textOf = (
  { colors }: Pick<Cli, 'colors'>,
  file: string,
  segments: readonly string[],
  blocks: readonly Block[],
): string =>
  [
    `Wrote ${file} with the segments ${segments.join(', ')}.`,
    ...(blocks.length === 0 ? [] : ['', `${blocks.length} in the way:`]),
    ...blocks.flatMap(({ found, next }) => [`${colors.yellow('!')} ${found}`, `    ${next}`]),
    '',
    'Next: wheelwright validate, then wheelwright plan --all',
  ].join('\n');
