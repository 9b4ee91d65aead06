import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { as, DEV, HUB, worldWithOrganization, PROD, REGION } from '../organization-fixture';
import type { World } from '../world';
import { eventsIn, openQueue, put, rule } from './plumbing';

const PATTERN = { source: ['test'] };
const busArn = (accountId: string, name: string, region = REGION) =>
  `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
const roleArn = (accountId: string) => `arn:aws:iam::${accountId}:role/forwarder`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const policies = {
  forward: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }],
  }),
};

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
  for (const accountId of [HUB, DEV, PROD]) world.iam.putRole({ accountId, name: 'forwarder', trust: TRUST, policies });
});
const createBus = async (name: string, accountId = HUB, region = REGION) => {
  const events = new EventBridgeClient(as(world, accountId, region));
  await events.send(new CreateEventBusCommand({ Name: name }));
  const Condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-sampleorg1' };
  const permission = { EventBusName: name, Action: 'events:PutEvents', Principal: '*', StatementId: 'org', Condition };
  await events.send(new PutPermissionCommand(permission));
};
const failures = () => world.eventbridge.undelivered.map(({ code }) => code);

describe('an event that a rule forwards to another bus', () => {
  it('keeps its account, region, id, time and resources, across accounts and regions', async () => {
    await createBus('inbound');
    const queue = await openQueue(world, 'intake');
    await rule(world, { bus: 'inbound', pattern: PATTERN }, { Arn: queue });
    const from = { accountId: DEV, region: 'us-east-1' };
    const target = { Arn: busArn(HUB, 'inbound'), RoleArn: roleArn(DEV) };
    await rule(world, { ...from, pattern: PATTERN }, target);
    const time = world.clock.now().toISOString().replace('.000', '');
    const id = await put(world, { a: 1 }, from);
    await world.clock.jump(1000);
    expect(eventsIn(world, queue)).toEqual([
      {
        ...{ version: '0', id, 'detail-type': 'Test', source: 'test', account: DEV, time, region: 'us-east-1' },
        ...{ resources: [], detail: { a: 1 } },
      },
    ]);
  });

  it('is not forwarded a second time', async () => {
    for (const name of ['first', 'second']) await createBus(name);
    await createBus('elsewhere', HUB, 'us-east-1');
    await createBus('third', PROD);
    const dead = await openQueue(world, 'dead');
    const DeadLetterConfig = { Arn: dead };
    await rule(world, { pattern: PATTERN }, { Arn: busArn(HUB, 'first') });
    await rule(
      world,
      { bus: 'first', pattern: PATTERN },
      { Arn: busArn(HUB, 'second'), DeadLetterConfig },
      { Arn: busArn(PROD, 'third'), RoleArn: roleArn(HUB) },
      { Arn: busArn(HUB, 'elsewhere', 'us-east-1'), RoleArn: roleArn(HUB) },
    );
    await put(world, {});
    await world.clock.jump(1000);
    expect(failures()).toEqual([
      'THIRD_ACCOUNT_HOP_DETECTED',
      'THIRD_ACCOUNT_HOP_DETECTED',
      'THIRD_REGION_HOP_DETECTED',
    ]);
    expect(eventsIn(world, dead)).toHaveLength(1);
  });

  it('is not forwarded a second time by a replay either', async () => {
    for (const name of ['first', 'second']) await createBus(name);
    const queue = await openQueue(world, 'q');
    const events = new EventBridgeClient(as(world, HUB));
    const EventSourceArn = busArn(HUB, 'first');
    const { ArchiveArn } = await events.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn }));
    await rule(world, { pattern: PATTERN }, { Arn: EventSourceArn });
    await put(world, {});
    await world.clock.jump(11 * 60_000);
    await rule(world, { bus: 'first', pattern: PATTERN }, { Arn: busArn(HUB, 'second') });
    await rule(world, { bus: 'second', pattern: PATTERN }, { Arn: queue });
    await events.send(
      new StartReplayCommand({
        ...{ ReplayName: 'again', EventSourceArn: ArchiveArn, Destination: { Arn: EventSourceArn } },
        ...{ EventStartTime: new Date('2026-01-01T00:00:00Z'), EventEndTime: world.clock.now() },
      }),
    );
    await world.clock.jump(60_000);
    expect(failures()).toEqual(['THIRD_ACCOUNT_HOP_DETECTED']);
    expect(eventsIn(world, queue)).toEqual([]);
  });

  it('is forwarded when an account put it there directly', async () => {
    for (const name of ['first', 'second']) await createBus(name);
    const queue = await openQueue(world, 'q');
    await rule(world, { bus: 'first', pattern: PATTERN }, { Arn: busArn(HUB, 'second') });
    await rule(world, { bus: 'second', pattern: PATTERN }, { Arn: queue });
    await put(world, { a: 1 }, { bus: busArn(HUB, 'first'), accountId: DEV });
    await world.clock.jump(1000);
    expect(eventsIn(world, queue)).toMatchObject([{ account: DEV, detail: { a: 1 } }]);
  });

  it('is not delivered where the policy of the bus does not admit its account', async () => {
    await createBus('inbound');
    const stranger = '900000000009';
    world.organizations.addStandalone(stranger, 'stranger', 'stranger@example.com');
    world.iam.putRole({ accountId: stranger, name: 'forwarder', trust: TRUST, policies });
    const target = { Arn: busArn(HUB, 'inbound'), RoleArn: roleArn(stranger) };
    await rule(world, { accountId: stranger, pattern: PATTERN }, target);
    await put(world, {}, { accountId: stranger });
    await world.clock.jump(1000);
    expect(failures()).toEqual(['NO_PERMISSIONS']);
  });

  it('is not delivered by a deleted role, to a deleted bus, or into a region that is not enabled', async () => {
    for (const name of ['inbound', 'gone']) await createBus(name);
    const gone = world.iam.putRole({ accountId: DEV, name: 'gone', trust: TRUST, policies });
    await rule(
      world,
      { accountId: DEV, pattern: PATTERN },
      { Arn: busArn(HUB, 'inbound'), RoleArn: gone.arn },
      { Arn: busArn(HUB, 'gone'), RoleArn: roleArn(DEV) },
      { Arn: busArn(HUB, 'default', 'ap-southeast-3'), RoleArn: roleArn(DEV) },
    );
    world.iam.removeRole(gone);
    await new EventBridgeClient(as(world, HUB)).send(new DeleteEventBusCommand({ Name: 'gone' }));
    await put(world, {}, { accountId: DEV });
    await world.clock.jump(1000);
    expect(failures()).toEqual(['FAILED_TO_ASSUME_ROLE', 'NO_RESOURCE', 'NO_RESOURCE']);
  });
});

describe('PutTargets', () => {
  const from = { accountId: DEV, pattern: PATTERN };
  const toInbound = (RoleArn = roleArn(DEV)) => rule(world, from, { Arn: busArn(HUB, 'inbound'), RoleArn });

  it('refuses a role that EventBridge cannot assume, and a bus that does not exist', async () => {
    await expect(toInbound(`arn:aws:iam::${DEV}:role/gone`)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(toInbound(roleArn(PROD))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(toInbound()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await createBus('inbound');
    await expect(toInbound()).resolves.toBeDefined();
  });

  it('can be made to evaluate the policy of the bus, with the keys of an event or without them', async () => {
    await createBus('inbound');
    const events = new EventBridgeClient(as(world, HUB));
    const admit = async (operator: string) => {
      const Condition = {
        StringEquals: { 'aws:PrincipalOrgID': 'o-sampleorg1' },
        [operator]: { 'events:source': 'test' },
      };
      const statement = { ...{ Sid: 'org', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents' }, Condition };
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ ...statement, Resource: busArn(HUB, 'inbound') }],
      });
      await events.send(new PutPermissionCommand({ EventBusName: 'inbound', Policy }));
    };
    await admit('StringLike');
    world.eventbridge.busPolicyAtPutTargets = 'with keys';
    await expect(toInbound()).resolves.toBeDefined();
    world.eventbridge.busPolicyAtPutTargets = 'without keys';
    await expect(toInbound()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await admit('StringLikeIfExists');
    await expect(toInbound()).resolves.toBeDefined();
  });
});
