import { TARBALL, VERSION } from '../../lib/names';
import { CliCommand } from '../command';
import { initSchema } from '../schemas/init';
import { fromHub, withFromHub } from './from-hub';
import type { NewProject } from './new-project';

/** Makes a project in this folder. */
export const initCommand = (): CliCommand => {
  const command = new CliCommand('init', {
    summary: 'Make a project in this folder: landing-zone.yaml, package.json, cdk.json, a GitHub workflow.',
    description:
      'In a terminal it asks for what no option gives; elsewhere, and with --yes, it takes the ids of an example, with which demo and sandbox work. It overwrites nothing without --force, and only adds to a package.json. The workflow validates and plans on a pull request, with the plan as a comment, and deploys on a merge. With --from-hub it writes landing-zone.yaml alone, for the hub that exists in the account of the credentials: each route table with VPCs becomes a segment, and what is in the way is listed, each with its command.',
    examples: [
      ['init', 'Ask for the ids'],
      ['init --yes', 'Take those of an example, to try the demo'],
      [
        'init --organization-id o-a1b2c3d4e5 --root-id r-a1b2 --management-account 111111111111 --hub-account 222222222222 --region eu-central-1 --segment dev=ou-a1b2-11111111',
        'Ask for nothing that is given',
      ],
      [
        'init --from-hub --profile hub --region eu-central-1',
        'Describe the hub of that account, and what is in the way',
      ],
    ],
    exits: ['attention'],
    schema: initSchema,
  });
  command
    .option('--organization-id <id>', 'such as o-a1b2c3d4e5')
    .option('--root-id <id>', 'such as r-a1b2')
    .option('--management-account <id>', 'twelve digits')
    .option('--hub-account <id>', 'twelve digits')
    .option('--mesh <cidr>', 'the range of the whole mesh, such as 10.0.0.0/14')
    .option('--segment <name=ou...>', 'segments with the OUs that may join them, such as dev=ou-…,ou-…')
    .option('--notify <address...>', 'e-mail addresses for alarms')
    .option('--package <spec>', `what package.json depends on; ${VERSION}, or ${TARBALL} if it is in this folder`)
    .option('--force', 'overwrite files that exist')
    .option('--yes', 'ask nothing');
  return withFromHub(command).runs<NewProject>(async (cli, options) => {
    if (options.fromHub) return fromHub(cli, options);
    // It reads the landing zone that it writes, for which it loads a parser of YAML.
    const { newProject } = await import('./new-project');
    return newProject(cli, options);
  });
};
