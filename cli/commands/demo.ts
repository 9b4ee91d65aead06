import type { CliCommand } from '../command';
import { twinCommand } from '../programs';

/** Runs the demo on the landing zone of this folder. */
export const demoCommand = (): CliCommand => {
  const command = twinCommand(
    'demo',
    {
      summary: 'Run the automation on your landing zone in an emulated AWS organization.',
      description:
        'It needs no AWS account. Without a landing-zone.yaml in this folder it runs on the one of the package. It fails unless the end state, read through plain SDK calls, is as expected.',
      examples: [
        ['demo', 'Accounts enrol, VPCs join and leave, an outage is replayed'],
        ['demo --json', 'One document with the mesh, who reaches whom, and every change'],
      ],
    },
    ['json', 'seed'],
  );
  command.option('--seed <number>', 'fixes all ids and every random choice; 1 by default');
  return command;
};
