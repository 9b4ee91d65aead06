import { ReceiveMessageCommand, SendMessageCommand, SQSClient, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import { DeadLetterReader } from '../../../lib/operator/redrive';
import { hubQueueUrl } from '../../../lib/landing-zone';
import { QUEUES, deadLetterQueueName, queueName } from '../../../lib/names';
import { HUB, REGION, landingZone, worldWithQueuesAndLedger } from '../../world/hub-services';
import type { Session } from '../../../lib/aws/sdk/session';
import type { World } from '../../twin/world';

let world: World;
let hub: Session;
let sqs: SQSClient;
beforeEach(async () => {
  ({ world, session: hub } = await worldWithQueuesAndLedger());
  sqs = new SQSClient(world.config(world.administrator(HUB), REGION));
});

const url = (queue: string): string => hubQueueUrl(landingZone, queue);
const reader = (): DeadLetterReader => new DeadLetterReader({ hub, landingZone });

async function put(
  queue: string,
  body: object | string,
  { group, ...attributes }: { readonly group?: string } & Readonly<Record<string, string>> = {},
): Promise<void> {
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]): [string, MessageAttributeValue] => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
  const fifo = group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: MessageBody };
  await sqs.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody, MessageAttributes, ...fifo }));
  await world.clock.jump(1000);
}

async function bodiesIn(queue: string): Promise<readonly string[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body = '' }) => Body).sort();
}

const work = (because: string) => ({ account: '200000000001', region: REGION, because });
const trail = {
  ...{ source: 'aws.ec2', account: '200000000001', region: REGION, 'detail-type': 'AWS API Call via CloudTrail' },
  detail: { eventName: 'CreateVpc' },
};

it('tells of each what it is about, why it is there and since when, the oldest first', async () => {
  const join = deadLetterQueueName('join');
  await put(QUEUES.undelivered, trail, { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'denied' });
  await put(QUEUES.sweepDeadLetters, 'nothing that is known');
  await put(join, work('a tag'), {
    group: 'one',
    reason: 'ec2: denied',
    plan: '[]',
    firstReceived: '2025-01-01T00:00:00.000Z',
  });
  const { letters, hidden } = await reader().read();
  expect(hidden).toBe(0);
  const place = { accountId: '200000000001', region: REGION };
  expect(letters.map(({ id: _id, body: _body, since: _since, ...rest }) => rest)).toEqual([
    { queue: join, event: 'a tag', ...place, reason: 'ec2: denied', plan: '[]' },
    { queue: QUEUES.undelivered, event: 'aws.ec2 CreateVpc', ...place, reason: 'NO_PERMISSIONS: denied' },
    {
      ...{ queue: QUEUES.sweepDeadLetters, event: 'a body that is neither a work message nor an event' },
      reason: 'received too often: the function failed each time',
    },
  ]);
  expect(letters[0]?.since).toEqual(new Date('2025-01-01T00:00:00.000Z'));
});

it.each([
  [QUEUES.intakeDeadLetters, QUEUES.intake, {}],
  [QUEUES.undelivered, QUEUES.intake, {}],
  [QUEUES.sweepDeadLetters, QUEUES.sweep, {}],
  [deadLetterQueueName('enroll'), queueName('enroll'), { group: 'one' }],
  [deadLetterQueueName('join'), queueName('join'), { group: 'one' }],
  [deadLetterQueueName('grant-pull'), queueName('grant-pull'), { group: 'one' }],
])('puts those of %s back into %s, each once', async (dead, back, group) => {
  await put(dead, 'first', group);
  await put(dead, 'second', group);
  const reading = reader();
  const { letters } = await reading.read();
  for (const letter of [...letters, ...letters]) await reading.putBack(letter);
  await reading.giveBack();
  expect([await bodiesIn(dead), await bodiesIn(back)]).toEqual([[], ['first', 'second']]);
});

it('counts those that another reader holds, until it gives them back', async () => {
  const dead = deadLetterQueueName('join');
  await put(dead, 'first', { group: 'one' });
  await put(dead, 'second', { group: 'one' });
  const other = reader();
  expect((await other.read()).letters).toHaveLength(2);
  await expect(reader().read()).resolves.toEqual({ letters: [], hidden: 2 });
  await other.giveBack();
  expect((await reader().read()).letters).toHaveLength(2);
});
