import type { CliCommand } from '../command';
import { twinCommand } from '../programs';

/** Serves the emulated organization of this folder's landing zone. */
export const sandboxCommand = (): CliCommand => {
  const command = twinCommand(
    'sandbox',
    {
      summary: 'Serve an emulated AWS organization with your landing zone on this machine.',
      description:
        'It prints one line of JSON, with its address and credentials, and serves until it is interrupted. Every command works on it with AWS_ENDPOINT_URL and these credentials, and so does the AWS CLI.',
      examples: [
        ['sandbox', 'Serve on http://127.0.0.1:4566'],
        ['sandbox --port 0 --speed 60', 'On a free port, an hour of AWS in a minute'],
      ],
    },
    ['port', 'speed', 'seed'],
  );
  return command
    .option('--port <number>', 'port on 127.0.0.1; 4566 by default, 0 takes a free one')
    .option('--speed <factor>', 'virtual seconds per real second; 1 by default')
    .option('--seed <number>', 'fixes all ids; 1 by default');
};
