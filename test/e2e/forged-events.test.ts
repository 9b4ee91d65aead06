import { busArn } from '../../lib/landing-zone';
import * as ec2 from '@aws-sdk/client-ec2';
import * as events from '@aws-sdk/client-eventbridge';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';
import { eventually } from '../twin/eventually';
import { open } from '../twin/sts/assume-role';
import type { Identity } from '../twin/wire/service';

const MINUTE = 60_000;
const LONG = 120_000;

/** One VPC of `dev` has joined, one of `prod` is not tagged. */
let setting: EnrolledWorld;
let dev: string;
let prod: string;
let joined: string;
let bystander: string;
beforeAll(async () => {
  setting = await sharedOrganization(fixtureLandingZone());
  const { people, organization } = setting;
  [dev = '', prod = ''] = ['dev', 'prod'].map((name) => organization.accounts[name]);
  joined = await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  bystander = await people.createVpc(prod, { cidr: '10.3.0.0/20', zones: 'ab' });
  await people.tag(dev, joined);
  await untilVpcIs(setting, joined, 'joined');
  await setting.world.clock.jump(5 * MINUTE);
}, LONG);

const inbound = (): string => busArn(setting.landingZone, 'inbound');
const busOf = async (accountId: string) => new events.EventBridgeClient(await setting.people.configOf(accountId));
const entry = (Source: string, EventBusName: string) => ({
  ...{ Source, EventBusName, DetailType: 'Tag Change on Resource' },
  Detail: JSON.stringify({
    service: 'ec2',
    'resource-type': 'vpc',
    'changed-tag-keys': ['wheelwright:join'],
    tags: {},
  }),
  Resources: [`arn:aws:ec2:${setting.landingZone.hub.region}:${prod}:vpc/${bystander}`],
});

/** The spokes that were woken by an act, and what our roles changed on AWS, status tags aside. */
async function after(act: () => Promise<unknown>) {
  const { world } = setting;
  const [calls, invocations] = [world.calls.length, world.functions.invocations.length];
  await act();
  await world.clock.jump(10 * MINUTE);
  const woken = world.functions.invocations
    .slice(invocations)
    .filter(({ functionName }) => functionName !== 'wheelwright-sweep' && functionName !== 'wheelwright-route')
    .flatMap(({ event }) => Array.from(JSON.stringify(event).matchAll(/"MessageGroupId":"(\d{12})/g), ([, id]) => id));
  const writes = world.calls
    .slice(calls)
    .filter(({ caller, mutating, action }) => {
      const theirs = mutating && !/^(sts|sqs|dynamodb|events):/.test(action);
      return theirs && caller.startsWith('wheelwright-');
    })
    .map(({ action }) => action);
  return { woken: [...new Set(woken)].sort(), writes };
}
const NOTHING = { woken: [], writes: [] };

describe('an administrator of a spoke', () => {
  it('cannot put an event on the inbound bus: its policy allows the forwarder only', async () => {
    const put = async () =>
      (await busOf(dev)).send(new events.PutEventsCommand({ Entries: [entry('custom', inbound())] }));
    const result = await after(async () =>
      expect(put()).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(
          'because no resource-based policy allows the events:PutEvents action',
        ) as string,
      }),
    );
    expect(result).toEqual(NOTHING);
  });

  it('cannot send an event with a source of AWS, neither to the inbound bus nor to its own', async () => {
    const client = await busOf(dev);
    const result = await after(async () => {
      const own = await client.send(new events.PutEventsCommand({ Entries: [entry('aws.tag', 'default')] }));
      expect(own.Entries).toMatchObject([{ ErrorCode: 'NotAuthorizedForSourceException' }]);
      const there = client.send(new events.PutEventsCommand({ Entries: [entry('aws.tag', inbound())] }));
      await expect(there).rejects.toMatchObject({ name: 'AccessDeniedException' });
    });
    expect(result).toEqual(NOTHING);
  });

  it('cannot pass our forwarder role to a rule of its own, and events forwarded with it would not be events of AWS', async () => {
    const { world } = setting;
    const client = await busOf(dev);
    const RoleArn = `arn:aws:iam::${dev}:role/wheelwright-forwarder`;
    await client.send(
      new events.PutRuleCommand({ Name: 'mine', EventPattern: JSON.stringify({ source: ['custom'] }) }),
    );
    const target = new events.PutTargetsCommand({ Rule: 'mine', Targets: [{ Id: 'a', Arn: inbound(), RoleArn }] });
    await expect(client.send(target)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iam:PassRole') as string,
    });
    // Without the service control policy the rule is created, and the bus still checks the source of events.
    world.organizations.policies.enabled = false;
    await client.send(target);
    world.organizations.policies.enabled = true;
    const undelivered = world.eventbridge.undelivered.length;
    const result = await after(() =>
      client.send(new events.PutEventsCommand({ Entries: [entry('custom', 'default')] })),
    );
    expect(result).toEqual(NOTHING);
    expect(world.eventbridge.undelivered.slice(undelivered)).toMatchObject([
      { targetArn: inbound(), code: 'NO_PERMISSIONS' },
    ]);
  });
});

describe('[A5] a call by a caller whose name is like ours is seen, and what it broke is repaired:', () => {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  });
  /** A role that the account had before it came under the service control policies. */
  const roleOf = (path: string, name: string): Identity => {
    const attached = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    const role = setting.world.iam.putRole({ accountId: dev, path, name, trust, attached });
    return open(setting.world, role, 'session', 3600).identity;
  };
  const userOf = (name: string): Identity => {
    const identity = { ...setting.world.administrator(dev), arn: `arn:aws:iam::${dev}:user/${name}` };
    const user = { ...identity, accessKeyId: `AKIA${name}`, userId: `AIDA${name}` };
    setting.world.identities.set(user.accessKeyId, user);
    return user;
  };

  it.each<[string, () => Identity]>([
    ['a role with our prefix under another path', () => roleOf('/ops/net/', 'wheelwright-reader')],
    ['a role that has the name of a function of the hub', () => roleOf('/', 'wheelwright-join')],
    ['a role under a path that ends like our ARNs', () => roleOf('/x:role/', 'wheelwright-spoke-joiner')],
    ['an IAM user of a name of ours', () => userOf('wheelwright-spoke-join')],
  ])('%s', async (_what, caller) => {
    const { world, hub, landingZone } = setting;
    const client = new ec2.EC2Client(world.config(caller(), landingZone.hub.region));
    const { RouteTables = [] } = await client.send(
      new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [joined] }] }),
    );
    const toMesh = ({ Routes = [] }: ec2.RouteTable): boolean =>
      Routes.some(({ DestinationPrefixListId }) => DestinationPrefixListId === hub.prefixListId);
    const { RouteTableId } = RouteTables.find(toMesh) ?? {};
    const result = await after(() =>
      client.send(new ec2.DeleteRouteCommand({ RouteTableId, DestinationPrefixListId: hub.prefixListId })),
    );
    expect(result.woken).toEqual([dev]);
    expect(result.writes.at(-1)).toBe('ec2:CreateRoute');
  });
});

it("an event of one account that names another's VPC wakes the account in the event's envelope, which EventBridge sets", async () => {
  const { world, landingZone } = setting;
  const { region } = landingZone.hub;
  const result = await after(async () => {
    world.trail.tagChange({
      ...{ accountId: dev, region, service: 'ec2', resourceType: 'vpc' },
      arn: `arn:aws:ec2:${region}:${prod}:vpc/${bystander}`,
      changedKeys: ['wheelwright:join'],
      tags: { 'wheelwright:join': 'true' },
    });
    await world.clock.jump(MINUTE);
  });
  expect(result.woken).toEqual([dev]);
  expect(result.writes).toEqual([]);
});

it('a replay of all archived events changes nothing', async () => {
  const { world, landingZone } = setting;
  const { accountId, region } = landingZone.hub;
  const client = new events.EventBridgeClient(world.config(world.administrator(accountId), region));
  await world.clock.jump(20 * MINUTE);
  const result = await after(async () => {
    await client.send(
      new events.StartReplayCommand({
        ReplayName: 'again',
        EventSourceArn: `arn:aws:events:${region}:${accountId}:archive/wheelwright-inbound`,
        EventStartTime: new Date(0),
        EventEndTime: world.clock.now(),
        Destination: { Arn: inbound() },
      }),
    );
    await eventually(world, 'the replay is complete', async () => {
      const { State } = await client.send(new events.DescribeReplayCommand({ ReplayName: 'again' }));
      return State === 'COMPLETED';
    });
  });
  expect(result.woken).toContain(dev);
  expect(result.writes).toEqual([]);
});
