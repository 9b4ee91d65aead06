import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Runtime } from '../../handlers/runtime';
import { ec2 } from '../../lib/aws/sdk/services';
import { workerHandler } from '../../handlers/worker';
import type { Worker, WorkerDeclaration } from '../../lib/dispatch/worker';
import { deadLetterQueueUrl, queueUrl } from '../../lib/landing-zone';
import { reconcile, type Report } from '../../lib/reconcile/engine';
import { waiting } from '../../lib/reconcile/outcome';
import { HUB, landingZone, REGION } from '../world/hub-services';
import { concept, create, joining, runOf } from '../lib/reconcile/concepts';
import { buildScene, type Scene } from '../lib/dispatch/fixture';

const DEV = '200000000001';
const PROD = '200000000002';
/** A worker of no concepts, which `grant-pull` depends on. */
const declaration: WorkerDeclaration = {
  ...{ name: 'join', steps: [], calls: [], services: [ec2], spokeRole: 'join', managementRole: 'org-read' },
  entersSpokes: () => true,
  maxConcurrency: 2,
  dependents: ['grant-pull'],
};
const context = { functionName: 'wheelwright-join', awsRequestId: 'request' } as Context;

let scene: Scene;
let reports: Record<string, readonly Report[] | Error>;
let reconciled: string[];
let readsAttachments: boolean;
let lines: Record<string, unknown>[];
let handle: (event: SQSEvent) => Promise<unknown>;
let sqs: SQSClient;
let url: string;
beforeEach(async () => {
  scene = await buildScene();
  [reports, reconciled, lines, readsAttachments] = [{}, [], [], false];
  const {
    world,
    context: { hubs },
  } = scene;
  const { requestHandler, credentials } = world.config(world.administrator(HUB), REGION);
  const runtime: Runtime = {
    ...{ landingZone, hubs, clock: world.clock, requestHandler, credentials },
    env: { AWS_REGION: REGION, AWS_LAMBDA_FUNCTION_NAME: 'wheelwright-join', WHEELWRIGHT_HUB: '' },
    log: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  const worker: Worker = {
    steps: [],
    watched: () => Promise.resolve('nothing'),
    async reconcile({ accountId, reads }) {
      reconciled.push(accountId);
      if (readsAttachments) await reads.attachments();
      const found = reports[accountId] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
  };
  const handler = workerHandler(declaration, () => worker)(runtime);
  handle = (event) => handler(event, context);
  sqs = new SQSClient(world.config(world.administrator(HUB), REGION));
  url = queueUrl(landingZone, 'join');
});

/** The accounts whose dependent worker was woken. */
async function woken(): Promise<readonly string[]> {
  const QueueUrl = queueUrl(landingZone, 'grant-pull');
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => (JSON.parse(Body ?? '{}') as { account: string }).account).sort();
}

/** Sends messages and receives them in one batch, as Lambda passes them to a function. */
async function batch(...messages: readonly { readonly account: string; readonly body?: string }[]): Promise<SQSEvent> {
  for (const [index, { account, body }] of messages.entries()) {
    const message = { account, region: REGION, because: 'test' };
    await scene.context.queues.send(url, {
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
const waitingReports = (): Promise<readonly Report[]> =>
  reconcile(runOf(), [concept('attachment', [], { diff: () => waiting('being made', 20) })], [joining('vpc-1')]);
const linesWith = (message: string) => lines.filter((line) => line['message'] === message);

test('a batch takes one reconcile for each group, and the messages of groups that are done are acknowledged', async () => {
  const event = await batch({ account: DEV }, { account: PROD }, { account: DEV }, { account: DEV });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: [] });
  expect(reconciled.sort()).toEqual([DEV, PROD]);
  await expect(woken()).resolves.toEqual([DEV, PROD]);
});

test('all messages of a group that waits are delivered again, and the other group is done', async () => {
  reports[DEV] = await waitingReports();
  const event = await batch({ account: DEV }, { account: PROD }, { account: DEV });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: idsOf(event, DEV) });
  expect(idsOf(event, DEV)).toHaveLength(2);
  expect(reconciled).toEqual([DEV, PROD]);
  await expect(woken()).resolves.toEqual([PROD]);
});

test('an unexpected error is logged, and only the messages of its group are delivered again', async () => {
  reports[DEV] = new TypeError('a bug');
  const event = await batch({ account: DEV }, { account: DEV }, { account: PROD });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: idsOf(event, DEV) });
  expect(reconciled).toEqual([DEV, PROD]);
  expect(linesWith('unexpected error (bug)')).toMatchObject([
    {
      level: 'ERROR',
      accountId: DEV,
      error: { message: 'a bug', stack: expect.stringContaining('a bug') as string },
    },
  ]);
  expect(linesWith('reconcile failed')).toMatchObject([
    { accountId: DEV, because: 'unexpected error (bug): TypeError: a bug' },
  ]);
});

test('a batch in which no group is done is delivered again, and the function does not fail', async () => {
  reports[DEV] = await waitingReports();
  const event = await batch({ account: DEV });
  await expect(handle(event)).resolves.toEqual({ batchItemFailures: idsOf(event, DEV) });
});

test.each(['no JSON', '{"account":"dev","region":"ap-southeast-3","because":"test"}'])(
  'a message that cannot be read is logged, goes unchanged to the dead-letter queue, and does not block its group: %s',
  async (body) => {
    const event = await batch({ account: DEV, body }, { account: DEV }, { account: PROD });
    await expect(handle(event)).resolves.toEqual({ batchItemFailures: [] });
    expect(reconciled.toSorted()).toEqual([DEV, PROD]);
    expect(linesWith('message unreadable: sent to the dead-letter queue')).toMatchObject([
      { level: 'ERROR', eventId: 'event-0' },
    ]);
    const dead = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetterQueueUrl(landingZone, 'join'),
        MessageAttributeNames: ['reason'],
      }),
    );
    expect(dead.Messages).toMatchObject([
      { Body: body, MessageAttributes: { reason: { StringValue: expect.stringContaining('no') as string } } },
    ]);
  },
);

test.each([
  ['\u202egnol', '�gnol'],
  ['a\u2028b\u001b[2J', 'a b�[2J'],
])(
  '[A18] no log line and no reason in the dead-letter queue has a character that is not seen: %j',
  async (value, clean) => {
    const behaviour = { diff: () => [{ ...create('vpc-1'), because: value }] };
    reports[DEV] = await reconcile(
      runOf(),
      [concept('attachment', [], behaviour)],
      [{ ...joining('vpc-1'), because: value }],
    );
    reports[PROD] = new TypeError(value);
    await handle(await batch({ account: DEV }, { account: PROD }, { account: HUB, body: value.replace('\u001b', '') }));
    expect(linesWith('change applied')).toMatchObject([{ because: clean }]);
    expect(linesWith('target status')).toMatchObject([{ because: clean }]);
    expect(linesWith('reconcile failed')).toMatchObject([{ because: `unexpected error (bug): TypeError: ${clean}` }]);
    const QueueUrl = deadLetterQueueUrl(landingZone, 'join');
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['reason'] }));
    const written = [...lines, ...(Messages ?? []).map(({ MessageAttributes }) => MessageAttributes)];
    const unseen = [...new Set(value)].filter((character) => !clean.includes(character));
    expect(unseen.filter((character) => JSON.stringify(written).includes(character))).toEqual([]);
  },
);

test('every log line has the account, the region and the event of its own group', async () => {
  reports[DEV] = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-1')]);
  reports[PROD] = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-2')]);
  await handle(await batch({ account: DEV }, { account: PROD }));
  expect(linesWith('change applied')).toMatchObject([
    { accountId: DEV, region: REGION, eventId: 'event-0', key: 'vpc-1', service: 'wheelwright-join' },
    { accountId: PROD, region: REGION, eventId: 'event-1', key: 'vpc-2' },
  ]);
  expect(linesWith('change applied')[0]).toMatchObject({ function_request_id: 'request' });
});

test('the spokes of a batch read their attachments with one call', async () => {
  readsAttachments = true;
  const event = await batch({ account: DEV }, { account: PROD }, { account: '200000000003' });
  const { calls } = scene.world;
  const reads = () => calls.filter(({ action }) => action === 'ec2:DescribeTransitGatewayAttachments').length;
  await handle(event);
  expect([reconciled.sort(), reads()]).toEqual([[DEV, PROD, '200000000003'], 1]);
});
