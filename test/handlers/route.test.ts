import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { busArn } from '../../lib/landing-zone';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';

const landingZone = fixtureLandingZone();
const { accountId: HUB, region: REGION } = landingZone.hub;
const MINUTE = 60_000;
const arn = (name: string): string => `arn:aws:sqs:${REGION}:${HUB}:${name}`;

let setting: EnrolledWorld;
let dev: string;
let sqs: SQSClient;
beforeAll(async () => {
  setting = await sharedOrganization(landingZone);
  const { world, organization } = setting;
  dev = organization.accounts['dev'] ?? '';
  sqs = new SQSClient(world.config(world.administrator(HUB), REGION));
  await world.clock.jump(10 * MINUTE);
});
const send = (MessageBody: string) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: `https://sqs.${REGION}.amazonaws.com/${HUB}/wheelwright-intake`,
      MessageBody,
    }),
  );
const inQueue = (name: string): readonly string[] =>
  setting.world.sqs
    .queue(arn(name))
    ?.messages()
    .map(({ body }) => body) ?? [];
let read = 0;
/** The log lines of a function since the last call of this. */
function newLinesOf(name: string) {
  const lines = setting.world.functions.logs.slice(read);
  read = setting.world.functions.logs.length;
  return lines
    .filter(({ functionName }) => functionName === name)
    .map(({ line }) => JSON.parse(line) as Record<string, unknown>);
}
const tagChange = (id: string, more: object = {}, envelope: object = {}): string =>
  JSON.stringify({
    ...envelope,
    ...{ version: '0', id, 'detail-type': 'Tag Change on Resource', source: 'aws.tag', account: dev, region: REGION },
    time: '2026-01-01T00:00:00Z',
    resources: [`arn:aws:ec2:${REGION}:${dev}:vpc/vpc-1`],
    detail: {
      ...{ 'changed-tag-keys': ['wheelwright:join'], service: 'ec2', 'resource-type': 'vpc', version: 1, tags: {} },
      ...more,
    },
  });

/** The messages that invocations of `wheelwright-join` received since the invocation at this index. */
const joinRecordsSince = (before: number): readonly unknown[] =>
  setting.world.functions.invocations
    .slice(before)
    .filter(({ functionName }) => functionName === 'wheelwright-join')
    .flatMap(({ event }) => (event as { Records: unknown[] }).Records);

test('an event wakes the worker of its spoke, and the log lines of both functions have the id of the event', async () => {
  newLinesOf('');
  await send(tagChange('6a7e8feb-b491-4cf7-a9f1-bf3703467718'));
  await setting.world.clock.jump(1_000);
  const lines = setting.world.functions.logs.slice(read);
  expect(newLinesOf('wheelwright-route').filter(({ message }) => message === 'worker woken')).toMatchObject([
    {
      ...{ accountId: dev, region: REGION, worker: 'join', family: 'vpc-tag-changed' },
      eventId: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      service: 'wheelwright-route',
    },
  ]);
  expect(lines.some(({ line }) => line.includes('"EventsRouted":1'))).toBe(true);
  expect(setting.world.functions.invocations.at(-1)).toMatchObject({
    functionName: 'wheelwright-join',
    event: { Records: [{ attributes: { MessageDeduplicationId: expect.stringContaining('6a7e8feb') as string } }] },
  });
});

test('an event that is delivered twice wakes its spoke once', async () => {
  await send(tagChange('00000000-0000-4000-8000-000000000001'));
  await send(tagChange('00000000-0000-4000-8000-000000000001'));
  const before = setting.world.functions.invocations.length;
  await setting.world.clock.jump(1_000);
  expect(joinRecordsSince(before)).toHaveLength(1);
});

test('a replay of an event wakes its spoke again within five minutes of the event, once for each replay', async () => {
  const replayed = (name: string): string =>
    tagChange('00000000-0000-4000-8000-000000000006', {}, { 'replay-name': name });
  await send(tagChange('00000000-0000-4000-8000-000000000006'));
  await setting.world.clock.jump(MINUTE);
  const before = setting.world.functions.invocations.length;
  for (const body of [replayed('first'), replayed('first'), replayed('second')]) {
    await send(body);
    await setting.world.clock.jump(1_000);
  }
  expect(joinRecordsSince(before)).toHaveLength(2);
});

test('an event that cannot be read goes unchanged to the dead-letter queue of the intake, and other events are routed', async () => {
  const unreadable = [
    'no JSON {',
    '"a text"',
    JSON.stringify({ source: 'aws.tag', detail: {} }),
    tagChange('00000000-0000-4000-8000-000000000002', { 'changed-tag-keys': 'none' }),
    tagChange('00000000-0000-4000-8000-000000000003', { service: 's3' }),
    tagChange('00000000-0000-4000-8000-000000000005').replace('aws.tag', 'aws.health'),
  ];
  newLinesOf('');
  for (const body of unreadable) await send(body);
  await send(tagChange('00000000-0000-4000-8000-000000000004'));
  await setting.world.clock.jump(1_000);
  expect(newLinesOf('wheelwright-route').filter(({ message }) => message === 'worker woken')).toMatchObject([
    { accountId: dev },
  ]);
  expect(inQueue('wheelwright-intake')).toEqual(unreadable);
  expect(inQueue('wheelwright-intake-dead')).toEqual([]);
  const before = setting.world.functions.invocations.length;
  await setting.world.clock.jump(4 * 60 * MINUTE);
  const tries = setting.world.functions.invocations.slice(before);
  expect(tries.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([]);
  expect(inQueue('wheelwright-intake')).toEqual([]);
  expect([...inQueue('wheelwright-intake-dead')].sort()).toEqual([...unreadable].sort());
});

test('[B18] [FC14] a sweep of waiting spokes is no full sweep: the alarm for a missing full sweep counts full ones alone', async () => {
  const countedBy = async (sweep: 'all' | 'waiting') => {
    newLinesOf('');
    await setting.world.functions.invoke('wheelwright-sweep', { sweep });
    const names = newLinesOf('wheelwright-sweep').flatMap((line) => ('_aws' in line ? Object.keys(line) : []));
    return names.filter((name) => name.endsWith('Swept'));
  };
  expect(await countedBy('all')).toEqual(['Swept']);
  expect(await countedBy('waiting')).toEqual(['WaitingSwept']);
});

test('[B16] an event about a member of the organization that names no account invokes the sweep, and is no dead letter', async () => {
  const { world } = setting;
  const { managementAccountId } = landingZone.organization;
  const bus = world.eventbridge.bus({ accountId: '', region: '' }, busArn(landingZone, 'inbound'));
  const event = world.eventbridge.envelope(
    { accountId: managementAccountId, region: 'us-east-1' },
    {
      source: 'aws.organizations',
      'detail-type': 'AWS Service Event via CloudTrail',
      detail: { eventName: 'AccountJoinedOrganization', serviceEventDetails: { joinedMethod: 'INVITED' } },
    },
  );
  const [before, dead] = [world.functions.invocations.length, inQueue('wheelwright-intake-dead').length];
  world.eventbridge.arrive(bus, { event, forwarded: true });
  await world.clock.jump(1_000);
  const invoked = world.functions.invocations
    .slice(before)
    .map(({ functionName, event: input }) => [functionName, input]);
  expect(invoked).toContainEqual(['wheelwright-sweep', { sweep: 'all' }]);
  await world.clock.jump(60 * MINUTE);
  expect(inQueue('wheelwright-intake-dead')).toHaveLength(dead);
});
