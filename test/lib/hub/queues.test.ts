import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { queues, type Queues } from '../../../lib/hub/queues';
import { deadLetterQueueUrl, queueUrl, sweepQueueUrl } from '../../../lib/landing-zone';
import type { World } from '../../twin/world';
import { HUB, landingZone, worldWithQueuesAndLedger, REGION } from '../../world/hub-services';

let world: World;
let url: string;
let sqs: SQSClient;
let mine: Queues;
beforeEach(async () => {
  const { session, ...rest } = await worldWithQueuesAndLedger();
  world = rest.world;
  url = queueUrl(landingZone, 'join');
  sqs = new SQSClient(world.config(world.administrator(HUB), REGION));
  mine = queues(session);
});
const message = (deduplicationId: string, group = 'a') => ({
  body: `body of ${deduplicationId}`,
  group,
  deduplicationId,
});
const receive = async (QueueUrl = url) => {
  const request = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  return (await sqs.send(request)).Messages ?? [];
};

test('a message arrives with its group and attributes, and a second one with the same id within five minutes does not', async () => {
  await mine.send(url, { ...message('1'), attributes: { reason: 'too old', plan: '[]' } });
  await mine.send(url, message('1'));
  const received = await receive();
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    Body: 'body of 1',
    Attributes: { MessageGroupId: 'a', MessageDeduplicationId: '1' },
    MessageAttributes: { reason: { DataType: 'String', StringValue: 'too old' }, plan: { StringValue: '[]' } },
  });
});

test('any number of messages is sent in batches of ten', async () => {
  const before = world.calls.length;
  await mine.sendAll(
    url,
    Array.from({ length: 23 }, (_, index) => message(String(index), `group-${index}`)),
  );
  expect(world.calls.slice(before).map(({ action }) => action)).toEqual(Array<string>(3).fill('sqs:SendMessageBatch'));
  let arrived = 0;
  for (let batch = await receive(); batch.length > 0; batch = await receive()) arrived += batch.length;
  expect(arrived).toBe(23);
});

test('a message of a batch that SQS refuses fails the call', async () => {
  const messages = [message('1'), { ...message('2'), group: '' }];
  await expect(mine.sendAll(url, messages)).rejects.toMatchObject({
    kind: 'invalid',
    context: { action: 'sqs:SendMessageBatch', accountId: HUB },
  });
});

test('a message of a standard queue arrives after the seconds', async () => {
  const sweep = sweepQueueUrl(landingZone);
  await mine.sendLater(sweep, 'a page', 6);
  await world.clock.jump(5_999);
  await expect(receive(sweep)).resolves.toEqual([]);
  await world.clock.jump(1);
  await expect(receive(sweep)).resolves.toMatchObject([{ Body: 'a page' }]);
});

test('any number of messages is hidden in batches of ten, and arrives again after the seconds', async () => {
  for (let index = 0; index < 23; index++) await mine.send(url, message(String(index), `group-${index}`));
  const handles: string[] = [];
  for (let batch = await receive(); batch.length > 0; batch = await receive())
    handles.push(...batch.map(({ ReceiptHandle }) => ReceiptHandle ?? ''));
  expect(handles).toHaveLength(23);
  const before = world.calls.length;
  await mine.delay(url, handles, 20);
  expect(world.calls.slice(before).map(({ action }) => action)).toEqual(
    Array<string>(3).fill('sqs:ChangeMessageVisibilityBatch'),
  );
  await world.clock.jump(19_999);
  await expect(receive()).resolves.toEqual([]);
  await world.clock.jump(1);
  let back = 0;
  for (let batch = await receive(); batch.length > 0; batch = await receive()) back += batch.length;
  expect(back).toBe(23);
});

test('without messages to hide there is no call', async () => {
  const before = world.calls.length;
  await mine.delay(url, [], 20);
  expect(world.calls).toHaveLength(before);
});

test('the dead-letter queue of a worker has its name', async () => {
  await mine.send(deadLetterQueueUrl(landingZone, 'join'), message('1'));
  expect(deadLetterQueueUrl(landingZone, 'join')).toMatch(/\/wheelwright-join-dead\.fifo$/);
  await expect(receive(deadLetterQueueUrl(landingZone, 'join'))).resolves.toHaveLength(1);
});
