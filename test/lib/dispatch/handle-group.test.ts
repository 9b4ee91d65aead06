import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { reconcile } from '../../../lib/reconcile/engine';
import { waiting } from '../../../lib/reconcile/outcome';
import { isFailure } from '../../../lib/aws/sdk/failure';
import { handleGroup } from '../../../lib/dispatch/handle-group';
import type { Telemetry } from '../../../lib/dispatch/telemetry';
import { deadLetterQueueUrl, queueUrl } from '../../../lib/landing-zone';
import type { Delivery } from '../../../lib/hub/messages';
import { runUntilSettled } from '../../twin/eventually';
import { AwsError } from '../../twin/wire/errors';
import { HUB, landingZone, REGION } from '../../world/hub-services';
import { concept, create, failure, joining, runOf } from '../reconcile/concepts';
import { buildScene, ScriptedWorker, type Scene } from './fixture';

const MINUTE = 60_000;
const DONE = { status: 'done', wakeDependents: true, retry: new Set() };
let scene: Scene;
let worker: ScriptedWorker;
let logged: unknown[];
let counted: Record<string, number>;
beforeEach(async () => {
  scene = await buildScene();
  worker = new ScriptedWorker();
  logged = [];
  counted = {};
});
const telemetry: Telemetry = {
  info: (message, about) => logged.push([message, about]),
  error: (message, about) => logged.push(['ERROR', message, about]),
  count: (metric, value) => (counted[metric] = (counted[metric] ?? 0) + value),
};
const url = queueUrl(landingZone, 'join');
const deadLetters = deadLetterQueueUrl(landingZone, 'join');
const sqs = () => new SQSClient(scene.world.config(scene.world.administrator(HUB), REGION));
const receive = async (QueueUrl: string) => {
  const request = new ReceiveMessageCommand({
    ...{ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
  });
  return (await sqs().send(request)).Messages ?? [];
};
/** Sends so many messages about the spoke, and receives them. */
async function deliveries(count: number): Promise<[Delivery, ...Delivery[]]> {
  const { accountId, region } = scene.address;
  // White space, to show that a body is never rewritten.
  const body = JSON.stringify({ account: accountId, region, because: 'test' }, null, 1);
  for (let index = 0; index < count; index++)
    await scene.context.queues.send(url, { body, group: `${accountId}/${region}`, deduplicationId: String(index) });
  const [first, ...others] = (await receive(url)).map((received): Delivery => ({
    messageId: received.MessageId ?? '',
    receiptHandle: received.ReceiptHandle ?? '',
    body: received.Body ?? '',
    message: { accountId, region, because: 'test' },
    receives: 1,
    firstReceived: scene.world.clock.now(),
  }));
  if (!first) throw new Error('Nothing was received.');
  return [first, ...others];
}
const handle = (messages: readonly [Delivery, ...Delivery[]]) =>
  handleGroup(scene.context, worker, telemetry, messages);
const letSpokeWait = async (seconds = 20): Promise<void> => {
  const slow = concept('attachment', [], { diff: () => waiting('being made', seconds) });
  worker.reports = await reconcile(runOf(), [slow], [joining('vpc-1')]);
};
/** Seconds until the queue delivers messages again. */
async function deliveredAfter(): Promise<number> {
  for (let seconds = 1; seconds <= 90; seconds++) {
    await scene.world.clock.jump(1000);
    if ((await receive(url)).length > 0) return seconds;
  }
  return Infinity;
}

test('all messages of a group take one reconcile, and are done together', async () => {
  await expect(handle(await deliveries(5))).resolves.toEqual(DONE);
  expect(worker.reconciles).toHaveLength(1);
});

describe('the messages of a spoke that waits', () => {
  it('are all delivered again after the seconds of the wait', async () => {
    await letSpokeWait(20);
    const messages = await deliveries(3);
    await expect(handle(messages)).resolves.toEqual({
      ...{
        status: 'waiting',
        wakeDependents: false,
        retry: new Set(messages.map(({ messageId }) => messageId)),
      },
    });
    expect(counted).toMatchObject({ Waiting: 1 });
    await expect(deliveredAfter()).resolves.toBe(20);
  });

  it('are delivered again after a minute at most', async () => {
    await letSpokeWait(600);
    await handle(await deliveries(1));
    await expect(deliveredAfter()).resolves.toBe(60);
  });

  it('are done where the wait may be long, because the ledger records it', async () => {
    const slow = concept('dhcp-options', [], { diff: () => waiting('drain', 3600, true) });
    worker.reports = await reconcile(runOf(), [slow], [joining('vpc-1')]);
    await expect(handle(await deliveries(1))).resolves.toEqual({ ...DONE, status: 'parked', wakeDependents: false });
    expect(scene.world.calls.filter(({ action }) => action.startsWith('sqs:Change'))).toEqual([]);
  });

  it('take a new reconcile as soon as one of them is new', async () => {
    await letSpokeWait();
    const [first, ...others] = await deliveries(2);
    await handle([first]);
    worker.steps = [{ ...concept('attachment', []), ready: () => Promise.resolve(false) }];
    const old = { ...first, receives: 2 };
    await handle([old]);
    expect(worker.reconciles).toHaveLength(1);
    await handle([old, ...others]);
    expect(worker.reconciles).toHaveLength(2);
  });
});

test.each([
  [1, 2],
  [4, 16],
  [6, 60],
  [50, 60],
])('after a failure at receive %d a message is delivered again after %d seconds', async (receives, seconds) => {
  worker.error = failure('denied');
  const [first] = await deliveries(1);
  await expect(handle([{ ...first, receives }])).resolves.toMatchObject({
    ...{ status: 'failed', wakeDependents: false, retry: new Set([first.messageId]) },
  });
  expect(counted).toEqual({ Failed: 1 });
  await expect(deliveredAfter()).resolves.toBe(seconds);
});

describe('an unexpected error (bug)', () => {
  const bug = new TypeError('a bug');

  it('is logged with its stack, and the messages are delivered again as after a failure', async () => {
    worker.error = bug;
    const [first] = await deliveries(1);
    await expect(handle([{ ...first, receives: 3 }])).resolves.toMatchObject({
      ...{ status: 'failed', wakeDependents: false },
      retry: new Set([first.messageId]),
    });
    expect(logged).toContainEqual(['ERROR', 'unexpected error (bug)', { error: bug }]);
    expect(counted).toEqual({ Faults: 1, Failed: 1 });
    await expect(deliveredAfter()).resolves.toBe(8);
  });

  it('sends messages that are too old to the dead-letter queue', async () => {
    worker.error = bug;
    const [first] = await deliveries(1);
    await scene.world.clock.jump(120 * MINUTE + 1);
    await expect(handle([first])).resolves.toMatchObject({ status: 'failed', retry: new Set() });
    const [dead] = await receive(deadLetters);
    expect(dead).toMatchObject({
      Body: first.body,
      MessageAttributes: { reason: { StringValue: 'unexpected error (bug): TypeError: a bug' } },
    });
  });
});

describe('a message that gets older than two hours', () => {
  it('goes unchanged to the dead-letter queue, with the reason, the plan and the time of its first delivery', async () => {
    await letSpokeWait();
    const [first] = await deliveries(1);
    await scene.world.clock.jump(120 * MINUTE + 1);
    await expect(handle([first])).resolves.toMatchObject({ status: 'waiting', retry: new Set() });
    const [dead, ...more] = await receive(deadLetters);
    expect(more).toEqual([]);
    expect(dead).toMatchObject({
      Body: first.body,
      Attributes: { MessageGroupId: `${scene.address.accountId}/${REGION}` },
      MessageAttributes: {
        reason: { StringValue: 'being made' },
        firstReceived: { StringValue: first.firstReceived.toISOString() },
      },
    });
    expect(JSON.parse(dead?.MessageAttributes?.['plan']?.StringValue ?? '')).toMatchObject([
      { target: { key: 'vpc-1', intent: 'join' }, outcomes: { attachment: { status: 'waiting' } } },
    ]);
    expect(logged).toContainEqual([
      'ERROR',
      'message too old: sent to the dead-letter queue',
      { because: 'being made', messageId: first.messageId },
    ]);
  });

  it('is kept until then', async () => {
    await letSpokeWait();
    const messages = await deliveries(1);
    await scene.world.clock.jump(120 * MINUTE);
    await expect(handle(messages)).resolves.toMatchObject({ retry: new Set([messages[0].messageId]) });
    await expect(receive(deadLetters)).resolves.toEqual([]);
  });

  it('takes one more reconcile for its plan, although only its probe is due', async () => {
    await letSpokeWait();
    const [first] = await deliveries(1);
    await handle([first]);
    worker.steps = [{ ...concept('attachment', []), ready: () => Promise.resolve(false) }];
    await scene.world.clock.jump(121 * MINUTE);
    await handle([{ ...first, receives: 9 }]);
    expect(worker.reconciles).toHaveLength(2);
    const [dead] = await receive(deadLetters);
    expect(dead?.MessageAttributes?.['plan']?.StringValue).toContain('vpc-1');
  });

  it('does not take younger messages of its group with it', async () => {
    await letSpokeWait();
    const [old, young] = await deliveries(2);
    if (!young) throw new Error('Two were sent.');
    await scene.world.clock.jump(121 * MINUTE);
    const result = await handle([old, { ...young, firstReceived: scene.world.clock.now() }]);
    expect(result.retry).toEqual(new Set([young.messageId]));
    await expect(receive(deadLetters)).resolves.toHaveLength(1);
  });

  it('is done when its spoke is done', async () => {
    const messages = await deliveries(1);
    await scene.world.clock.jump(121 * MINUTE);
    await expect(handle(messages)).resolves.toEqual(DONE);
    await expect(receive(deadLetters)).resolves.toEqual([]);
  });
});

test('every change is logged with its reason, and every VPC with its status', async () => {
  worker.reports = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-1'), joining('vpc-2')]);
  await handle(await deliveries(1));
  const { because } = create('vpc-1');
  expect(logged).toContainEqual(['change applied', { concept: 'attachment', key: 'vpc-1', verb: 'create', because }]);
  expect(logged).toContainEqual([
    'target status',
    { key: 'vpc-2', intent: 'join', status: 'changed', stoppedAt: undefined, because: 'asked' },
  ]);
  expect(counted).toEqual({ Changes: 2 });
});

test.each(['BatchGetItem', 'UpdateItem', 'PutItem', 'ChangeMessageVisibilityBatch'])(
  '[D11] while AWS throttles %s of the hub, a spoke waits, and no bug is counted',
  async (operation) => {
    await letSpokeWait();
    const wait = {
      probe: { kind: 'attachment', key: 'vpc-1' },
      because: 'x',
      retryAfterSeconds: 20,
      acknowledged: false,
    };
    await scene.context.ledger.putSpoke(scene.address, { worker: 'join', readAt: '', fingerprint: '', wait });
    const messages = await deliveries(1);
    let throttled = 0;
    scene.world.around.push((served, next) => {
      if (served.operation !== operation) return next();
      throttled++;
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    });
    // The handler leaves the messages to SQS where none of them can be hidden.
    const kindOf = (error: unknown) => (isFailure(error, 'throttled') ? { status: 'waiting' } : { error });
    const result = await runUntilSettled(scene.world, handle(messages).catch(kindOf));
    expect(throttled).toBeGreaterThan(0);
    expect(result).toMatchObject({ status: 'waiting' });
    expect(counted).not.toHaveProperty('Faults');
  },
);

describe('what a sweep has read of zones', () => {
  const zones = { at: '2026-01-01T00:00:00.000Z', zoneIds: ['Z1'], vpcs: {} };
  const given = async (change: (each: Delivery, index: number) => Delivery) => {
    const [first, ...others] = await deliveries(2);
    const all = [first, ...others].map((each, index) =>
      change({ ...each, message: { ...each.message, zones } }, index),
    ) as [Delivery, ...Delivery[]];
    await handle(all);
    return worker.zones;
  };

  it('is given to a reconcile for which all messages have it', async () => {
    await expect(given((each) => each)).resolves.toEqual([zones]);
  });

  describe.each([
    ['first', 0],
    ['last', 1],
  ])('does not count where the %s message', (_, at) => {
    it.each<[string, (each: Delivery) => Delivery]>([
      ['was sent for something else', ({ message: { zones: _zones, ...message }, ...each }) => ({ ...each, message })],
      ['returns', (each) => ({ ...each, receives: 2 })],
      [
        'says that the account has changed',
        (each) => ({ ...each, message: { ...each.message, accountChanged: true } }),
      ],
    ])('%s', async (_what, of) => {
      await expect(given((each, index) => (index === at ? of(each) : each))).resolves.toEqual([undefined]);
    });
  });

  it('does not count for a spoke that waits', async () => {
    const { accountId, region } = scene.address;
    const wait = { probe: { kind: '', key: '' }, because: '', retryAfterSeconds: 1, acknowledged: true };
    await scene.context.ledger.putSpoke({ accountId, region }, { worker: 'join', wait, readAt: '', fingerprint: '' });
    await expect(given((each) => each)).resolves.toEqual([undefined]);
  });
});
