import {
  CancelReplayCommand,
  CreateArchiveCommand,
  DeleteArchiveCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  CreateEventBusCommand,
  ListArchivesCommand,
  ListReplaysCommand,
  StartReplayCommand,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import { as, HUB, worldWithOrganization, REGION } from '../organization-fixture';
import type { World } from '../world';
import { eventsIn, openQueue, put, rule } from './plumbing';

const error = (name: string) => expect.objectContaining({ name }) as Error;
const BUS = `arn:aws:events:${REGION}:${HUB}:event-bus/inbound`;
const ARCHIVE = `arn:aws:events:${REGION}:${HUB}:archive/all`;
const PATTERN = { source: ['test'] };
const MINUTE = 60_000;

let world: World;
let events: EventBridgeClient;
let queue: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  events = new EventBridgeClient(as(world, HUB));
  queue = await openQueue(world, 'q');
  await events.send(new CreateEventBusCommand({ Name: 'inbound' }));
  await rule(world, { bus: 'inbound', pattern: PATTERN }, { Arn: queue });
  await events.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: BUS }));
});
const putInbound = (detail: object) => put(world, detail, { bus: 'inbound' });
const describeArchive = () => events.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
const replayed = () => eventsIn(world, queue).filter((event) => event?.['replay-name'] !== undefined);
const start = (input: object = {}) =>
  events.send(
    new StartReplayCommand({
      ReplayName: 'again',
      EventSourceArn: ARCHIVE,
      EventStartTime: new Date('2026-01-01T00:00:00Z'),
      EventEndTime: world.clock.now(),
      Destination: { Arn: BUS },
      ...input,
    }),
  );
const describeReplay = () => events.send(new DescribeReplayCommand({ ReplayName: 'again' }));

describe('an archive', () => {
  it('keeps the events of its bus, by a managed rule that cannot be changed', async () => {
    await putInbound({ n: 1 });
    await expect(describeArchive()).resolves.toMatchObject({ State: 'ENABLED', EventCount: 1, RetentionDays: 0 });
    const name = { Name: 'Events-Archive-all', EventBusName: 'inbound' };
    const managed = await events.send(new DescribeRuleCommand(name));
    expect(managed).toMatchObject({
      ManagedBy: 'prod.vhs.events.aws.internal',
      EventPattern: '{"replay-name":[{"exists":false}]}',
    });
    await expect(events.send(new DeleteRuleCommand(name))).rejects.toEqual(error('ManagedRuleException'));
    await events.send(new DeleteArchiveCommand({ ArchiveName: 'all' }));
    await expect(events.send(new DescribeRuleCommand(name))).rejects.toEqual(error('ResourceNotFoundException'));
    await expect(describeArchive()).rejects.toEqual(error('ResourceNotFoundException'));
  });

  it('keeps only what its pattern matches, and only as long as it retains', async () => {
    const pattern = { EventPattern: '{"detail":{"n":[2]}}', RetentionDays: 1 };
    await events.send(new UpdateArchiveCommand({ ArchiveName: 'all', ...pattern }));
    await putInbound({ n: 1 });
    await putInbound({ n: 2 });
    await expect(describeArchive()).resolves.toMatchObject({ EventCount: 1, ...pattern });
    await world.clock.jump(24 * 60 * MINUTE);
    await expect(describeArchive()).resolves.toMatchObject({ EventCount: 0 });
    const { Archives } = await events.send(new ListArchivesCommand({ EventSourceArn: BUS }));
    expect(Archives?.map(({ ArchiveName }) => ArchiveName)).toEqual(['all']);
  });

  it.each([
    ['a name that is taken', { ArchiveName: 'all' }, 'ResourceAlreadyExistsException'],
    ['a name over 48 characters', { ArchiveName: 'x'.repeat(49) }, 'ValidationException'],
    ['a bus that does not exist', { EventSourceArn: `${BUS}2` }, 'ResourceNotFoundException'],
    ['a pattern that is none', { EventPattern: '{"source":"a"}' }, 'InvalidEventPatternException'],
  ])('is refused with %s', async (_what, input, code) => {
    const creation = new CreateArchiveCommand({ ArchiveName: 'other', EventSourceArn: BUS, ...input });
    await expect(events.send(creation)).rejects.toEqual(error(code));
  });
});

describe('a replay', () => {
  it('delivers the events of its window again, with their ids and times, and does not archive them', async () => {
    const before = await putInbound({ n: 0 });
    await world.clock.jump(5 * MINUTE);
    const from = world.clock.now();
    const id = await putInbound({ n: 1 });
    await world.clock.jump(5 * MINUTE);
    const to = world.clock.now();
    await putInbound({ n: 2 });
    await world.clock.jump(20 * MINUTE);
    await expect(start({ EventStartTime: from, EventEndTime: to })).resolves.toMatchObject({ State: 'STARTING' });
    await world.clock.jump(10_000);
    await expect(describeReplay()).resolves.toMatchObject({ State: 'RUNNING' });
    await world.clock.jump(MINUTE);
    await expect(describeReplay()).resolves.toMatchObject({ State: 'COMPLETED', EventLastReplayedTime: from });
    const [event, ...others] = replayed();
    expect(others).toEqual([]);
    expect(event).toEqual({ ...eventsIn(world, queue).find((one) => one?.['id'] === id), 'replay-name': 'again' });
    expect(event?.['id']).not.toBe(before);
    await expect(describeArchive()).resolves.toMatchObject({ EventCount: 3 });
  });

  it('misses what was archived less than ten minutes ago', async () => {
    await putInbound({ n: 1 });
    await world.clock.jump(5 * MINUTE);
    await putInbound({ n: 2 });
    await world.clock.jump(6 * MINUTE);
    await start();
    await world.clock.jump(5 * MINUTE);
    expect(replayed().map((event) => event?.['detail'])).toEqual([{ n: 1 }]);
  });

  it('reaches only the rules that it names', async () => {
    const other = await openQueue(world, 'other');
    const arn = await rule(world, { bus: 'inbound', name: 'other', pattern: PATTERN }, { Arn: other });
    await putInbound({ n: 1 });
    await world.clock.jump(11 * MINUTE);
    await start({ Destination: { Arn: BUS, FilterArns: [arn] } });
    await world.clock.jump(MINUTE);
    expect(replayed()).toEqual([]);
    expect(eventsIn(world, other).map((event) => event?.['replay-name'])).toEqual([undefined, 'again']);
  });

  it('can be cancelled until it is over', async () => {
    await putInbound({ n: 1 });
    await world.clock.jump(11 * MINUTE);
    await start();
    await world.clock.jump(5000);
    const cancel = () => events.send(new CancelReplayCommand({ ReplayName: 'again' }));
    await expect(cancel()).resolves.toMatchObject({ State: 'CANCELLING' });
    await world.clock.jump(MINUTE);
    expect(replayed()).toEqual([]);
    await expect(cancel()).rejects.toEqual(error('IllegalStatusException'));
    const { Replays } = await events.send(new ListReplaysCommand({ State: 'CANCELLED' }));
    expect(Replays).toMatchObject([{ ReplayName: 'again', EventSourceArn: ARCHIVE }]);
  });

  it.each([
    ['an archive that does not exist', { EventSourceArn: `${ARCHIVE}2` }],
    ['another bus', { Destination: { Arn: BUS.replace('inbound', 'default') } }],
    ['a destination that is no bus', { Destination: { Arn: ARCHIVE } }],
    ['a rule of another bus', { Destination: { Arn: BUS, FilterArns: ['arn:aws:events:eu-west-1:1:rule/x'] } }],
    ['an end before its start', { EventEndTime: new Date('2025-12-31T00:00:00Z') }],
    ['a malformed name', { ReplayName: 'a b' }],
  ])('is refused with %s', async (_what, input) => {
    await expect(start(input)).rejects.toEqual(error('ValidationException'));
  });

  it('has a unique name, and only ten run at a time', async () => {
    for (let n = 0; n < 10; n++) await start({ ReplayName: `r${n}` });
    await expect(start({ ReplayName: 'r0' })).rejects.toEqual(error('ResourceAlreadyExistsException'));
    await expect(start({ ReplayName: 'r10' })).rejects.toEqual(error('LimitExceededException'));
  });
});
