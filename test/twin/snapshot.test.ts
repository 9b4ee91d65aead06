import { globSync, readFileSync } from 'node:fs';
import * as ec2 from '@aws-sdk/client-ec2';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient, CreateQueueCommand } from '@aws-sdk/client-sqs';
import { as } from './organization-fixture';
import { snapshot } from './snapshot';
import { World } from './world';

const ACCOUNT = '200000000001';
const REGION = 'us-east-1';

it('brings back records, the time, pending timers and the ids to come, as often as wanted', async () => {
  const world = new World();
  const client = new ec2.EC2Client(as(world, ACCOUNT, REGION));
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.1.0.0/20' }));
  const pending = world.ec2.vpc(Vpc?.VpcId ?? '');
  const before = world.clock.now();
  const restore = snapshot(world);
  const ids: (string | undefined)[] = [];
  for (let round = 0; round < 2; round++) {
    expect([pending?.state, world.clock.now(), world.ec2.vpc(Vpc?.VpcId ?? '')]).toEqual(['pending', before, pending]);
    await world.clock.jump(60_000);
    expect(pending?.state).toBe('available');
    const { Vpc: other } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.2.0.0/20' }));
    ids.push(other?.VpcId);
    await client.send(new ec2.DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
    await client.send(new ec2.CreateTagsCommand({ Resources: [other?.VpcId ?? ''], Tags: [{ Key: 'a', Value: 'b' }] }));
    restore();
    expect(world.ec2.vpc(other?.VpcId ?? '')).toBeUndefined();
  }
  expect(ids[0]).toBe(ids[1]);
});

it('forgets client tokens and messages that came after it', async () => {
  const world = new World();
  const client = new ec2.EC2Client(as(world, ACCOUNT, REGION));
  const sqs = new SQSClient(as(world, ACCOUNT, REGION));
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.1.0.0/20' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  const restore = snapshot(world);
  const table = () => client.send(new ec2.CreateRouteTableCommand({ VpcId: Vpc?.VpcId, ClientToken: 'once' }));
  await table();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }));
  restore();
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
  const again = await table();
  expect(world.ec2.routeTables.get(again.RouteTable?.RouteTableId ?? '')).toBeDefined();
});

it('is refused while something goes on', async () => {
  const world = new World();
  const invocation = world.clock.invocation('worker');
  expect(() => snapshot(world)).toThrow('The world is not at rest: worker works.');
  invocation.finish();
  const restore = snapshot(world);
  const stop = world.clock.follow(60);
  expect(restore).toThrow('time follows real time');
  stop();
  await world.clock.settle();
});

/** Private fields that are fixed, or not part of a world. */
const LEFT_OUT = ['twin/copies.ts', 'cloudformation/fixture.ts', 'dynamodb/tokens.ts', 'functions/instance.ts'];

it('is shown the private fields of every class that keeps some', () => {
  const files = globSync('test/twin/**/*.ts').filter(
    (file) => !/test\/twin\/wire\/|\.test\.ts$/.test(file) && !LEFT_OUT.some((each) => file.endsWith(each)),
  );
  const silent = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    const fields = [...text.matchAll(/^ {2}(?:readonly )?#(\w+)(?: =|: \w*(?:Map|Set|Scoped|\{))/gm)].map(
      ([, name = '']) => name,
    );
    const shown = [...text.matchAll(/\[PARTS\]\(\)[^{]*\{\s*return \[([^\]]*)\]/g)].map(([, list]) => list).join();
    return fields.some(
      (name) => !shown.includes(`this.#${name}`) && !KNOWN_FIXED.has(`${file.slice('test/twin/'.length)} ${name}`),
    );
  });
  expect(silent).toEqual([]);
});

/** Listeners that services add when the world is made, fields that are empty at rest, and what follows from other fields. */
const KNOWN_FIXED = new Set([
  'dynamodb/stored-items.ts by',
  'clock.ts requests',
  'clock.ts activity',
  'clock.ts invocations',
  'clock.ts following',
  'clock.ts sleepers',
  'functions/functions.ts running',
  'organizations/state.ts listeners',
  'ram/state.ts listeners',
]);
