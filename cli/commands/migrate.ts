import { OperatorError } from '../../lib/operator/operator-error';
import { CliCommand } from '../command';
import { initSchema } from '../schemas/init';
import { outsideOf, textOf, type FromHub } from './from-hub';

interface Options extends Omit<FromHub, 'fromHub'> {
  readonly from?: string;
  readonly role?: string;
  readonly associateWith: string;
  readonly propagateTo: string;
}

/** Writes the mesh that another tool has made, as a landing zone. */
export const migrateCommand = (): CliCommand =>
  new CliCommand('migrate', {
    summary: 'Write landing-zone.yaml for the mesh of Network Orchestration for AWS Transit Gateway.',
    description:
      'It reads the transit gateway and the tags Associate-with and Propagate-to of the attached VPCs, and writes the same mesh: each route table is a segment, and what is propagated both ways is a pair. VPCs of a table that do not reach each other, as in Isolated, become a segment for each account. What a landing zone cannot say is listed. It changes nothing in AWS.',
    examples: [
      [
        'migrate --from stno --role ReadOnly --management-role ReadOrganization',
        'Describe the mesh that the tags mean',
      ],
      ['migrate --from stno --role ReadOnly --associate-with Attach --propagate-to Reach', 'With other tag keys'],
    ],
    exits: ['attention'],
    schema: initSchema,
  })
    .requiredOption('--from <tool>', 'stno: Network Orchestration for AWS Transit Gateway')
    .option('--role <name>', 'the role that reads the tags of VPCs in their accounts, with its path')
    .option('--associate-with <key>', 'the key of the tag that names the table of a VPC', 'Associate-with')
    .option(
      '--propagate-to <key>',
      'the key of the tag that lists the tables to which it is propagated',
      'Propagate-to',
    )
    .option('--transit-gateway <id>', 'which one, where the account has several')
    .option('--vpc <id>', 'the hub VPC, where several VPCs of the account are attached')
    .option('--management-role <name>', 'the role that reads the organization in the management account')
    .option('--force', 'overwrite the file')
    .runs<Options>(async (cli, options) => {
      const { from, role, associateWith, propagateTo, config: file } = options;
      if (from !== 'stno')
        throw new OperatorError({
          found: `--from ${from ?? ''}`,
          expected: 'stno',
          next: 'docs/migrating.md has the ways from other tools',
        });
      if (role === undefined)
        throw new OperatorError({
          found: 'no --role',
          expected: 'the name of a role that reads VPCs in the accounts of the mesh',
          next: 'wheelwright migrate --from stno --role <name>',
        });
      const { fromNetworkOrchestration } = await import('../../lib/operator/init-from-hub');
      const outside = { ...outsideOf(cli, options), role, tags: { associateWith, propagateTo } };
      const {
        file: text,
        blocks,
        segments,
      } = await cli.progress.during('reading the mesh', () => fromNetworkOrchestration(outside));
      await cli.io.files.create(file, text, options.force ?? false);
      const document = { file, segments: segments.map(({ name }) => name), blocks: [...blocks] };
      cli.print(initSchema, document, () => textOf(cli, file, document.segments, blocks));
      return blocks.length > 0 ? 'attention' : 'ok';
    });
