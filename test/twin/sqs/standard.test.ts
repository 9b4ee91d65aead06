import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { World } from '../world';

const ACCOUNT = '100000000002';
const ATTRIBUTES = 'All' as const;
const error = (name: string) => expect.objectContaining({ name }) as Error;

let world: World;
let sqs: SQSClient;
let QueueUrl: string | undefined;
beforeEach(async () => {
  world = new World();
  sqs = new SQSClient(world.config(world.administrator(ACCOUNT), 'us-east-1'));
  ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' })));
});

const send = (MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: object = {}): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: [ATTRIBUTES],
    ...more,
  });
  return (await sqs.send(command)).Messages ?? [];
};
const bodies = async (): Promise<(string | undefined)[]> => (await receive()).map(({ Body }) => Body);
const count = async (name: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible') =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }))).Attributes?.[name];

describe('a message of a standard queue', () => {
  it('is received with its attributes and times', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'test' } };
    const { MessageId } = await send('hello', { MessageAttributes, MessageGroupId: 'tenant' });
    await world.clock.jump(5000);
    const [message] = await receive({ MessageAttributeNames: ['ki.*'] });
    expect(message).toMatchObject({ MessageId, Body: 'hello', MessageAttributes });
    const now = world.clock.now().getTime();
    expect(message?.Attributes).toEqual({
      SenderId: `AIDA${ACCOUNT}ADMN`,
      SentTimestamp: String(now - 5000),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(now),
      MessageGroupId: 'tenant',
    });
  });

  it('is invisible while it is in flight, then visible again, and counts its receives', async () => {
    await send('a');
    const [first] = await receive({ VisibilityTimeout: 60 });
    await world.clock.jump(59_000);
    await expect(bodies()).resolves.toEqual([]);
    await expect(count('ApproximateNumberOfMessagesNotVisible')).resolves.toBe('1');
    await world.clock.jump(1000);
    const [again] = await receive();
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(again?.Attributes?.ApproximateFirstReceiveTimestamp).toBe(
      first?.Attributes?.ApproximateFirstReceiveTimestamp,
    );
  });

  it('is gone when it is deleted, and deleting it again changes nothing', async () => {
    await send('a');
    const [message] = await receive();
    const deletion = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    await sqs.send(deletion);
    await sqs.send(deletion);
    await world.clock.jump(60_000);
    await expect(bodies()).resolves.toEqual([]);
  });

  it('is not deleted by the handle of an earlier receive', async () => {
    await send('a');
    const [first] = await receive();
    await world.clock.jump(30_000);
    await receive();
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    await world.clock.jump(30_000);
    await expect(bodies()).resolves.toEqual(['a']);
  });

  it('is invisible for the timeout that its receiver sets, counted from the call', async () => {
    await send('a');
    const [message] = await receive();
    await world.clock.jump(10_000);
    const handle = { QueueUrl, ReceiptHandle: message?.ReceiptHandle };
    await sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 45 }));
    await world.clock.jump(44_000);
    await expect(bodies()).resolves.toEqual([]);
    await world.clock.jump(1000);
    await expect(bodies()).resolves.toEqual(['a']);
    await expect(sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 1 }))).rejects.toEqual(
      error('MessageNotInflight'),
    );
  });

  it('cannot be invisible for more than twelve hours in all', async () => {
    await send('a');
    const [message] = await receive();
    await world.clock.jump(1000);
    const change = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 43_200 };
    await expect(sqs.send(new ChangeMessageVisibilityCommand(change))).rejects.toEqual(error('InvalidParameterValue'));
  });

  it('waits for its delay, and is dropped when its retention ends', async () => {
    await send('late', { DelaySeconds: 5 });
    await expect(bodies()).resolves.toEqual([]);
    await world.clock.jump(5000);
    await expect(count('ApproximateNumberOfMessages')).resolves.toBe('1');
    await world.clock.jump(4 * 24 * 3600 * 1000);
    await expect(count('ApproximateNumberOfMessages')).resolves.toBe('0');
  });

  it('is purged with all others', async () => {
    await send('a');
    await send('b');
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await expect(bodies()).resolves.toEqual([]);
  });

  it.each([
    ['a deduplication id', { MessageDeduplicationId: 'x' }, 'InvalidParameterValue'],
    ['a delay over 15 minutes', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['more than a mebibyte', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['a character that XML has not', { MessageBody: '\u0001' }, 'InvalidMessageContents'],
  ])('is refused with %s', async (_what, input, name) => {
    await expect(send('a', input)).rejects.toEqual(error(name));
  });
});

describe('a batch', () => {
  it('fails entry by entry', async () => {
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'a' },
          { Id: 'bad', MessageBody: 'b', DelaySeconds: 901 },
        ],
      }),
    );
    expect(Successful).toMatchObject([{ Id: 'good' }]);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
    const [message] = await receive();
    const deletion = { QueueUrl, Entries: [{ Id: '1', ReceiptHandle: message?.ReceiptHandle }] };
    await sqs.send(new DeleteMessageBatchCommand(deletion));
    await world.clock.jump(60_000);
    await expect(bodies()).resolves.toEqual([]);
  });

  it.each([
    ['no entry', [], 'EmptyBatchRequest'],
    ['eleven entries', Array.from({ length: 11 }, (_, index) => `e${index}`), 'TooManyEntriesInBatchRequest'],
    ['one id twice', ['a', 'a'], 'BatchEntryIdsNotDistinct'],
    ['a malformed id', ['a b'], 'InvalidBatchEntryId'],
  ])('is refused with %s', async (_what, ids, name) => {
    const Entries = ids.map((Id) => ({ Id, MessageBody: 'a' }));
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toEqual(error(name));
  });
});

it('A queue of an unknown account does not exist', async () => {
  const unknown = 'https://sqs.us-east-1.amazonaws.com/100000000002/nothing';
  await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: unknown }))).rejects.toEqual(error('QueueDoesNotExist'));
});

it('A malformed receipt handle is refused', async () => {
  const deletion = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' });
  await expect(sqs.send(deletion)).rejects.toEqual(error('ReceiptHandleIsInvalid'));
});
