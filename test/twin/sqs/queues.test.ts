import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';

const REGION = 'us-east-1';
const error = (name: string) => expect.objectContaining({ name }) as Error;
const arn = (name: string, region = REGION) => `arn:aws:sqs:${region}:${HUB}:${name}`;
const redrive = (target: string, maxReceiveCount: unknown = 2) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(target), maxReceiveCount }),
});

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});
const client = (accountId = HUB) => new SQSClient(as(world, accountId, REGION));
const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await client().send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;

describe('a queue', () => {
  it('is returned when it is created again with the same attributes, and refused when one differs', async () => {
    const url = await create('work', { VisibilityTimeout: '60' });
    expect(url).toBe(`https://sqs.us-east-1.amazonaws.com/${HUB}/work`);
    await expect(create('work', { VisibilityTimeout: '60' })).resolves.toBe(url);
    await expect(create('work', { VisibilityTimeout: '61' })).rejects.toEqual(error('QueueNameExists'));
  });

  it('has a URL at the host of the request', async () => {
    const local = new SQSClient({ ...as(world, HUB, REGION), endpoint: 'http://127.0.0.1:4566' });
    const { QueueUrl } = await local.send(new CreateQueueCommand({ QueueName: 'work' }));
    expect(QueueUrl).toBe(`http://127.0.0.1:4566/${HUB}/work`);
    await expect(local.send(new ReceiveMessageCommand({ QueueUrl }))).resolves.toBeDefined();
  });

  it('delays messages by its DelaySeconds', async () => {
    const QueueUrl = await create('work', { DelaySeconds: '5' });
    await client().send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const received = async () => (await client().send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.length;
    await expect(received()).resolves.toBeUndefined();
    await world.clock.jump(5000);
    await expect(received()).resolves.toBe(1);
  });

  it('returns its attributes by name, with defaults and counts', async () => {
    const QueueUrl = await create('work');
    const { Attributes } = await client().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({
      QueueArn: arn('work'),
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      ApproximateNumberOfMessages: '0',
    });
    const none = await client().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }));
    expect(none.Attributes ?? {}).toEqual({});
  });

  it('is found by name and prefix, page by page, and tagged', async () => {
    for (const name of ['a1', 'a2', 'b']) await create(name);
    const { QueueUrl } = await client().send(new GetQueueUrlCommand({ QueueName: 'b' }));
    expect(QueueUrl).toMatch(/\/b$/);
    const page = await client().send(new ListQueuesCommand({ QueueNamePrefix: 'a', MaxResults: 1 }));
    expect(page.QueueUrls).toEqual([expect.stringMatching(/\/a1$/)]);
    const more = { QueueNamePrefix: 'a', MaxResults: 1, NextToken: page.NextToken };
    const last = await client().send(new ListQueuesCommand(more));
    expect([last.QueueUrls?.length, last.NextToken]).toEqual([1, undefined]);
    await client().send(new TagQueueCommand({ QueueUrl, Tags: { x: '1', y: '2' } }));
    await client().send(new UntagQueueCommand({ QueueUrl, TagKeys: ['x'] }));
    expect((await client().send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ y: '2' });
  });

  it('cannot be created again within a minute of its deletion', async () => {
    await client().send(new DeleteQueueCommand({ QueueUrl: await create('work') }));
    await expect(create('work')).rejects.toEqual(error('QueueDeletedRecently'));
    await world.clock.jump(60_000);
    await expect(create('work')).resolves.toMatch(/work$/);
  });

  it.each([
    ['an unknown attribute', 'q', { Speed: '1' }, 'InvalidAttributeName'],
    ['a visibility timeout over 12 hours', 'q', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    ['a retention under a minute', 'q', { MessageRetentionPeriod: '59' }, 'InvalidAttributeValue'],
    [
      'content-based deduplication on a standard queue',
      'q',
      { ContentBasedDeduplication: 'true' },
      'InvalidAttributeName',
    ],
    ['a policy that is no JSON', 'q', { Policy: 'nope' }, 'InvalidAttributeValue'],
    ['a FIFO queue with another name', 'q', { FifoQueue: 'true' }, 'InvalidParameterValue'],
    ['a standard queue with a FIFO name', 'q.fifo', {}, 'InvalidParameterValue'],
    ['a name with a space', 'a b', {}, 'InvalidParameterValue'],
  ])('is refused for %s', async (_what, name, attributes, code) => {
    await expect(create(name, attributes)).rejects.toEqual(error(code));
  });

  it('admits another account only by its policy', async () => {
    const QueueUrl = await create('work');
    const send = () => client(DEV).send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await expect(send()).rejects.toEqual(error('AccessDenied'));
    const Policy = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'sqs:SendMessage',
          Resource: arn('work'),
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-sampleorg1' } },
        },
      ],
    });
    await client().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    await expect(send()).resolves.toMatchObject({ MessageId: expect.any(String) as string });
    await expect(client(DEV).send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toEqual(error('AccessDenied'));
  });
});

describe('a dead-letter queue', () => {
  const receive = async (QueueUrl: string | undefined) => {
    const names = ['All' as const];
    const { Messages } = await client().send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: names }),
    );
    return Messages?.[0];
  };

  it('receives a message that was received too often, and a move task returns it to its source', async () => {
    const dead = await create('dead');
    const QueueUrl = await create('work', redrive('dead'));
    const { MessageId } = await client().send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (let receives = 0; receives < 2; receives++) {
      expect(await receive(QueueUrl)).toMatchObject({ MessageId });
      await world.clock.jump(30_000);
    }
    expect(await receive(QueueUrl)).toBeUndefined();
    expect(await receive(dead)).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: arn('work'), ApproximateReceiveCount: '1' },
    });
    await world.clock.jump(30_000);
    await client().send(new StartMessageMoveTaskCommand({ SourceArn: arn('dead') }));
    await world.clock.jump(10_000);
    expect(await receive(QueueUrl)).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } });
    const { Results } = await client().send(new ListMessageMoveTasksCommand({ SourceArn: arn('dead') }));
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
  });

  it.each([
    ['one that does not exist', 'work', {}, redrive('nothing')],
    ['one of the other kind', 'work.fifo', { FifoQueue: 'true' }, redrive('dead')],
    ['a count out of range', 'work', {}, redrive('dead', 1001)],
  ])('cannot be %s', async (_what, name, attributes, policy) => {
    await create('dead');
    await expect(create(name, { ...attributes, ...policy })).rejects.toEqual(error('InvalidParameterValue'));
  });

  it('may refuse its sources', async () => {
    await create('dead', { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'denyAll' }) });
    await expect(create('work', redrive('dead'))).rejects.toEqual(error('InvalidParameterValue'));
  });

  it('is moved by one task at a time, except messages that are in flight or have no source', async () => {
    const dead = await create('dead');
    await create('work', redrive('dead'));
    const task = (DestinationArn?: string) =>
      client().send(new StartMessageMoveTaskCommand({ SourceArn: arn('dead'), DestinationArn }));
    for (const MessageBody of ['a', 'b']) await client().send(new SendMessageCommand({ QueueUrl: dead, MessageBody }));
    await receive(dead);
    await task(arn('work'));
    await expect(task(arn('work'))).rejects.toEqual(error('UnsupportedOperation'));
    await world.clock.jump(10_000);
    const bodies = (name: string) =>
      world.sqs
        .queue(arn(name))
        ?.messages()
        .map(({ body }) => body);
    expect([bodies('dead'), bodies('work')]).toEqual([['a'], ['b']]);
    await world.clock.jump(30_000);
    await task();
    await world.clock.jump(10_000);
    const { Results } = await client().send(
      new ListMessageMoveTasksCommand({ SourceArn: arn('dead'), MaxResults: 10 }),
    );
    expect(Results?.map(({ Status }) => Status)).toEqual(['FAILED', 'COMPLETED']);
  });

  it('keeps a message only for the rest of its retention', async () => {
    const dead = await create('dead', { MessageRetentionPeriod: '120' });
    const QueueUrl = await create('work', redrive('dead', 1));
    await client().send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await receive(QueueUrl);
    await world.clock.jump(100_000);
    await receive(QueueUrl);
    expect(world.sqs.queue(arn('dead'))?.messages()).toHaveLength(1);
    await world.clock.jump(20_000);
    await expect(receive(dead)).resolves.toBeUndefined();
  });

  it('is the only source that a move task accepts', async () => {
    await create('work');
    const start = (name: string) => client().send(new StartMessageMoveTaskCommand({ SourceArn: arn(name) }));
    await expect(start('work')).rejects.toEqual(error('UnsupportedOperation'));
    await expect(start('nothing')).rejects.toEqual(error('ResourceNotFoundException'));
  });
});
