import { OperatorError } from '../../lib/operator/operator-error';
import { CliCommand } from '../command';
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
  command
    .option('--port <number>', 'port on 127.0.0.1; 4566 by default, 0 takes a free one')
    .option('--speed <factor>', 'virtual seconds per real second; 1 by default')
    .option('--seed <number>', 'fixes all ids; 1 by default');
  command.addCommand(passCommand());
  return command;
};

const passCommand = (): CliCommand =>
  new CliCommand('pass', {
    summary: 'Let time pass at once in the sandbox that AWS_ENDPOINT_URL names.',
    description: 'All that is due in that time happens, in its order: schedules, waits, retries.',
    examples: [['sandbox pass 6h', 'Six hours, in which the sweep runs once']],
  })
    .argument('<time>', 'such as 90s, 10m, 1h or 1d')
    .runs(async (cli, _options, time = '') => {
      const { secondsOf } = await import('../../lib/operator/ago');
      const seconds = secondsOf(time);
      if (seconds === undefined) cli.usage(`Expected a time such as 90s, 10m, 1h or 1d, found "${time}".`);
      const endpoint = cli.io.env['AWS_ENDPOINT_URL'];
      const expected = { expected: 'a sandbox', next: 'run wheelwright sandbox, and set AWS_ENDPOINT_URL' };
      if (!endpoint) throw new OperatorError({ found: 'no AWS_ENDPOINT_URL', ...expected });
      const answer = await cli.progress.during(`${time} pass`, () =>
        fetch(new URL(`/_sandbox/pass?seconds=${seconds}`, endpoint), { method: 'POST' }).catch((error: unknown) => {
          throw new OperatorError({ found: `no answer of ${endpoint}`, ...expected }, { cause: error });
        }),
      );
      if (!answer.ok) throw new OperatorError({ found: `status ${answer.status} of ${endpoint}`, ...expected });
      const { now } = (await answer.json()) as { readonly now: string };
      cli.say(`In the sandbox it is ${now}.`);
      return 'ok';
    });
