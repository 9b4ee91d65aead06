import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { reconcile } from '../../../lib/reconcile/engine';
import { refused, waiting } from '../../../lib/reconcile/outcome';
import { handleGroup } from '../../../lib/dispatch/handle-group';
import type { Telemetry } from '../../../lib/dispatch/telemetry';
import { deadLetterQueueUrl, queueUrl } from '../../../lib/landing-zone';
import type { JoinTarget } from '../../../lib/reconcile/target';
import type { Delivery } from '../../../lib/hub/messages';
import { HUB, landingZone, REGION } from '../../world/hub-services';
import { concept, create, failure, joining, runOf } from '../reconcile/concepts';
import { scene, ScriptedWorker, type Scene } from './fixture';

const MINUTE = 60_000;
const DONE = { status: 'done', wakeDependents: true, retry: new Set() };
let here: Scene;
let worker: ScriptedWorker;
let said: unknown[];
let counted: Record<string, number>;
beforeEach(async () => {
  here = await scene();
  worker = new ScriptedWorker();
  said = [];
  counted = {};
});
const telemetry: Telemetry = {
  info: (message, about) => said.push([message, about]),
  error: (message, about) => said.push(['ERROR', message, about]),
  count: (metric, value) => (counted[metric] = (counted[metric] ?? 0) + value),
};
const url = queueUrl(landingZone, 'join');
const deadLetters = deadLetterQueueUrl(landingZone, 'join');
const sqs = () => new SQSClient(here.world.config(here.world.administrator(HUB), REGION));
const receive = async (QueueUrl: string) => {
  const request = new ReceiveMessageCommand({
    ...{ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
  });
  return (await sqs().send(request)).Messages ?? [];
};
/** Sends messages about the spoke and receives them, as many times as are wanted. */
async function deliveries(count: number): Promise<[Delivery, ...Delivery[]]> {
  const { accountId, region } = here.address;
  // White space of the sender's: a body is never rewritten.
  const body = JSON.stringify({ account: accountId, region, because: 'test' }, null, 1);
  for (let index = 0; index < count; index++)
    await here.context.queues.send(url, { body, group: `${accountId}/${region}`, deduplicationId: String(index) });
  const [first, ...others] = (await receive(url)).map((received): Delivery => ({
    messageId: received.MessageId ?? '',
    receiptHandle: received.ReceiptHandle ?? '',
    body: received.Body ?? '',
    message: { accountId, region, because: 'test' },
    receives: 1,
    firstReceived: here.world.clock.now(),
  }));
  if (!first) throw new Error('Nothing was received.');
  return [first, ...others];
}
const answered = (these: readonly [Delivery, ...Delivery[]]) => handleGroup(here.context, worker, telemetry, these);
const beWaiting = async (seconds = 20): Promise<void> => {
  const slow = concept('attachment', [], { diff: () => waiting('being made', seconds) });
  worker.reports = await reconcile(runOf(), [slow], [joining('vpc-1')]);
};
/** Seconds until the queue shows messages again. */
async function shownAfter(): Promise<number> {
  for (let seconds = 1; seconds <= 90; seconds++) {
    await here.world.clock.jump(1000);
    if ((await receive(url)).length > 0) return seconds;
  }
  return Infinity;
}

test('all messages of a group cost one reconcile, and are done together', async () => {
  await expect(answered(await deliveries(5))).resolves.toEqual(DONE);
  expect(worker.reconciles).toHaveLength(1);
});

describe('messages whose spoke waits', () => {
  it('come back all together, when the wait is thought to be over', async () => {
    await beWaiting(20);
    const these = await deliveries(3);
    await expect(answered(these)).resolves.toEqual({
      ...{
        status: 'waiting',
        wakeDependents: false,
        retry: new Set(these.map(({ messageId }) => messageId)),
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
    worker.reports = await reconcile(runOf(), [slow], [joining('vpc-1')]);
    await expect(answered(await deliveries(1))).resolves.toEqual({ ...DONE, status: 'parked', wakeDependents: false });
    expect(here.world.calls.filter(({ action }) => action.startsWith('sqs:Change'))).toEqual([]);
  });

  it('are a new wake-up as soon as one of them is new', async () => {
    await beWaiting();
    const [first, ...others] = await deliveries(2);
    await answered([first]);
    worker.steps = [{ ...concept('attachment', []), ready: () => Promise.resolve(false) }];
    const old = { ...first, receives: 2 };
    await answered([old]);
    expect(worker.reconciles).toHaveLength(1);
    await answered([old, ...others]);
    expect(worker.reconciles).toHaveLength(2);
  });
});

test.each([
  [1, 2],
  [4, 16],
  [6, 60],
  [50, 60],
])('what failed at receive %d comes back after %d seconds', async (receives, seconds) => {
  worker.error = failure('denied');
  const [first] = await deliveries(1);
  await expect(answered([{ ...first, receives }])).resolves.toMatchObject({
    ...{ status: 'failed', wakeDependents: false, retry: new Set([first.messageId]) },
  });
  expect(counted).toEqual({ Failed: 1 });
  await expect(shownAfter()).resolves.toBe(seconds);
});

describe('a fault of ours', () => {
  const slip = new TypeError('a slip');

  it('is told with its stack, and its spoke comes back as after a failure', async () => {
    worker.error = slip;
    const [first] = await deliveries(1);
    await expect(answered([{ ...first, receives: 3 }])).resolves.toMatchObject({
      ...{ status: 'failed', wakeDependents: false },
      retry: new Set([first.messageId]),
    });
    expect(said).toContainEqual(['ERROR', 'unexpected error (bug)', { error: slip }]);
    expect(counted).toEqual({ Faults: 1, Failed: 1 });
    await expect(shownAfter()).resolves.toBe(8);
  });

  it('does not hold up its spoke for ever', async () => {
    worker.error = slip;
    const [first] = await deliveries(1);
    await here.world.clock.jump(120 * MINUTE + 1);
    await expect(answered([first])).resolves.toMatchObject({ status: 'failed', retry: new Set() });
    const [dead] = await receive(deadLetters);
    expect(dead).toMatchObject({
      Body: first.body,
      MessageAttributes: { reason: { StringValue: 'unexpected error (bug): TypeError: a slip' } },
    });
  });
});

describe('a message that is under way for more than two hours', () => {
  it('goes to the dead queue as it came, with why, the plan and since when', async () => {
    await beWaiting();
    const [first] = await deliveries(1);
    await here.world.clock.jump(120 * MINUTE + 1);
    await expect(answered([first])).resolves.toMatchObject({ status: 'waiting', retry: new Set() });
    const [dead, ...more] = await receive(deadLetters);
    expect(more).toEqual([]);
    expect(dead).toMatchObject({
      Body: first.body,
      Attributes: { MessageGroupId: `${here.address.accountId}/${REGION}` },
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
    await expect(answered(these)).resolves.toMatchObject({ retry: new Set([these[0].messageId]) });
    await expect(receive(deadLetters)).resolves.toEqual([]);
  });

  it('is planned for once more, although only its probe would have been asked', async () => {
    await beWaiting();
    const [first] = await deliveries(1);
    await answered([first]);
    worker.steps = [{ ...concept('attachment', []), ready: () => Promise.resolve(false) }];
    await here.world.clock.jump(121 * MINUTE);
    await answered([{ ...first, receives: 9 }]);
    expect(worker.reconciles).toHaveLength(2);
    const [dead] = await receive(deadLetters);
    expect(dead?.MessageAttributes?.['plan']?.StringValue).toContain('vpc-1');
  });

  it('goes alone: younger ones of its group come back', async () => {
    await beWaiting();
    const [old, young] = await deliveries(2);
    if (!young) throw new Error('Two were sent.');
    await here.world.clock.jump(121 * MINUTE);
    const given = await answered([old, { ...young, firstReceived: here.world.clock.now() }]);
    expect(given.retry).toEqual(new Set([young.messageId]));
    await expect(receive(deadLetters)).resolves.toHaveLength(1);
  });

  it('is done when its spoke is', async () => {
    const these = await deliveries(1);
    await here.world.clock.jump(121 * MINUTE);
    await expect(answered(these)).resolves.toEqual(DONE);
    await expect(receive(deadLetters)).resolves.toEqual([]);
  });
});

test('every change is told with its reason, and how each VPC stands', async () => {
  worker.reports = await reconcile(runOf(), [concept('attachment', [])], [joining('vpc-1'), joining('vpc-2')]);
  await answered(await deliveries(1));
  const { because } = create('vpc-1');
  expect(said).toContainEqual(['change applied', { concept: 'attachment', key: 'vpc-1', verb: 'create', because }]);
  expect(said).toContainEqual([
    'target status',
    { key: 'vpc-2', intent: 'join', status: 'changed', stoppedAt: undefined, because: 'asked' },
  ]);
  expect(counted).toEqual({ Changes: 2 });
});

test('a VPC in quarantine is counted, every time that somebody looks', async () => {
  const refusing = concept('segment-routing', [], { diff: () => refused('10.9.0.0/16 is in no segment') });
  const placement = { segment: 'dev', quarantined: true, cidrs: [], subnetIds: [] };
  const target: JoinTarget = { key: 'vpc-1', intent: 'join', because: 'asked', placement };
  worker.reports = await reconcile(runOf(), [refusing], [target, joining('vpc-2')]);
  await answered(await deliveries(1));
  expect(counted).toMatchObject({ Quarantined: 1, Refused: 2 });
});
