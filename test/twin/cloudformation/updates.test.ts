import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeManagedPrefixListsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { as, HUB, REGION, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';
import { ROLE } from './fixture';
import { createStack, deleteStack, protectStack, updateStack, type StackRequest } from './single-stack';

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});

const place = () => ({ name: 'stack', region: REGION, deployer: world.administrator(HUB) });
const request = (Resources: object): StackRequest => ({ ...place(), template: JSON.stringify({ Resources }) });
const create = (resources: object) => createStack(world, request(resources));
const update = (resources: object) => updateStack(world, request(resources));
const statusNow = () => world.cloudformation.stack({ accountId: HUB, region: REGION }, 'stack')?.status;

const parameter = (name: string, Value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: `/p/${name}`, Type: 'String', Value },
  ...more,
});
const queue = (QueueName: string, more: object = {}, fields: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...more },
  ...fields,
});
const VPC = (CidrBlock: string) => ({ Type: 'AWS::EC2::VPC', Properties: { CidrBlock } });
const BROKEN = { ...VPC('10.0.0.0/8'), DependsOn: 'Name' };

/** Parameters as `name=value`. */
async function parameters(): Promise<string[]> {
  const { Parameters = [] } = await new SSMClient(as(world, HUB)).send(new GetParametersByPathCommand({ Path: '/p' }));
  return Parameters.map(({ Name = '', Value }) => `${Name.slice(3)}=${Value}`).sort();
}
const queues = async () =>
  ((await new SQSClient(as(world, HUB)).send(new ListQueuesCommand({}))).QueueUrls ?? []).map((url) =>
    url.split('/').at(-1),
  );

describe('an update of a stack', () => {
  it('changes in place what may change, and what refers to it, and leaves all else', async () => {
    await create({
      Name: parameter('a', '1'),
      Other: parameter('b', { 'Fn::GetAtt': ['Name', 'Value'] }),
      Q: queue('q'),
    });
    const { changes, left } = await update({
      Name: parameter('a', '2'),
      Other: parameter('b', { 'Fn::GetAtt': ['Name', 'Value'] }),
      Q: queue('q'),
    });
    expect({ changes, left }).toEqual({ changes: ['updated Name', 'updated Other'], left: [] });
    expect(await parameters()).toEqual(['a=2', 'b=2']);
  });

  it('replaces what has another create-only property: the new one exists before the old one is deleted', async () => {
    const { resources } = await create({ Vpc: VPC('10.1.0.0/16'), Name: parameter('a', { Ref: 'Vpc' }) });
    const old = resources.get('Vpc')?.ref;
    const from = world.calls.length;
    const { changes } = await update({ Vpc: VPC('10.2.0.0/16'), Name: parameter('a', { Ref: 'Vpc' }) });
    expect(changes).toEqual(['replaced Vpc', 'updated Name']);
    const actions = world.calls.slice(from).map(({ action }) => action);
    expect(actions.filter((action) => /CreateVpc|PutParameter|DeleteVpc/.test(action))).toEqual([
      'ec2:CreateVpc',
      'ssm:PutParameter',
      'ec2:DeleteVpc',
    ]);
    const { Vpcs = [] } = await new EC2Client(as(world, HUB)).send(new DescribeVpcsCommand({}));
    expect(Vpcs.map(({ VpcId }) => VpcId)).not.toContain(old);
    expect(await parameters()).toEqual([`a=${resources.get('Vpc')?.ref}`]);
  });

  it('deletes what is no longer in the template, after all else and in the reverse order', async () => {
    await create({ A: parameter('a', '1'), B: parameter('b', { Ref: 'A' }), Name: parameter('c', { Ref: 'B' }) });
    const { changes } = await update({ Name: parameter('c', 'x') });
    expect(changes).toEqual(['updated Name', 'deleted A', 'deleted B']);
    const deleted = world.calls.filter(({ action }) => action === 'ssm:DeleteParameter');
    expect(deleted).toHaveLength(2);
    expect(await parameters()).toEqual(['c=x']);
  });

  it.each([
    ['Retain', ['retained Q'], ['q']],
    ['RetainExceptOnCreate', ['retained Q'], ['q']],
    ['Delete', ['deleted Q'], []],
  ])('with the DeletionPolicy %s: %j', async (DeletionPolicy, changes, left) => {
    await create({ Name: parameter('a', '1'), Q: queue('q', {}, { DeletionPolicy }) });
    expect((await update({ Name: parameter('a', '1') })).changes).toEqual(changes);
    expect(await queues()).toEqual(left);
  });

  it('keeps what it replaces if the UpdateReplacePolicy says so', async () => {
    await create({ Q: queue('old', {}, { UpdateReplacePolicy: 'Retain' }) });
    expect((await update({ Q: queue('new', {}, { UpdateReplacePolicy: 'Retain' }) })).changes).toEqual(['replaced Q']);
    expect(await queues()).toEqual(['old', 'new']);
  });

  it('is refused where it changes nothing', async () => {
    await create({ Name: parameter('a', '1') });
    await expect(update({ Name: parameter('a', '1') })).rejects.toThrow('No updates are to be performed.');
    expect(statusNow()).toBe('CREATE_COMPLETE');
  });

  it('is refused where it gives a logical id another type', async () => {
    await create({ Name: parameter('a', '1') });
    await expect(update({ Name: queue('q') })).rejects.toThrow(
      'modifies resource type of the following resources: [Name]',
    );
  });

  it('creates one index of a table, and refuses two at once, as DynamoDB does', async () => {
    const index = (IndexName: string) => ({
      IndexName,
      KeySchema: [{ AttributeName: IndexName, KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    });
    const table = (...indexes: string[]) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: ['pk', ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map(index) } : {}),
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: indexes.length > 0 },
      },
    });
    await create({ Table: table() });
    await expect(update({ Table: table('a', 'b') })).rejects.toThrow('LimitExceededException');
    // The rollback of two indexes is a change of two as well.
    expect(statusNow()).toBe('UPDATE_ROLLBACK_FAILED');
    await deleteStack(world, place());
    await create({ Table: table() });
    await update({ Table: table('a') });
    const { Table } = await new DynamoDBClient(as(world, HUB)).send(new DescribeTableCommand({ TableName: 'ledger' }));
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'a', IndexStatus: 'ACTIVE' }]);
  });
});

describe('an update that fails', () => {
  it('is rolled back: what was updated has its old properties, and what was created is deleted', async () => {
    await create({ Name: parameter('a', '1'), Gone: parameter('b', '1') });
    const failed = update({
      Name: parameter('a', '2'),
      New: parameter('c', '1'),
      Vpc: { ...BROKEN, DependsOn: 'New' },
    });
    await expect(failed).rejects.toThrow('ResourceLogicalId:Vpc');
    expect(await parameters()).toEqual(['a=1', 'b=1']);
    expect(statusNow()).toBe('UPDATE_ROLLBACK_COMPLETE');
    await update({ Name: parameter('a', '3'), Gone: parameter('b', '1') });
    expect(statusNow()).toBe('UPDATE_COMPLETE');
  });

  it('deletes a new resource with RetainExceptOnCreate, and keeps one with Retain', async () => {
    await create({ Name: parameter('a', '1') });
    const failed = update({
      Name: parameter('a', '1'),
      Kept: queue('kept', {}, { DeletionPolicy: 'Retain' }),
      Gone: queue('gone', {}, { DeletionPolicy: 'RetainExceptOnCreate' }),
      Vpc: { ...BROKEN, DependsOn: ['Kept', 'Gone'] },
    });
    await expect(failed).rejects.toThrow('ResourceLogicalId:Vpc');
    expect(await queues()).toEqual(['kept']);
  });

  it.each([
    ['an IAM role', { ...ROLE }, 'EntityAlreadyExists'],
    ['a parameter', parameter('a', '1'), 'ParameterAlreadyExists'],
    ['a queue', queue('q'), 'AlreadyExists'],
    ['a log group', { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'l' } }, 'AlreadyExists'],
    ['a topic', { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } }, 'AlreadyExists'],
  ])('because %s gets another logical id with the same name, which is still taken', async (_what, resource, reason) => {
    await create({ Old: resource });
    await expect(update({ New: resource })).rejects.toThrow(reason);
    const stack = world.cloudformation.stack({ accountId: HUB, region: REGION }, 'stack');
    expect([...(stack?.resources.keys() ?? [])]).toEqual(['Old']);
  });

  it('cannot be rolled back where EC2 refuses both directions, and the stack then takes no update', async () => {
    const list = (MaxEntries: number, ...cidrs: string[]) => ({
      List: {
        Type: 'AWS::EC2::PrefixList',
        Properties: {
          ...{ PrefixListName: 'mesh', AddressFamily: 'IPv4', MaxEntries, Entries: cidrs.map((Cidr) => ({ Cidr })) },
        },
      },
    });
    await create(list(1, '10.0.0.0/14'));
    await update(list(3, '10.0.0.0/14'));
    await update(list(3, '10.0.0.0/14', '10.8.0.0/14'));
    const { PrefixLists } = await new EC2Client(as(world, HUB)).send(
      new DescribeManagedPrefixListsCommand({ Filters: [{ Name: 'prefix-list-name', Values: ['mesh'] }] }),
    );
    expect(PrefixLists).toMatchObject([{ MaxEntries: 3, Version: 2 }]);
    await expect(update(list(9, '10.0.0.0/14'))).rejects.toThrow('The rollback failed');
    expect(statusNow()).toBe('UPDATE_ROLLBACK_FAILED');
    await expect(update(list(3, '10.0.0.0/14'))).rejects.toThrow('can not be updated');
    await deleteStack(world, place());
  });
});

describe('deleting a stack', () => {
  it('deletes its resources, the last made first, and keeps the retained', async () => {
    await create({
      Name: parameter('a', { Ref: 'Q' }),
      Q: queue('q'),
      Kept: queue('kept', {}, { DeletionPolicy: 'RetainExceptOnCreate' }),
    });
    await deleteStack(world, place());
    const last = world.calls.slice(-2).map(({ action }) => action);
    expect(last).toEqual(['ssm:DeleteParameter', 'sqs:DeleteQueue']);
    expect([await parameters(), await queues(), statusNow()]).toEqual([[], ['kept'], undefined]);
  });

  it('is refused while termination protection is on', async () => {
    const protectedStack = { ...request({ Name: parameter('a', '1') }), terminationProtection: true };
    await createStack(world, protectedStack);
    await expect(deleteStack(world, place())).rejects.toThrow('TerminationProtection is enabled');
    protectStack(world, place(), false);
    await deleteStack(world, place());
  });

  it('stops at what something outside of the stack needs, and goes on with the next attempt', async () => {
    await create({ Vpc: VPC('10.1.0.0/16'), Name: parameter('a', '1') });
    const stack = world.cloudformation.stack({ accountId: HUB, region: REGION }, 'stack');
    const VpcId = stack?.resources.get('Vpc')?.ref;
    const other = { ...place(), name: 'other' };
    const Subnet = { Type: 'AWS::EC2::Subnet', Properties: { VpcId, CidrBlock: '10.1.0.0/24' } };
    await createStack(world, { ...other, template: JSON.stringify({ Resources: { Subnet } }) });
    await expect(deleteStack(world, place())).rejects.toThrow('failed to delete: [Vpc]');
    expect([await parameters(), statusNow()]).toEqual([[], 'DELETE_FAILED']);
    await deleteStack(world, other);
    await deleteStack(world, place());
    expect(statusNow()).toBeUndefined();
  });
});
