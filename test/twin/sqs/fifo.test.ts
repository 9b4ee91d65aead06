import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { World } from '../world';

const error = (name: string) => expect.objectContaining({ name }) as Error;

let world: World;
let sqs: SQSClient;
let QueueUrl: string | undefined;
beforeEach(async () => {
  world = new World();
  sqs = new SQSClient(world.config(world.administrator('100000000002'), 'us-east-1'));
  const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work.fifo', Attributes })));
});

const send = (MessageBody: string, MessageGroupId: string | undefined, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, ...more }));
const receive = async (MaxNumberOfMessages = 10): Promise<Message[]> => {
  const names = ['All' as const];
  const command = { QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: names };
  return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? [];
};
const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
const remove = (message: Message | undefined) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));

describe('a FIFO queue', () => {
  it('delivers a group in the order of sending, with sequence numbers that grow', async () => {
    const sent = [await send('1', 'a'), await send('2', 'a'), await send('3', 'a')];
    const messages = await receive();
    expect(bodies(messages)).toEqual(['1', '2', '3']);
    const numbers = messages.map(({ Attributes }) => Attributes?.SequenceNumber);
    expect(numbers).toEqual(sent.map(({ SequenceNumber }) => SequenceNumber));
    expect([...numbers].sort()).toEqual(numbers);
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: 'a', ApproximateReceiveCount: '1' });
  });

  it('delivers no more of a group while one of its messages is in flight, but delivers other groups', async () => {
    await send('1', 'a');
    await send('2', 'a');
    const [first] = await receive(1);
    await send('3', 'b');
    expect(bodies(await receive())).toEqual(['3']);
    await remove(first);
    expect(bodies(await receive())).toEqual(['2']);
  });

  it('delivers a group again from the message that became visible again', async () => {
    await send('1', 'a');
    await send('2', 'a');
    await receive(1);
    await world.clock.jump(30_000);
    expect(bodies(await receive())).toEqual(['1', '2']);
  });

  it('accepts the same content once in five minutes, even after the first was deleted', async () => {
    const first = await send('same', 'a');
    const [message] = await receive();
    await remove(message);
    await world.clock.jump(299_000);
    const again = await send('same', 'b');
    expect([again.MessageId, again.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    expect(await receive()).toEqual([]);
    await world.clock.jump(1000);
    await send('same', 'a');
    expect(bodies(await receive())).toEqual(['same']);
  });

  it('can detect duplicates by group', async () => {
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true', DeduplicationScope: 'messageGroup' };
    ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'groups.fifo', Attributes })));
    for (const group of ['a', 'b', 'a']) await send('same', group);
    expect(bodies(await receive())).toEqual(['same', 'same']);
  });

  it('treats different contents with one deduplication id as one message', async () => {
    await send('one', 'a', { MessageDeduplicationId: 'id' });
    await send('two', 'a', { MessageDeduplicationId: 'id' });
    expect(bodies(await receive())).toEqual(['one']);
  });

  it('refuses to delete a message whose visibility timeout has ended', async () => {
    await send('1', 'a');
    const [message] = await receive();
    await world.clock.jump(30_000);
    await expect(remove(message)).rejects.toEqual(error('InvalidParameterValue'));
  });

  it.each([
    ['no group', undefined, {}, 'MissingParameter'],
    ['a delay of its own', 'a', { DelaySeconds: 1 }, 'InvalidParameterValue'],
    ['a group that is too long', 'x'.repeat(129), {}, 'InvalidParameterValue'],
  ])('refuses a message with %s', async (_what, group, more, name) => {
    await expect(send('1', group, more)).rejects.toEqual(error(name));
  });

  it('without content-based deduplication needs a deduplication id', async () => {
    const creation = new CreateQueueCommand({ QueueName: 'plain.fifo', Attributes: { FifoQueue: 'true' } });
    ({ QueueUrl } = await sqs.send(creation));
    await expect(send('1', 'a')).rejects.toEqual(error('InvalidParameterValue'));
    await send('1', 'a', { MessageDeduplicationId: 'x' });
    expect(bodies(await receive())).toEqual(['1']);
  });
});
