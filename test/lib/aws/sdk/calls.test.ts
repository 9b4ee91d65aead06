import { CreateTagsCommand, DescribeVpcsCommand, EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { DescribeAccountCommand } from '@aws-sdk/client-organizations';
import { AssociateVPCWithHostedZoneCommand } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AssociateResolverQueryLogConfigCommand } from '../../../../lib/aws/resolver';
import { actionOf, actionsOf, bind } from '../../../../lib/aws/sdk/calls';
import { describeCommand } from '../../../../lib/aws/sdk/command';
import { ec2 } from '../../../../lib/aws/sdk/services';
import { workers } from '../../../../infra/workers';
import { World } from '../../../twin/world';
import { HUB, REGION, sessionsOf } from '../../../world/hub-services';

describe('a command', () => {
  test.each([
    [new DescribeVpcsCommand({}), 'ec2:DescribeVpcs'],
    [new DescribeAccountCommand({ AccountId: HUB }), 'organizations:DescribeAccount'],
    [new AssociateVPCWithHostedZoneCommand({ HostedZoneId: 'Z1', VPC: {} }), 'route53:AssociateVPCWithHostedZone'],
    [
      new AssociateResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: 'rqlc-1', ResourceId: 'vpc-1' }),
      'route53resolver:AssociateResolverQueryLogConfig',
    ],
  ])('has the IAM action of its operation', (command, action) => {
    expect(actionOf(command)).toBe(action);
  });

  it('of a service without a known prefix has no IAM action', () => {
    expect(() => actionOf(new GetCallerIdentityCommand({}))).toThrow(
      'No IAM prefix for com.amazonaws.sts; add it in lib/aws/sdk/calls.ts.',
    );
  });

  it('needs an operation schema', () => {
    expect(() => describeCommand(new Date())).toThrow('Date has no operation schema');
  });
});

describe('the actions of a table', () => {
  const table = {
    spoke: { read: DescribeVpcsCommand, tag: CreateTagsCommand, readAgain: DescribeVpcsCommand },
    hub: {},
    alsoNeeds: { spoke: ['iam:CreateServiceLinkedRole', 'ec2:CreateTags'], hub: ['ec2:DescribeTags'] },
  };

  it('are sorted and unique, and include those of alsoNeeds', () => {
    expect(actionsOf(table, 'spoke')).toEqual(['ec2:CreateTags', 'ec2:DescribeVpcs', 'iam:CreateServiceLinkedRole']);
    expect(actionsOf(table, 'hub')).toEqual(['ec2:DescribeTags']);
    expect(actionsOf(table, 'management')).toEqual([]);
  });

  it('are IAM actions for every concept and side', () => {
    const actions = [...workers.enroll.steps, ...workers.join.steps].map(({ calls }) =>
      (['spoke', 'hub', 'management'] as const).flatMap((side) => actionsOf(calls, side)),
    );
    for (const each of actions) for (const action of each) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    expect(actions.every((each) => each.length > 0)).toBe(true);
  });
});

describe('a bound call', () => {
  const world = new World();
  const session = sessionsOf(world, HUB, [ec2]).own(HUB, REGION);

  it('returns the output of the SDK', async () => {
    const { Vpcs } = await bind({ read: DescribeVpcsCommand }, session).read({});
    expect(Vpcs).toHaveLength(1);
  });

  it('throws a failure that names the action, the account and the region', async () => {
    const { read } = bind({ read: DescribeVpcsCommand }, session);
    await expect(read({ VpcIds: ['vpc-00000000000000000'] })).rejects.toMatchObject({
      kind: 'not-found',
      context: { action: 'ec2:DescribeVpcs', accountId: HUB, region: REGION },
    });
  });

  it('throws a bug as it is: a function without a client for the service', async () => {
    const { read } = bind({ read: DescribeAccountCommand }, session);
    await expect(read({ AccountId: HUB })).rejects.toThrow(
      new TypeError("This function has no client for com.amazonaws.organizations; add it to the function's services."),
    );
  });
});

describe('a session', () => {
  it('creates each client once, and that of a global service in its fixed region', async () => {
    const made: EC2Client[] = [];
    const service = {
      ...ec2,
      region: 'us-west-2',
      create: (config: EC2ClientConfig) => {
        const client = new EC2Client(config);
        made.push(client);
        return client;
      },
    };
    const sessions = sessionsOf(new World(), HUB, [service]);
    for (let twice = 0; twice < 2; twice++) await sessions.own(HUB, REGION).send(new DescribeVpcsCommand({}));
    expect(await Promise.all(made.map(({ config }) => config.region()))).toEqual(['us-west-2']);
    expect(made.flatMap(({ middlewareStack }) => middlewareStack.identify())).not.toContainEqual(
      expect.stringMatching('logger'),
    );
    expect(sessions.own(HUB, REGION)).toBe(sessions.own(HUB, REGION));
    expect(sessions.own(HUB, REGION)).not.toBe(sessions.own(HUB, 'eu-west-1'));
  });

  it('with a role in another account assumes it at the first call, once for all regions', async () => {
    const world = new World();
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
    });
    world.iam.putRole({
      accountId: '100000000003',
      name: 'join',
      trust,
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    const sessions = sessionsOf(world, HUB, [ec2]);
    const of = (region: string) =>
      sessions.assumed({
        accountId: '100000000003',
        region,
        roleArn: 'arn:aws:iam::100000000003:role/join',
        sessionName: 'test',
      });
    expect(world.calls).toEqual([]);
    for (const region of [REGION, 'us-west-2', REGION]) await of(region).send(new DescribeVpcsCommand({}));
    expect(world.calls.map(({ action, accountId, region, caller }) => [action, accountId, region, caller])).toEqual([
      ['sts:AssumeRole', HUB, 'us-east-1', expect.any(String)],
      ['ec2:DescribeVpcs', '100000000003', REGION, 'join'],
      ['ec2:DescribeVpcs', '100000000003', 'us-west-2', 'join'],
      ['ec2:DescribeVpcs', '100000000003', REGION, 'join'],
    ]);
  });

  it('with a role that it may not assume fails at the call', async () => {
    const session = sessionsOf(new World(), HUB, [ec2]).assumed({
      ...{
        accountId: '100000000003',
        region: REGION,
        roleArn: 'arn:aws:iam::100000000003:role/join',
        sessionName: 'test',
      },
    });
    await expect(bind({ read: DescribeVpcsCommand }, session).read({})).rejects.toMatchObject({
      ...{ kind: 'denied', context: { action: 'ec2:DescribeVpcs', accountId: '100000000003' } },
    });
  });
});
