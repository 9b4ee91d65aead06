import { AccountClient, DisableRegionCommand, EnableRegionCommand } from '@aws-sdk/client-account';
import {
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DynamoDBClient,
  ListTablesCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { AttachPolicyCommand, CreatePolicyCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AssociateResolverQueryLogConfigCommand, Route53ResolverClient } from '../../../lib/aws/resolver';
import { as, createVpc, DEV, HUB, worldWithOrganization, MANAGEMENT, REGION } from '../organization-fixture';
import type { World } from '../world';

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition ? { Condition } : {}),
});
const TRUST = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: DEV } });

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});

/** The config of a client that acts as a role of DEV with these statements. */
async function acting(statements: readonly object[], more: { boundary?: string; region?: string } = {}) {
  const role = world.iam.putRole({
    ...{ accountId: DEV, name: 'builder', trust: TRUST, permissionsBoundary: more.boundary },
    policies: statements.length > 0 ? { own: document(...statements) } : {},
  });
  const command = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'test' });
  const { Credentials } = await new STSClient(as(world, DEV)).send(command);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    region: more.region ?? REGION,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    requestHandler: world.requestHandler(),
    maxAttempts: 1,
  };
}
const refusal = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'done',
    (error: unknown) => {
      const { name, message, $metadata } = error as Error & { $metadata: { httpStatusCode: number } };
      return [name, $metadata.httpStatusCode, message];
    },
  );
const WHO = `User: arn:aws:sts::${DEV}:assumed-role/builder/test`;
const lacking = (action: string, resource: string): string =>
  `${WHO} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

describe('a role without policies is refused, as each service words it', () => {
  it('EC2', async () => {
    const ec2 = new EC2Client(await acting([]));
    const message = `You are not authorized to perform this operation. ${lacking('ec2:DescribeVpcs', '*')}`;
    expect(await refusal(ec2.send(new DescribeVpcsCommand({})))).toEqual(['UnauthorizedOperation', 403, message]);
    expect(world.calls.at(-1)).toMatchObject({ action: 'ec2:DescribeVpcs', error: 'UnauthorizedOperation' });
  });

  it('JSON services', async () => {
    const dynamodb = new DynamoDBClient(await acting([]));
    const message = lacking('dynamodb:ListTables', '*');
    expect(await refusal(dynamodb.send(new ListTablesCommand({})))).toEqual(['AccessDeniedException', 400, message]);
  });

  it('XML services', async () => {
    const config = await acting([], { region: 'us-east-1' });
    const roles = await refusal(new IAMClient(config).send(new ListRolesCommand({})));
    expect(roles).toEqual(['AccessDenied', 403, lacking('iam:ListRoles', '*')]);
    const zones = await refusal(new Route53Client(config).send(new ListHostedZonesCommand({})));
    expect(zones).toEqual(['AccessDenied', 403, lacking('route53:ListHostedZones', '*')]);
  });

  it('S3, whose actions have other names', async () => {
    const s3 = new S3Client(await acting([allow('s3:HeadBucket')]));
    expect(await refusal(s3.send(new ListBucketsCommand({})))).toEqual([
      ...['AccessDenied', 403, lacking('s3:ListAllMyBuckets', '"*"')],
    ]);
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'logs' })))).toMatchObject({ 1: 403 });
  });

  it('but can call GetCallerIdentity', async () => {
    const sts = new STSClient(await acting([{ ...allow('sts:*'), Effect: 'Deny' }]));
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: DEV });
  });
});

describe('what an operation needs besides its own action', () => {
  it('tags on creation need ec2:CreateTags for that creation', async () => {
    const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'team', Value: 'blue' }] }];
    const vpc = { CidrBlock: '10.9.0.0/16' };
    const create = async (statements: object[], input: object = { TagSpecifications }) =>
      refusal(new EC2Client(await acting(statements)).send(new CreateVpcCommand({ ...vpc, ...input })));
    const tags = (action: string) => allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': action } });
    expect(await create([allow('ec2:CreateVpc')], {})).toBe('done');
    expect(await create([allow('ec2:CreateVpc')])).toMatchObject({
      2: expect.stringContaining('ec2:CreateTags') as string,
    });
    expect(await create([allow('ec2:CreateVpc'), tags('CreateSubnet')])).toMatchObject({ 0: 'UnauthorizedOperation' });
    expect(await create([allow('ec2:CreateVpc'), tags('CreateVpc')])).toBe('done');
    const red = { StringEquals: { 'aws:RequestTag/team': 'red' } };
    expect(await create([allow('ec2:CreateVpc', '*', red), tags('CreateVpc')])).toMatchObject({ 1: 403 });
  });

  it('the first attachment needs iam:CreateServiceLinkedRole', async () => {
    const VpcId = await createVpc(world, DEV, '10.1.0.0/16');
    const input = { TransitGatewayId: 'tgw-0123456789abcdef0', VpcId, SubnetIds: ['subnet-0123456789abcdef0'] };
    const attach = async (statements: object[]) =>
      refusal(new EC2Client(await acting(statements)).send(new CreateTransitGatewayVpcAttachmentCommand(input)));
    const own = allow('ec2:CreateTransitGatewayVpcAttachment');
    expect(await attach([own])).toMatchObject({ 2: expect.stringContaining('iam:CreateServiceLinkedRole') as string });
    const linked = allow('iam:CreateServiceLinkedRole', 'arn:aws:iam::*:role/aws-service-role/*', {
      StringEquals: { 'iam:AWSServiceName': 'transitgateway.amazonaws.com' },
    });
    expect(await attach([own, linked])).toMatchObject({ 0: 'InvalidTransitGatewayID.NotFound' });
  });

  it('the first query log association needs it too, except in regions without the role', async () => {
    const input = { ResolverQueryLogConfigId: 'rqlc-0123456789abcdef', ResourceId: 'vpc-0123456789abcdef0' };
    const associate = async () => {
      const statements = [allow('route53resolver:AssociateResolverQueryLogConfig'), allow('ec2:DescribeVpcs')];
      const client = new Route53ResolverClient(await acting(statements));
      return refusal(client.send(new AssociateResolverQueryLogConfigCommand(input)));
    };
    expect(await associate()).toMatchObject({ 2: expect.stringContaining('iam:CreateServiceLinkedRole') as string });
    world.resolver.withoutLinkedRole.add(REGION);
    expect(await associate()).toMatchObject({ 0: 'ResourceNotFoundException' });
  });

  it('who shares a query log config puts its policy', async () => {
    const config = `arn:aws:route53resolver:${REGION}:${DEV}:resolver-query-log-config/rqlc-0123456789abcdef`;
    const share = async (...statements: object[]) => {
      const ram = new RAMClient(await acting([allow('ram:CreateResourceShare'), ...statements]));
      return refusal(ram.send(new CreateResourceShareCommand({ name: 'logs', resourceArns: [config] })));
    };
    const get = allow('route53resolver:GetResolverQueryLogConfigPolicy', config);
    expect(await share(get)).toMatchObject({ 2: lacking('route53resolver:PutResolverQueryLogConfigPolicy', config) });
    const put = allow('route53resolver:PutResolverQueryLogConfigPolicy', config);
    expect(await share(put)).toMatchObject({ 2: lacking('route53resolver:GetResolverQueryLogConfigPolicy', config) });
    expect(await share(get, put)).toMatchObject({ 0: 'UnknownResourceException' });
  });

  it('a DynamoDB transaction needs the permission of each of its actions on its table', async () => {
    const table = (name: string) => `arn:aws:dynamodb:${REGION}:${DEV}:table/${name}`;
    const Key = { pk: { S: 'p' } };
    const TransactItems = [
      { Put: { TableName: 'a', Item: Key } },
      { ConditionCheck: { TableName: 'b', Key, ConditionExpression: 'attribute_exists(pk)' } },
    ];
    const write = async (...statements: object[]) =>
      refusal(new DynamoDBClient(await acting(statements)).send(new TransactWriteItemsCommand({ TransactItems })));
    const put = allow('dynamodb:PutItem', table('a'));
    expect(await write()).toMatchObject({ 2: lacking('dynamodb:PutItem', table('a')) });
    expect(await write(put)).toMatchObject({ 2: lacking('dynamodb:ConditionCheckItem', table('b')) });
    const check = allow('dynamodb:ConditionCheckItem', table('b'));
    expect(await write(put, check)).toMatchObject({ 0: 'ResourceNotFoundException' });
    const gets = { TransactItems: [{ Get: { TableName: 'a', Key } }] };
    const read = new DynamoDBClient(await acting([put])).send(new TransactGetItemsCommand(gets));
    expect(await refusal(read)).toMatchObject({ 2: lacking('dynamodb:GetItem', table('a')) });
  });

  it('a target with a role needs iam:PassRole for that role', async () => {
    const events = new EventBridgeClient(await acting([allow('events:*')]));
    const targets = [
      { Id: 'a', Arn: `arn:aws:events:${REGION}:${HUB}:event-bus/b`, RoleArn: `arn:aws:iam::${DEV}:role/x` },
    ];
    const put = await refusal(events.send(new PutTargetsCommand({ Rule: 'r', Targets: targets })));
    expect(put).toMatchObject({ 0: 'AccessDeniedException', 2: expect.stringContaining('iam:PassRole') as string });
  });
});

describe('conditions', () => {
  it('a role can be created only with the boundary that the condition requires', async () => {
    const boundary = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
    const may = allow('iam:CreateRole', '*', { StringEquals: { 'iam:PermissionsBoundary': boundary } });
    const iam = new IAMClient(await acting([may], { region: 'us-east-1' }));
    const create = (RoleName: string, more: object) =>
      refusal(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more })));
    expect(await create('free', {})).toMatchObject({ 0: 'AccessDenied' });
    expect(await create('bound', { PermissionsBoundary: boundary })).toBe('done');
  });

  it('a boundary limits an administrator', async () => {
    const boundary = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
    const ec2 = new EC2Client(await acting([allow('*')], { boundary }));
    expect(await refusal(ec2.send(new DescribeVpcsCommand({})))).toMatchObject({
      2: expect.stringContaining('because no permissions boundary allows the ec2:DescribeVpcs action') as string,
    });
  });
});

describe('a service control policy', () => {
  const forbid = async (targetId: string, statement: object): Promise<void> => {
    const organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({
        ...{ Name: 'no', Description: 'no', Type: 'SERVICE_CONTROL_POLICY' },
        Content: document({ Effect: 'Deny', ...statement }),
      }),
    );
    await organizations.send(new AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId: targetId }));
  };

  it('holds for administrators below it, but not in the management account', async () => {
    await forbid(world.organizations.rootId, { Action: 'ec2:CreateVpc', Resource: '*' });
    const create = (accountId: string) =>
      refusal(new EC2Client(as(world, accountId)).send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' })));
    expect(await create(DEV)).toMatchObject({
      0: 'UnauthorizedOperation',
      2: expect.stringContaining('with an explicit deny in a service control policy') as string,
    });
    expect(await create(MANAGEMENT)).toBe('done');
  });

  it('denies enabling and disabling the regions of account:TargetRegion, and no others', async () => {
    await forbid(world.organizations.rootId, {
      ...{ Action: ['account:EnableRegion', 'account:DisableRegion'], Resource: '*' },
      Condition: { StringEquals: { 'account:TargetRegion': 'ap-southeast-3' } },
    });
    const account = new AccountClient(as(world, DEV, 'us-east-1'));
    const denied = { 0: 'AccessDeniedException', 2: expect.stringContaining('service control policy') as string };
    expect(await refusal(account.send(new EnableRegionCommand({ RegionName: 'ap-southeast-3' })))).toMatchObject(
      denied,
    );
    expect(await refusal(account.send(new EnableRegionCommand({ RegionName: 'ap-southeast-4' })))).toBe('done');
    const disable = new DisableRegionCommand({ RegionName: 'ap-southeast-3' });
    expect(await refusal(account.send(disable))).toMatchObject(denied);
  });

  it('holds for what a resource of another account would allow', async () => {
    const sqs = new SQSClient(as(world, HUB));
    const QueueUrl = (
      await sqs.send(
        new CreateQueueCommand({
          QueueName: 'open',
          Attributes: {
            Policy: document({
              ...{
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: `arn:aws:sqs:${REGION}:${HUB}:open`,
              },
            }),
          },
        }),
      )
    ).QueueUrl;
    const send = () =>
      refusal(new SQSClient(as(world, DEV)).send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' })));
    expect(await send()).toBe('done');
    await forbid(DEV, { Action: 'sqs:*', Resource: '*' });
    expect(await send()).toMatchObject({ 0: 'AccessDenied', 1: 403 });
  });
});

test('a queue that denies all but one role denies that role, too, when it has a permissions boundary', async () => {
  const builder = `arn:aws:iam::${DEV}:role/builder`;
  const rest = { Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:${REGION}:${DEV}:own` };
  const Policy = document({ Effect: 'Deny', NotPrincipal: { AWS: [builder, `arn:aws:iam::${DEV}:root`] }, ...rest });
  const owner = new SQSClient(as(world, DEV));
  await acting([]); // The policy names the role, which exists from here on.
  const { QueueUrl } = await owner.send(new CreateQueueCommand({ QueueName: 'own', Attributes: { Policy } }));
  const send = async (more: { boundary?: string }) =>
    refusal(
      new SQSClient(await acting([allow('sqs:*')], more)).send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' })),
    );
  expect(await send({})).toBe('done');
  expect(await send({ boundary: 'arn:aws:iam::aws:policy/AdministratorAccess' })).toMatchObject({
    0: 'AccessDenied',
    2: expect.stringContaining('with an explicit deny in a resource-based policy') as string,
  });
});

describe("a bus's own policy", () => {
  it('refuses an administrator of another account whom it does not name', async () => {
    await new EventBridgeClient(as(world, HUB)).send(new CreateEventBusCommand({ Name: 'b' }));
    const entry = {
      EventBusName: `arn:aws:events:${REGION}:${HUB}:event-bus/b`,
      Source: 'x',
      DetailType: 'y',
      Detail: '{}',
    };
    const put = await refusal(new EventBridgeClient(as(world, DEV)).send(new PutEventsCommand({ Entries: [entry] })));
    expect(put).toMatchObject({
      0: 'AccessDeniedException',
      2: expect.stringContaining('because no resource-based policy allows the events:PutEvents action') as string,
    });
  });
});

test('a region that is not enabled is refused before permissions are checked', async () => {
  const config = await acting([], { region: 'ap-southeast-3' });
  expect(await refusal(new EC2Client(config).send(new DescribeVpcsCommand({})))).toMatchObject({ 0: 'AuthFailure' });
  const account = new AccountClient({ ...config, region: 'us-east-1' });
  const enable = new EnableRegionCommand({ RegionName: 'ap-southeast-3' });
  expect(await refusal(account.send(enable))).toMatchObject({ 0: 'AccessDeniedException' });
});
