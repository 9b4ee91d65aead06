import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { reconcile } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import { answer, type Signals } from '../../../lib/dispatch/handle-group';
import type { Delivery } from '../../../lib/hub/messages';
import { HUB, REGION } from '../../world/hub-services';
import { concept, create, failure, joining, runOf } from '../reconcile/concepts';
import { scene, Told, type Scene } from './fixture';

const MINUTE = 60_000;
const DONE = { status: 'done', because: '', handsOn: true, comeBack: new Set() };
let here: Scene;
let trade: Told;
let said: unknown[];
let counted: Record<string, number>;
beforeEach(async () => {
  here = await scene();
  trade = new Told();
  said = [];
  counted = {};
});
const signals: Signals = {
  info: (message, about) => said.push([message, about]),
  error: (message, about) => said.push(['ERROR', message, about]),
  count: (metric, value) => (counted[metric] = (counted[metric] ?? 0) + value),
};
const url = (): string => here.place.hub.queueUrls['join'] ?? '';
const sqs = () => new SQSClient(here.world.config(here.world.administrator(HUB), REGION));
const receive = async (QueueUrl: string) => {
  const request = new ReceiveMessageCommand({
    ...{ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
  });
  return (await sqs().send(request)).Messages ?? [];
};
/** Sends messages about the spoke and receives them, as many times as are wanted. */
async function deliveries(count: number): Promise<[Delivery, ...Delivery[]]> {
  const { accountId: account, region } = here.id;
  const message = { account, region, because: 'test' };
  // White space of the sender's: a body is never rewritten.
  const body = JSON.stringify(message, null, 1);
  for (let index = 0; index < count; index++)
    await here.queues.send(url(), { body, group: `${account}/${region}`, deduplicationId: String(index) });
  const [first, ...others] = (await receive(url())).map((received): Delivery => ({
    messageId: received.MessageId ?? '',
    receiptHandle: received.ReceiptHandle ?? '',
    body: received.Body ?? '',
    message,
    receives: 1,
    firstReceived: here.world.clock.now(),
  }));
  if (!first) throw new Error('Nothing was received.');
  return [first, ...others];
}
const answered = (these: readonly [Delivery, ...Delivery[]]) => answer(here.place, trade, here.queues, signals, these);
const beWaiting = async (seconds = 20): Promise<void> => {
  const slow = concept('attachment', [], { diff: () => waiting('being made', seconds) });
  trade.reports = await reconcile(runOf(), [slow], [joining('vpc-1')]);
};
/** Seconds until the queue shows messages again. */
async function shownAfter(): Promise<number> {
  for (let seconds = 1; seconds <= 90; seconds++) {
    await here.world.clock.jump(1000);
    if ((await receive(url())).length > 0) return seconds;
  }
  return Infinity;
}

test('all messages of a group cost one reconcile, and are done together', async () => {
  await expect(answered(await deliveries(5))).resolves.toEqual(DONE);
  expect(trade.reconciles).toHaveLength(1);
});

describe('messages whose spoke waits', () => {
  it('come back all together, when the wait is thought to be over', async () => {
    await beWaiting(20);
    const these = await deliveries(3);
    await expect(answered(these)).resolves.toEqual({
      ...{
        status: 'waiting',
        because: 'being made',
        handsOn: false,
        comeBack: new Set(these.map(({ messageId }) => messageId)),
      },
    });
    expect(counted).toMatchObject({ Waiting: 1 });
    await expect(shownAfter()).resolves.toBe(20);
  });

  it('come back after a minute at most', async () => {
    await beWaiting(600);
    await answered(await deliveries(1));
    await expect(shownAfter()).resolves.toBe(60);
  });

  it('are done where the wait may be long: the ledger keeps it', async () => {
    const slow = concept('dhcp-options', [], { diff: () => waiting('drain', 3600, true) });
    trade.reports = await reconcile(runOf(), [slow], [joining('vpc-1')]);
    await expect(answered(await deliveries(1))).resolves.toEqual({ ...DONE, status: 'parked', handsOn: false });
    expect(here.world.calls.filter(({ action }) => action.startsWith('sqs:Change'))).toEqual([]);
  });

  it('are a new wake-up as soon as one of them is new', async () => {
    await beWaiting();
    const [first, ...others] = await deliveries(2);
    await answered([first]);
    trade.steps = [{ ...concept('attachment', []), ready: () => Promise.resolve(false) }];
    const old = { ...first, receives: 2 };
    await answered([old]);
    expect(trade.reconciles).toHaveLength(1);
    await answered([old, ...others]);
    expect(trade.reconciles).toHaveLength(2);
  });
});

test.each([
  [1, 2],
  [4, 16],
  [6, 60],
  [50, 60],
])('what failed at receive %d comes back after %d seconds', async (receives, seconds) => {
  trade.error = failure('denied');
  const [first] = await deliveries(1);
  await expect(answered([{ ...first, receives }])).resolves.toMatchObject({
    ...{ status: 'failed', because: failure('denied').message, handsOn: false, comeBack: new Set([first.messageId]) },
  });
  expect(counted).toEqual({ Failed: 1 });
  await expect(shownAfter()).resolves.toBe(seconds);
});

describe('a fault of ours', () => {
  const slip = new TypeError('a slip');

  it('is told with its stack, and its spoke comes back as after a failure', async () => {
    trade.error = slip;
    const [first] = await deliveries(1);
    await expect(answered([{ ...first, receives: 3 }])).resolves.toMatchObject({
      ...{ status: 'failed', because: expect.stringContaining('a slip') as string, handsOn: false },
      comeBack: new Set([first.messageId]),
    });
    expect(said).toContainEqual(['ERROR', 'a fault of ours', { error: slip }]);
    expect(counted).toEqual({ Faults: 1, Failed: 1 });
    await expect(shownAfter()).resolves.toBe(8);
  });

  it('does not hold up its spoke for ever', async () => {
    trade.error = slip;
    const [first] = await deliveries(1);
    await here.world.clock.jump(120 * MINUTE + 1);
    await expect(answered([first])).resolves.toMatchObject({ status: 'failed', comeBack: new Set() });
    const [dead] = await receive(url().replace('.fifo', '-dead.fifo'));
    expect(dead).toMatchObject({
      Body: first.body,
      MessageAttributes: { reason: { StringValue: 'a fault of ours: TypeError: a slip' } },
    });
  });
});

describe('a message that is under way for more than two hours', () => {
  it('goes to the dead queue as it came, with why, the plan and since when', async () => {
    await beWaiting();
    const [first] = await deliveries(1);
    await here.world.clock.jump(120 * MINUTE + 1);
    await expect(answered([first])).resolves.toMatchObject({ status: 'waiting', comeBack: new Set() });
    const [dead, ...more] = await receive(url().replace('.fifo', '-dead.fifo'));
    expect(more).toEqual([]);
    expect(dead).toMatchObject({
      Body: first.body,
      Attributes: { MessageGroupId: `${here.id.accountId}/${REGION}` },
      MessageAttributes: {
        reason: { StringValue: 'being made' },
        firstReceived: { StringValue: first.firstReceived.toISOString() },
      },
    });
    expect(JSON.parse(dead?.MessageAttributes?.['plan']?.StringValue ?? '')).toMatchObject([
      { target: { key: 'vpc-1', intent: 'join' }, outcomes: { attachment: { status: 'waiting' } } },
    ]);
    expect(said).toContainEqual(['ERROR', expect.any(String), { because: 'being made', messageId: first.messageId }]);
  });

  it('and no longer than that is kept', async () => {
    await beWaiting();
    const these = await deliveries(1);
    await here.world.clock.jump(120 * MINUTE);
    await expect(answered(these)).resolves.toMatchObject({ comeBack: new Set([these[0].messageId]) });
    await expect(receive(url().replace('.fifo', '-dead.fifo'))).resolves.toEqual([]);
  });

  it('is planned for once more, although only its probe would have been asked', async () => {
    await beWaiting();
    const [first] = await deliveries(1);
    await answered([first]);
    trade.steps = [{ ...concept('attachment', []), ready: () => Promise.resolve(false) }];
    await here.world.clock.jump(121 * MINUTE);
    await answered([{ ...first, receives: 9 }]);
    expect(trade.reconciles).toHaveLength(2);
    const [dead] = await receive(url().replace('.fifo', '-dead.fifo'));
    expect(dead?.MessageAttributes?.['plan']?.StringValue).toContain('vpc-1');
  });

  it('goes alone: younger ones of its group come back', async () => {
    await beWaiting();
    const [old, young] = await deliveries(2);
    if (!young) throw new Error('Two were sent.');
    await here.world.clock.jump(121 * MINUTE);
    const given = await answered([old, { ...young, firstReceived: here.world.clock.now() }]);
    expect(given.comeBack).toEqual(new Set([young.messageId]));
    await expect(receive(url().replace('.fifo', '-dead.fifo'))).resolves.toHaveLength(1);
  });

  it('is done when its spoke is', async () => {
    const these = await deliveries(1);
    await here.world.clock.jump(121 * MINUTE);
    await expect(answered(these)).resolves.toEqual(DONE);
    await expect(receive(url().replace('.fifo', '-dead.fifo'))).resolves.toEqual([]);
  });
});

test('every change is told with its reason, and how each VPC stands', async () => {
  trade.reports = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-1'), joining('vpc-2')]);
  await answered(await deliveries(1));
  const { because } = create('vpc-1');
  expect(said).toContainEqual(['changed', { concept: 'attachment', key: 'vpc-1', verb: 'create', because }]);
  expect(said).toContainEqual([
    'stands',
    { key: 'vpc-2', intent: 'join', status: 'changed', stoppedAt: undefined, because: 'asked' },
  ]);
  expect(counted).toEqual({ Changes: 2 });
});

test('a VPC in quarantine is counted, every time that somebody looks', async () => {
  const refusing = concept('segment-routing', [], { diff: () => refused('10.9.0.0/16 is in no segment') });
  const target = { ...joining('vpc-1'), quarantined: true };
  trade.reports = await reconcile(runOf(), [refusing], [target, joining('vpc-2')]);
  await answered(await deliveries(1));
  expect(counted).toMatchObject({ Quarantined: 1, Refused: 2 });
});
