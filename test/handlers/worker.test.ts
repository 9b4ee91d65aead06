import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Runtime } from '../../handlers/runtime';
import { wire } from '../../handlers/wiring';
import { worker } from '../../handlers/worker';
import { deadQueueOf } from '../../lib/hub/queues';
import { reconcile, type Report } from '../../lib/reconcile/engine';
import { waiting } from '../../lib/reconcile/outcome';
import type { Trade } from '../../lib/dispatch/wake-up';
import { HUB, landingZone, REGION } from '../world/hub-services';
import { concept, joining, runOf } from '../lib/reconcile/concepts';
import { scene, type Scene } from '../lib/dispatch/fixture';

const DEV = '200000000001';
const PROD = '200000000002';
const context = { functionName: 'wheelwright-join', awsRequestId: 'request' } as Context;

let here: Scene;
let reports: Record<string, readonly Report[] | Error>;
let reconciled: string[];
let done: string[];
let lines: Record<string, unknown>[];
let handle: (event: SQSEvent) => Promise<unknown>;
let sqs: SQSClient;
let url: string;
beforeEach(async () => {
  here = await scene();
  [reports, reconciled, done, lines] = [{}, [], [], []];
  const { world, place } = here;
  const { requestHandler, credentials } = world.config(world.administrator(HUB), REGION);
  const runtime: Runtime = {
    ...{ landingZone, hub: place.hub, clock: world.clock, requestHandler, credentials },
    env: { AWS_REGION: REGION, AWS_LAMBDA_FUNCTION_NAME: 'wheelwright-join', WHEELWRIGHT_HUB: '' },
    log: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  const trade: Trade = {
    steps: [],
    watched: () => Promise.resolve('nothing'),
    reconcile({ accountId }) {
      reconciled.push(accountId);
      const answer = reports[accountId] ?? [];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const door = worker({
    ...{ runtime, place, trade, wiring: wire(runtime, []) },
    done: ({ message }) => {
      done.push(message.account);
      return Promise.resolve();
    },
  });
  handle = (event) => door(event, context);
  sqs = new SQSClient(world.config(world.administrator(HUB), REGION));
  url = place.hub.queueUrls['join'] ?? '';
});

/** Sends messages and receives them in one batch, as Lambda hands them to a function. */
async function batch(...messages: readonly { readonly account: string; readonly body?: string }[]): Promise<SQSEvent> {
  for (const [index, { account, body }] of messages.entries()) {
    const message = { account, region: REGION, because: 'test' };
    await here.queues.send(url, {
      body: body ?? JSON.stringify(message),
      group: `${account}/${REGION}`,
      deduplicationId: `event-${index}`,
    });
  }
  const request = { QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
  return {
    Records: Messages.map((message): SQSRecord => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: { ...message.Attributes } as SQSRecord['attributes'],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:::wheelwright-join.fifo', awsRegion: REGION },
    })),
  };
}
const idsOf = ({ Records }: SQSEvent, account: string) =>
  Records.filter(({ attributes }) => attributes.MessageGroupId === `${account}/${REGION}`).map(({ messageId }) => ({
    itemIdentifier: messageId,
  }));
const beWaiting = (): Promise<readonly Report[]> =>
  reconcile(runOf(), [concept('attachment', [], { diff: () => waiting('being made', 20) })], [joining('vpc-1')]);
const said = (message: string) => lines.filter((line) => line['message'] === message);

test('one batch costs one reconcile for each group, and all that is done is acknowledged', async () => {
  const event = await batch({ account: DEV }, { account: PROD }, { account: DEV }, { account: DEV });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: [] });
  expect(reconciled.sort()).toEqual([DEV, PROD]);
  expect(done.sort()).toEqual([DEV, PROD]);
});

test('a group that waits comes back whole, and the other is done', async () => {
  reports[DEV] = await beWaiting();
  const event = await batch({ account: DEV }, { account: PROD }, { account: DEV });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: idsOf(event, DEV) });
  expect(idsOf(event, DEV)).toHaveLength(2);
  expect(reconciled).toEqual([DEV, PROD]);
  expect(done).toEqual([PROD]);
});

test('a fault of ours is told, and its group comes back alone', async () => {
  reports[DEV] = new TypeError('a slip of ours');
  const event = await batch({ account: DEV }, { account: DEV }, { account: PROD });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: idsOf(event, DEV) });
  expect(reconciled).toEqual([DEV, PROD]);
  expect(said('a fault of ours')).toMatchObject([
    {
      level: 'ERROR',
      account: DEV,
      error: { message: 'a slip of ours', stack: expect.stringContaining('slip') as string },
    },
  ]);
  expect(said('failed')).toMatchObject([{ account: DEV, because: 'a fault of ours: TypeError: a slip of ours' }]);
});

test('a batch in which nothing is done comes back, without failing the function', async () => {
  reports[DEV] = await beWaiting();
  const event = await batch({ account: DEV });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: idsOf(event, DEV) });
});

test.each(['no JSON', '{"account":"dev","region":"ap-southeast-3","because":"test"}'])(
  'a message that cannot be read is told, goes whole to the dead queue, and holds up nobody: %s',
  async (body) => {
    const event = await batch({ account: DEV, body }, { account: DEV }, { account: PROD });
    await expect(handle(event)).resolves.toEqual({ batchItemFailures: [] });
    expect(reconciled).toEqual([DEV, PROD]);
    expect(said('cannot be read: to the dead queue')).toMatchObject([{ level: 'ERROR', eventId: 'event-0' }]);
    const dead = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deadQueueOf(url), MessageAttributeNames: ['reason'] }),
    );
    expect(dead.Messages).toMatchObject([
      { Body: body, MessageAttributes: { reason: { StringValue: expect.stringContaining('no') as string } } },
    ]);
  },
);

test('every line tells the account, the region and the event, each of its own group', async () => {
  reports[DEV] = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-1')]);
  reports[PROD] = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-2')]);
  await handle(await batch({ account: DEV }, { account: PROD }));
  expect(said('changed')).toMatchObject([
    { account: DEV, region: REGION, eventId: 'event-0', key: 'vpc-1', service: 'wheelwright-join' },
    { account: PROD, region: REGION, eventId: 'event-1', key: 'vpc-2' },
  ]);
  expect(said('changed')[0]).toMatchObject({ function_request_id: 'request' });
});
