import { DescribeContinuousBackupsCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSubnetsCommand, EC2Client, SearchTransitGatewayRoutesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { as, HUB, MANAGEMENT, worldWithOrganization, REGION } from '../organization-fixture';
import type { World } from '../world';
import { createStack } from './single-stack';

const ONE = { Type: 'AWS::SSM::Parameter', Properties: { Name: 'one', Type: 'String', Value: 'x' } };
const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
const BOOTSTRAP = {
  Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/bootstrap/version' } },
  Rules: {
    Check: {
      Assertions: [
        {
          Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'Version' }] }] },
          AssertDescription: 'Bootstrap anew.',
        },
      ],
    },
  },
};

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});

const stackOf = (template: object) =>
  createStack(world, {
    name: 'stack',
    region: REGION,
    deployer: world.administrator(HUB),
    template: JSON.stringify(template),
  });
const of = (Resources: object) => stackOf({ Resources });
const parameter = (Value: unknown, more: object = {}) => ({
  ...ONE,
  Properties: { ...ONE.Properties, Value },
  ...more,
});
const ssm = () => new SSMClient(as(world, HUB));
const valueOf = async (Name: string) => (await ssm().send(new GetParameterCommand({ Name }))).Parameter?.Value;

describe('a stack', () => {
  it('makes its resources in its account and region, each after those that it needs', async () => {
    const { resources } = await of({
      Parameter: parameter({ 'Fn::Join': ['|', [{ Ref: 'Vpc' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }]] }),
      Vpc: VPC,
    });
    expect([...resources.keys()]).toEqual(['Vpc', 'Parameter']);
    expect(await valueOf('one')).toBe(`${resources.get('Vpc')?.ref}|${HUB}|${REGION}`);
  });

  it("creates an organization's trail in the management account, with trusted access, a bucket that exists and a key that lets it", async () => {
    const KMSKeyId = `arn:aws:kms:us-east-1:${HUB}:key/1`;
    const properties = { TrailName: 'all', S3BucketName: 'logs', IsLogging: true, IsOrganizationTrail: true, KMSKeyId };
    const create = (accountId: string) =>
      createStack(world, {
        ...{
          name: `trail-${world.clock.now().getTime()}`,
          region: 'us-east-1',
          deployer: world.administrator(accountId),
        },
        template: JSON.stringify({ Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: properties } } }),
      });
    await expect(create(MANAGEMENT)).rejects.toThrow('(S3BucketDoesNotExistException)');
    await of({ Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs' } } });
    await expect(create(HUB)).rejects.toThrow('(NotOrganizationMasterAccountException)');
    await expect(create(MANAGEMENT)).rejects.toThrow('(CloudTrailAccessNotEnabledException)');
    world.organizations.trustedServices.set('cloudtrail.amazonaws.com', world.clock.now());
    const statement = { Effect: 'Allow', Action: 'kms:GenerateDataKey*', Resource: '*' };
    const keyFor = (Service: string) =>
      world.s3.keyPolicies.set(
        ...([
          KMSKeyId,
          JSON.stringify({ Version: '2012-10-17', Statement: { ...statement, Principal: { Service } } }),
        ] as const),
      );
    keyFor('delivery.logs.amazonaws.com');
    await expect(create(MANAGEMENT)).rejects.toThrow('(InsufficientEncryptionPolicyException)');
    keyFor('cloudtrail.amazonaws.com');
    expect((await create(MANAGEMENT)).resources.get('Trail')?.ref).toBe('all');
    await world.clock.jump(1000);
    await expect(create(MANAGEMENT)).rejects.toThrow('(TrailAlreadyExistsException)');
  });

  it('creates two DynamoDB tables, each with its point-in-time recovery', async () => {
    const table = (PointInTimeRecoveryEnabled: boolean) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
      },
    });
    const { resources } = await of({ Ledger: table(true), Records: table(true), Cache: table(false) });
    const client = new DynamoDBClient(as(world, HUB));
    const recovery = async (id: string) => {
      const command = new DescribeContinuousBackupsCommand({ TableName: resources.get(id)?.ref });
      const { ContinuousBackupsDescription: backups } = await client.send(command);
      return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    };
    const statuses = await Promise.all(['Ledger', 'Records', 'Cache'].map(recovery));
    expect(statuses).toEqual(['ENABLED', 'ENABLED', 'DISABLED']);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toHaveLength(3);
  });

  it('waits until a resource is stable before it makes what needs it', async () => {
    const { resources } = await of({ Vpc: VPC });
    expect(world.ec2.vpc(resources.get('Vpc')?.ref ?? '')?.state).toBe('available');
  });

  it('selects from a list, and reads the Availability Zones of its region', async () => {
    const { resources } = await of({
      Vpc: VPC,
      Subnet: {
        Type: 'AWS::EC2::Subnet',
        Properties: {
          VpcId: { Ref: 'Vpc' },
          CidrBlock: '10.0.16.0/20',
          AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] },
          Tags: [{ Key: 'Name', Value: 'second' }],
        },
      },
    });
    const SubnetIds = [resources.get('Subnet')?.ref ?? ''];
    const { Subnets } = await new EC2Client(as(world, HUB)).send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(Subnets).toMatchObject([{ AvailabilityZone: `${REGION}b`, Tags: [{ Key: 'Name', Value: 'second' }] }]);
  });

  it('gives lists as attributes, and outputs', async () => {
    const { outputs } = await stackOf({
      Resources: { Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.org' } } },
      Outputs: { Servers: { Value: { 'Fn::Join': [',', { 'Fn::GetAtt': ['Zone', 'NameServers'] }] } } },
    });
    expect(outputs['Servers']).toMatch(/^(ns-[^,]+,){3}ns-[^,]+$/);
  });

  it('makes static routes of a transit gateway, and blackholes', async () => {
    const { resources } = await of({
      Gateway: { Type: 'AWS::EC2::TransitGateway', Properties: {} },
      Table: {
        Type: 'AWS::EC2::TransitGatewayRouteTable',
        Properties: { TransitGatewayId: { 'Fn::GetAtt': ['Gateway', 'Id'] } },
      },
      Route: {
        Type: 'AWS::EC2::TransitGatewayRoute',
        Properties: {
          TransitGatewayRouteTableId: { Ref: 'Table' },
          DestinationCidrBlock: '10.3.0.0/16',
          Blackhole: true,
        },
      },
    });
    const { Routes } = await new EC2Client(as(world, HUB)).send(
      new SearchTransitGatewayRoutesCommand({
        TransitGatewayRouteTableId: resources.get('Table')?.ref ?? '',
        Filters: [{ Name: 'type', Values: ['static'] }],
      }),
    );
    expect(Routes).toMatchObject([{ DestinationCidrBlock: '10.3.0.0/16', State: 'blackhole', Type: 'static' }]);
  });

  it('keeps what the twin has no service for as it was declared', async () => {
    const Properties = { AlarmName: 'late', Threshold: 1, Dimensions: [{ Name: 'n', Value: { Ref: 'AWS::Region' } }] };
    await of({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } });
    expect(world.cloudformation.declared('AWS::CloudWatch::Alarm')).toMatchObject([
      {
        stackName: 'stack',
        logicalId: 'Alarm',
        accountId: HUB,
        ref: 'late',
        properties: { Threshold: 1, Dimensions: [{ Value: REGION }] },
      },
    ]);
  });

  it('reads parameters of Systems Manager, and checks the rules of its template', async () => {
    await ssm().send(new PutParameterCommand({ Name: '/bootstrap/version', Type: 'String', Value: '30' }));
    await stackOf({ ...BOOTSTRAP, Resources: { One: parameter({ Ref: 'Version' }) } });
    expect(await valueOf('one')).toBe('30');
  });
});

describe('a stack fails with the logical id for', () => {
  const place = `Stack stack in ${HUB}/${REGION}: `;

  test.each([
    [
      'a type that the twin has not',
      { A: { Type: 'AWS::EC2::Instance' } },
      'ResourceLogicalId:A, ResourceType:AWS::EC2::Instance',
    ],
    ['a function that it does not evaluate', { B: parameter({ 'Fn::Base64': 'x' }) }, 'ResourceLogicalId:B'],
    ['an unknown property', { C: parameter('x', { Properties: { Foo: 1 } }) }, 'unsupported property Foo'],
    [
      'a property further down',
      { D: { ...VPC, Properties: { CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'a', Value: 'b', Propagate: true }] } } },
      'ResourceLogicalId:D, ResourceType:AWS::EC2::VPC, ResourceStatusReason:Encountered unsupported property Propagate at Tags.0',
    ],
    [
      'a property of what is only declared',
      { E: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: 'k' } } },
      'unsupported property KmsKeyId',
    ],
    ['a reference to nothing', { F: parameter({ Ref: 'Nothing' }) }, 'unresolved reference to Nothing'],
    ['an attribute that is not there', { Vpc: VPC, G: parameter({ 'Fn::GetAtt': ['Vpc', 'Arn'] }) }, 'Vpc.Arn'],
    ['a dependency on nothing', { H: parameter('x', { DependsOn: 'Nothing' }) }, '[Nothing] in H'],
    [
      'resources that wait for each other',
      { I: parameter({ Ref: 'J' }), J: parameter('x', { DependsOn: 'I' }) },
      'Circular dependency between resources: [I, J]',
    ],
    ['what a service refuses', { K: { ...VPC, Properties: { CidrBlock: '10.0.0.0/8' } } }, '(InvalidVpc.Range)'],
    ['an element that a list has not', { L: parameter({ 'Fn::Select': [3, ['a']] }) }, 'Fn::Select'],
  ])('%s', async (_what, resources, reason) => {
    const failure = of(resources);
    await expect(failure).rejects.toThrow(place);
    await expect(failure).rejects.toThrow(reason);
  });

  it('an unknown parameter of Systems Manager', async () => {
    await expect(stackOf({ ...BOOTSTRAP, Resources: { Vpc: VPC } })).rejects.toThrow(
      `${place}Parameters: [/bootstrap/version] not found`,
    );
  });

  it('a bootstrap that is too old', async () => {
    await ssm().send(new PutParameterCommand({ Name: '/bootstrap/version', Type: 'String', Value: '2' }));
    await expect(stackOf({ ...BOOTSTRAP, Resources: { Vpc: VPC } })).rejects.toThrow(
      `${place}Template constraint Check`,
    );
    expect(world.ec2.vpcs.of({ accountId: HUB, region: REGION }).filter(({ isDefault }) => !isDefault)).toEqual([]);
  });

  it('a rule of a kind that the twin does not evaluate', async () => {
    const Rules = { Check: { Assertions: [{ Assert: { 'Fn::EachMemberIn': [['a'], ['a']] } }] } };
    await expect(stackOf({ Rules, Resources: { Vpc: VPC } })).rejects.toThrow('does not evaluate');
  });
});
