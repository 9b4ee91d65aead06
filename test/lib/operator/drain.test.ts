import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Session } from '../../../lib/aws/sdk/session';
import { AwsClock } from '../../../lib/operator/aws-clock';
import { untilDrained } from '../../../lib/operator/drain';
import { hubQueueUrl } from '../../../lib/landing-zone';
import { QUEUES, queueName } from '../../../lib/names';
import { runUntilSettled } from '../../twin/eventually';
import { HUB, REGION, landingZone, worldWithQueuesAndLedger } from '../../world/hub-services';
import type { World } from '../../twin/world';

const MINUTE = 60_000;
let world: World;
let hub: Session;
let sqs: SQSClient;
beforeEach(async () => {
  ({ world, session: hub } = await worldWithQueuesAndLedger());
  sqs = new SQSClient(world.config(world.administrator(HUB), REGION));
});

const url = (queue: string): string => hubQueueUrl(landingZone, queue);

/** Waits, and returns what is left, how long that took and what it said meanwhile. */
async function drained(most: number) {
  const [from, said] = [world.clock.now().getTime(), new Set<string>()];
  const connection = { hub, landingZone, clock: new AwsClock(world.clock) };
  const left = await runUntilSettled(
    world,
    untilDrained(connection, most, (text) => void said.add(text)),
  );
  return { left, ms: world.clock.now().getTime() - from, said: [...said] };
}

it('waits a minute for late messages where the queues are empty', async () => {
  const { left, ms, said } = await drained(30 * MINUTE);
  expect({ left, said }).toEqual({ left: [], said: ['the queues are empty, waiting a minute for late messages'] });
  expect(ms).toBeGreaterThanOrEqual(MINUTE);
  expect(ms).toBeLessThan(2 * MINUTE);
});

it('counts messages that wait, that are delayed and that are in flight, and ends after the time that it is given', async () => {
  const join = queueName('join');
  const fifo = { MessageGroupId: 'one', MessageDeduplicationId: 'one' };
  await sqs.send(new SendMessageCommand({ QueueUrl: url(join), MessageBody: 'one', ...fifo }));
  await sqs.send(new SendMessageCommand({ QueueUrl: url(QUEUES.sweep), MessageBody: 'later', DelaySeconds: 900 }));
  await sqs.send(new SendMessageCommand({ QueueUrl: url(QUEUES.intake), MessageBody: 'held' }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: url(QUEUES.intake), VisibilityTimeout: 43_200 }));
  const { left, ms, said } = await drained(5 * MINUTE);
  expect(left).toEqual([
    { queue: QUEUES.intake, messages: 1 },
    { queue: QUEUES.sweep, messages: 1 },
    { queue: join, messages: 1 },
  ]);
  expect(said).toEqual(['3 messages in the queues']);
  expect(ms).toBeGreaterThanOrEqual(5 * MINUTE);
  expect(ms).toBeLessThan(6 * MINUTE);
});
