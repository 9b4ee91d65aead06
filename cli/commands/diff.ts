import { CliCommand } from '../command';
import { inStages, withStages, type StageOptions } from '../stages';

/** What a deployment would change in the stacks. */
export const diffCommand = (): CliCommand => {
  const command = withStages(
    new CliCommand('diff', {
      summary: 'Compare the stacks with those that are deployed.',
      description:
        'It changes nothing. It shows resources of the platform; `plan` shows what changes for VPCs. Options after -- go to cdk diff.',
      examples: [
        ['diff --profile hub --account hub', 'The stacks of the hub account'],
        ['diff --hub-profile hub --management-profile management', 'All stacks'],
      ],
    }),
  );
  return command.runs<StageOptions>((cli) => inStages(cli, 'diff', command.args));
};
