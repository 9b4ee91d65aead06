import { ChangeMessageVisibilityCommand, CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { World } from '../world';
import type { ExecutionEnvironment } from './instance';
import type { MappingOptions } from './mapping';

const ACCOUNT = '100000000002';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}`;
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

let world: World;
let sqs: SQSClient;
/** The bodies of each invocation. */
let batches: string[][];
let work: (event: SQSEvent, environment: ExecutionEnvironment) => unknown;
beforeEach(() => {
  world = new World();
  sqs = new SQSClient(world.config(world.administrator(ACCOUNT), 'us-east-1'));
  batches = [];
  work = () => undefined;
  world.iam.putRole({ accountId: ACCOUNT, name: 'worker', trust: TRUST, attached: [ADMINISTRATOR] });
  world.functions.register({
    ...{ name: 'worker', accountId: ACCOUNT, region: 'us-east-1', roleArn: ROLE, timeoutSeconds: 30 },
    create: (environment) => async (event) => {
      const batch = event as SQSEvent;
      batches.push(batch.Records.map(({ body }) => body));
      return await work(batch, environment);
    },
  });
});
const createQueue = (QueueName: string, Attributes: Record<string, string> = {}) =>
  sqs.send(
    new CreateQueueCommand({
      QueueName,
      Attributes: { ...(QueueName.endsWith('.fifo') ? FIFO : {}), ...Attributes },
    }),
  );
const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
const map = (name: string, options: Partial<MappingOptions> = {}) =>
  world.functions.map({ queueArn: arnOf(name), functionName: 'worker', ...options });
const send = (name: string, MessageBody: string, MessageGroupId?: string) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: urlOf(name),
      MessageBody,
      MessageGroupId,
    }),
  );
const left = (name: string) =>
  world.sqs
    .queue(arnOf(name))
    ?.messages()
    .map(({ body }) => body);

describe('a standard queue', () => {
  beforeEach(() => createQueue('q'));

  it('delivers its messages, and deletes those that the function processed', async () => {
    await send('q', 'before');
    map('q');
    await world.clock.settle();
    await send('q', 'after');
    await world.clock.run({});
    expect(batches.flat()).toEqual(['before', 'after']);
    expect(left('q')).toEqual([]);
  });

  it('shows a record as Lambda does', async () => {
    let seen: SQSEvent | undefined;
    work = (event) => {
      seen = event;
    };
    map('q');
    const { MessageId } = await send('q', 'hello');
    await world.clock.run({ until: () => seen !== undefined });
    const now = String(world.clock.now().getTime());
    expect(seen?.Records).toEqual([
      {
        messageId: MessageId,
        receiptHandle: expect.any(String) as string,
        body: 'hello',
        attributes: {
          ...{ SenderId: `AIDA${ACCOUNT}ADMN`, SentTimestamp: now },
          ...{ ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: now },
        },
        messageAttributes: {},
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        ...{ eventSource: 'aws:sqs', eventSourceARN: arnOf('q'), awsRegion: 'us-east-1' },
      },
    ]);
  });

  it('keeps the batch of a function that fails: it is visible again after its visibility timeout', async () => {
    work = () => {
      if (batches.length === 1) throw new Error('no');
    };
    map('q');
    await send('q', 'a');
    await world.clock.jump(29_000);
    expect(batches).toHaveLength(1);
    await world.clock.jump(1000);
    expect(batches).toEqual([['a'], ['a']]);
    expect(left('q')).toEqual([]);
  });

  const failing = (...bodies: string[]) => {
    work = ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    });
  };

  it('keeps the items that a batch reports, and only if it may report', async () => {
    failing('b');
    await createQueue('plain');
    for (const name of ['q', 'plain']) for (const body of ['a', 'b', 'c']) await send(name, body);
    map('q', { reportBatchItemFailures: true });
    map('plain');
    await world.clock.jump(0);
    expect(batches).toHaveLength(2);
    expect([left('q'), left('plain')]).toEqual([['b'], []]);
  });

  it('keeps the whole batch when an item is reported that was not in it, and none for an empty report', async () => {
    map('q', { reportBatchItemFailures: true });
    work = () => ({ batchItemFailures: [{ itemIdentifier: 'unknown' }] });
    await send('q', 'a');
    await world.clock.jump(0);
    expect(left('q')).toEqual(['a']);
    work = () => ({ batchItemFailures: [] });
    await world.clock.jump(30_000);
    expect(left('q')).toEqual([]);
  });

  it('gives messages beyond the batch size and the concurrency to later invocations', async () => {
    work = (_event, { clock }) => clock.sleep(10_000);
    map('q', { batchSize: 2, maximumConcurrency: 2 });
    for (let n = 0; n < 7; n++) await send('q', String(n));
    await world.clock.jump(5000);
    expect(batches).toEqual([
      ['0', '1'],
      ['2', '3'],
    ]);
    await world.clock.jump(20_000);
    expect(batches.flat()).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('delivers the messages behind a batch that failed', async () => {
    work = () => Promise.reject(new Error('no'));
    map('q', { batchSize: 1, maximumConcurrency: 2 });
    for (const body of ['a', 'b', 'c']) await send('q', body);
    await world.clock.jump(1000);
    expect(batches).toEqual([['a'], ['b'], ['c']]);
  });

  it('does not delete a message that another invocation received meanwhile', async () => {
    work = async ({ Records }, { clock, requestHandler, credentials }) => {
      const client = new SQSClient({ region: 'us-east-1', requestHandler, credentials });
      if (batches.length > 1) return clock.sleep(20_000);
      const ReceiptHandle = Records[0]?.receiptHandle;
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: urlOf('q'), ReceiptHandle, VisibilityTimeout: 0 }),
      );
      return clock.sleep(10_000);
    };
    map('q');
    await send('q', 'a');
    await world.clock.jump(15_000);
    expect(batches).toEqual([['a'], ['a']]);
    expect(left('q')).toEqual(['a']);
    await world.clock.jump(5000);
    expect(left('q')).toEqual([]);
  });

  it('waits for a batch to fill as long as its window is open', async () => {
    map('q', { batchSize: 3, batchingWindowSeconds: 20 });
    await send('q', 'a');
    await world.clock.jump(10_000);
    await send('q', 'b');
    await world.clock.jump(9000);
    expect(batches).toEqual([]);
    await world.clock.jump(1000);
    expect(batches).toEqual([['a', 'b']]);
    for (const body of ['c', 'd', 'e']) await send('q', body);
    await world.clock.jump(0);
    expect(batches.at(-1)).toEqual(['c', 'd', 'e']);
  });

  it('delivers nothing more once the mapping is deleted', async () => {
    const mapping = map('q');
    await send('q', 'a');
    await world.clock.jump(1000);
    mapping.delete();
    await send('q', 'b');
    await world.clock.run({});
    expect(batches).toEqual([['a']]);
    expect(world.functions.mappings.size).toBe(0);
  });
});

describe('a FIFO queue', () => {
  beforeEach(() => createQueue('q.fifo', { VisibilityTimeout: '60' }));

  it('delivers groups in parallel, and each group one batch after the other', async () => {
    work = (_event, { clock }) => clock.sleep(10_000);
    map('q.fifo', { batchSize: 1 });
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const)
      await send('q.fifo', body, group);
    await world.clock.jump(5000);
    expect(batches).toEqual([['a1'], ['b1']]);
    await world.clock.jump(10_000);
    expect(batches).toEqual([['a1'], ['b1'], ['a2']]);
  });

  it('gives groups beyond the concurrency to later invocations', async () => {
    work = (_event, { clock }) => clock.sleep(10_000);
    map('q.fifo', { batchSize: 1, maximumConcurrency: 2 });
    for (const group of ['a', 'b', 'c', 'd']) await send('q.fifo', group, group);
    await world.clock.jump(5000);
    expect(batches).toEqual([['a'], ['b']]);
    await world.clock.jump(10_000);
    expect(batches).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('keeps a group in order behind the message that failed', async () => {
    map('q.fifo', { reportBatchItemFailures: true });
    for (const body of ['1', '2', '3']) await send('q.fifo', body, 'a');
    work = ({ Records }) => ({
      batchItemFailures: (batches.length === 1 ? Records.slice(1) : []).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    });
    await world.clock.jump(0);
    await send('q.fifo', '4', 'a');
    await world.clock.jump(59_000);
    expect(batches).toEqual([['1', '2', '3']]);
    await world.clock.jump(1000);
    expect(batches.at(-1)).toEqual(['2', '3', '4']);
    expect(left('q.fifo')).toEqual([]);
  });

  it('gets a message back from a worker that was killed', async () => {
    work = (_event, { clock }) => (batches.length === 1 ? clock.sleep(20_000) : undefined);
    map('q.fifo');
    await send('q.fifo', '1', 'a');
    await world.clock.jump(1000);
    world.functions.kill(world.functions.invocations[0]?.id ?? '');
    await world.clock.jump(60_000);
    expect(batches).toEqual([['1'], ['1']]);
    expect(left('q.fifo')).toEqual([]);
  });
});

describe('a mapping', () => {
  const options: [string, string, Partial<MappingOptions>, Record<string, string>][] = [
    ['a visibility timeout under the timeout of the function', 'q', {}, { VisibilityTimeout: '29' }],
    ['eleven messages of a FIFO queue', 'q.fifo', { batchSize: 11 }, {}],
    ['eleven messages without a window', 'q', { batchSize: 11 }, {}],
    ['a window on a FIFO queue', 'q.fifo', { batchingWindowSeconds: 1 }, {}],
    ['a concurrency of one', 'q', { maximumConcurrency: 1 }, {}],
    ['a queue that does not exist', 'q', { queueArn: arnOf('nothing') }, {}],
  ];
  it.each(options)('is refused for %s', async (_what, name, more, attributes) => {
    await createQueue(name, attributes);
    const refusal = expect.objectContaining({ code: 'InvalidParameterValueException' }) as Error;
    expect(() => map(name, more)).toThrow(refusal);
  });

  it('is the only one of its queue and function', async () => {
    await createQueue('q');
    map('q');
    const refusal = expect.objectContaining({ code: 'ResourceConflictException' }) as Error;
    expect(() => map('q')).toThrow(refusal);
  });

  it('is refused for a function that does not exist', async () => {
    await createQueue('q');
    const refusal = expect.objectContaining({ code: 'ResourceNotFoundException' }) as Error;
    expect(() => map('q', { functionName: 'nothing' })).toThrow(refusal);
  });
});
