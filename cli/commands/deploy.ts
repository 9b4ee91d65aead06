import { CliCommand } from '../command';
import { inStages, withStages, type StageOptions } from '../stages';

/** Deploys all stacks, account by account. */
export const deployCommand = (): CliCommand => {
  const command = withStages(
    new CliCommand('deploy', {
      summary: 'Deploy the stacks of a landing zone, in their order.',
      description:
        'The log archive first, then the hub, then the management account: the order of docs/deploying.md. CDK asks before it widens permissions. Options after -- go to cdk deploy.',
      examples: [
        ['deploy --hub-profile hub --management-profile management', 'All stacks'],
        ['deploy --account hub --yes', 'Those of the hub account, in a pipeline'],
      ],
    }),
  ).option('--yes', 'do not ask before permissions are widened');
  return command.runs<StageOptions & { readonly yes?: true }>((cli, { yes }) =>
    inStages(cli, 'deploy', [...(yes ? ['--require-approval', 'never'] : []), ...command.args]),
  );
};
