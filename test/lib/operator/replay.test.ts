import {
  CreateArchiveCommand,
  EventBridgeClient,
  PutRuleCommand,
  StartReplayCommand,
  type DescribeArchiveResponse,
} from '@aws-sdk/client-eventbridge';
import type { Session } from '../../../lib/aws/sdk/session';
import { AwsClock } from '../../../lib/operator/aws-clock';
import { cancelReplay, checkReplay, replays, startReplay, untilReplayed } from '../../../lib/operator/replay';
import { busArn, hubArn } from '../../../lib/landing-zone';
import { BUSES } from '../../../lib/names';
import { runUntilSettled } from '../../twin/eventually';
import { HUB, REGION, landingZone, worldWithQueuesAndLedger } from '../../world/hub-services';
import type { World } from '../../twin/world';

const HOUR = 3_600_000;
let world: World;
let hub: Session;
let events: EventBridgeClient;
const bus = busArn(landingZone, 'inbound');
const archive = (name: string): string => hubArn(landingZone, 'events', `archive/${name}`);

beforeEach(async () => {
  ({ world, session: hub } = await worldWithQueuesAndLedger());
  events = new EventBridgeClient(world.config(world.administrator(HUB), REGION));
  for (const ArchiveName of [BUSES.inbound, 'of-others'])
    await events.send(new CreateArchiveCommand({ ArchiveName, EventSourceArn: bus, RetentionDays: 90 }));
  const EventPattern = JSON.stringify({ source: ['aws.tag'] });
  await events.send(
    new PutRuleCommand({ Name: 'wheelwright-vpc-tag-changed', EventBusName: BUSES.inbound, EventPattern }),
  );
  await world.clock.jump(3 * HOUR);
});

const connection = () => ({ hub, landingZone, clock: new AwsClock(world.clock), operator: 'alice' });
const ago = (ms: number): Date => new Date(world.clock.now().getTime() - ms);
const window = () => ({ from: ago(2 * HOUR), to: ago(HOUR), families: ['vpc-tag-changed'] });

const startedIn = (ReplayName: string, archiveName: string) =>
  events.send(
    new StartReplayCommand({
      ...{ ReplayName, EventSourceArn: archive(archiveName), Destination: { Arn: bus } },
      ...{ EventStartTime: ago(2 * HOUR), EventEndTime: ago(HOUR) },
    }),
  );

it('names our rules of the families, its operator and a time', async () => {
  const inputs: unknown[] = [];
  world.around.push(({ operation, input }, next) => {
    if (operation === 'StartReplay') inputs.push(input);
    return next();
  });
  const { from, to, families } = window();
  const name = await startReplay(connection(), { from, to, families });
  world.around.pop();
  expect(name).toMatch(/^wheelwright-2\d{3}-\d\d-\d\dT[\d-]+Z$/);
  expect(inputs).toMatchObject([
    {
      ...{ ReplayName: name, Description: 'by alice', EventSourceArn: archive(BUSES.inbound) },
      Destination: {
        Arn: bus,
        FilterArns: [`${bus.replace(':event-bus/', ':rule/')}/wheelwright-vpc-tag-changed`],
      },
    },
  ]);
});

it('is refused while ten replays run, as EventBridge runs no more', async () => {
  await checkReplay(connection(), window());
  for (let index = 0; index < 10; index++) await startedIn(`replay-${index}`, 'of-others');
  await expect(checkReplay(connection(), window())).rejects.toThrow('found 10 replays that run');
});

it('is refused where the archive is not enabled', async () => {
  world.around.push(async ({ operation }, next) => {
    const output = await next();
    return operation === 'DescribeArchive'
      ? { ...(output as DescribeArchiveResponse), State: 'UPDATE_FAILED' }
      : output;
  });
  const checked = checkReplay(connection(), window());
  await expect(checked).rejects.toThrow('in state UPDATE_FAILED');
  world.around.pop();
});

it('is waited for until it is complete; one that is cancelled is an error', async () => {
  const name = await startReplay(connection(), window());
  await runUntilSettled(
    world,
    untilReplayed(connection(), name, () => undefined),
  );
  expect((await replays(connection())).map(({ state }) => state)).toEqual(['COMPLETED']);
  await world.clock.jump(1000);
  const other = await startReplay(connection(), window());
  await cancelReplay(connection(), other);
  const waited = untilReplayed(connection(), other, () => undefined);
  await expect(waited).rejects.toThrow('in state CANCELLING');
});

it('is listed with those of our archive alone, the newest first', async () => {
  await startedIn('first', BUSES.inbound);
  await world.clock.jump(1000);
  await startedIn('of-others', 'of-others');
  await startedIn('a-second', BUSES.inbound);
  expect((await replays(connection())).map(({ name }) => name)).toEqual(['a-second', 'first']);
  await startedIn('z-third', BUSES.inbound);
  await world.clock.jump(1000);
  await startedIn('b-fourth', BUSES.inbound);
  expect((await replays(connection())).map(({ name }) => name).at(0)).toBe('b-fourth');
});
