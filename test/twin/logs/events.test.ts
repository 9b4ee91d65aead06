import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { World } from '../world';

const ACCOUNT = '100000000002';
const REGION = 'us-east-1';
const MINUTE = 60_000;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A function that has written three lines, a minute apart, and what finds them. */
async function written() {
  const world = new World();
  const { arn: roleArn } = world.iam.putRole({ accountId: ACCOUNT, name: 'reader', trust: TRUST, policies: {} });
  world.functions.register({
    ...{ name: 'reader', accountId: ACCOUNT, region: REGION, roleArn, timeoutSeconds: 3 },
    create:
      ({ log }) =>
      (event) => {
        log(String(event));
        return Promise.resolve();
      },
  });
  const start = world.clock.now().getTime();
  for (const line of ['vpc-1 joined', 'vpc-2 joined', 'vpc-1 left']) {
    await world.functions.invoke('reader', line);
    await world.clock.jump(MINUTE);
  }
  const client = new CloudWatchLogsClient(world.config(world.administrator(ACCOUNT), REGION));
  const find = (input: Partial<FilterLogEventsCommandInput> = {}) =>
    client.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/reader', ...input }));
  return { find, start };
}
const messages = async (found: ReturnType<Awaited<ReturnType<typeof written>>['find']>) =>
  (await found).events?.map(({ message }) => message);

test('FilterLogEvents returns the lines of a function that have a text, in a time', async () => {
  const { find, start } = await written();
  expect(await messages(find())).toEqual(['vpc-1 joined', 'vpc-2 joined', 'vpc-1 left']);
  expect(await messages(find({ filterPattern: '"vpc-1"' }))).toEqual(['vpc-1 joined', 'vpc-1 left']);
  expect(await messages(find({ filterPattern: '"vpc-1" joined' }))).toEqual(['vpc-1 joined']);
  expect(await messages(find({ startTime: start + MINUTE / 2, endTime: start + 1.5 * MINUTE }))).toEqual([
    'vpc-2 joined',
  ]);
});

test('it returns pages', async () => {
  const { find } = await written();
  const { nextToken } = await find({ limit: 2 });
  expect(await messages(find({ limit: 2, ...(nextToken === undefined ? {} : { nextToken }) }))).toEqual(['vpc-1 left']);
});

test.each([
  ['a log group that does not exist', { logGroupName: '/aws/lambda/other' }, 'ResourceNotFoundException'],
  ['a term with a hyphen and without quotes', { filterPattern: 'vpc-1' }, 'InvalidParameterException'],
  ['a token of others', { nextToken: 'other' }, 'InvalidParameterException'],
  ['more events than AWS returns', { limit: 10_001 }, 'InvalidParameterException'],
])('it refuses %s', async (_what, input, name) => {
  const { find } = await written();
  await expect(find(input)).rejects.toMatchObject({ name });
});
