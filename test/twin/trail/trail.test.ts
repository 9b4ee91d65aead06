import {
  AssociateVpcCidrBlockCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateTagsCommand,
  CreateTransitGatewayCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssociateVPCWithHostedZoneCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { as, createVpc, DEV, worldWithOrganization, MANAGEMENT, REGION } from '../organization-fixture';
import type { World } from '../world';

const VIA_TRAIL = 'AWS API Call via CloudTrail';
const text = expect.any(String) as string;

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});
const ec2 = () => new EC2Client(as(world, DEV));

/** What CloudTrail delivered of a call. */
const delivered = async (eventName: string) => {
  await world.clock.jump(1000);
  return world.trail.published.filter(({ detail }) => detail['eventName'] === eventName);
};
const detailOf = async (eventName: string) => (await delivered(eventName)).at(-1)?.detail;

describe('an API call', () => {
  it('becomes an event on the default bus of the caller, in its region, a second later', async () => {
    const at = world.clock.now();
    const { Vpc } = await ec2().send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
    const [event, ...others] = await delivered('CreateVpc');
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      ...{ version: '0', 'detail-type': VIA_TRAIL, source: 'aws.ec2', account: DEV, region: REGION, resources: [] },
      time: world.clock.now().toISOString().replace('.000', ''),
    });
    expect(event?.detail).toMatchObject({
      userIdentity: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${DEV}:user/administrator`,
        accountId: DEV,
        userName: 'administrator',
      },
      eventTime: at.toISOString().replace('.000', ''),
      eventSource: 'ec2.amazonaws.com',
      awsRegion: REGION,
      requestParameters: { cidrBlock: '10.1.0.0/16' },
      responseElements: { requestId: text, vpc: { vpcId: Vpc?.VpcId, state: 'pending', cidrBlock: '10.1.0.0/16' } },
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: DEV,
    });
  });

  it('that failed is delivered too, with the code of EC2 prefixed and no response', async () => {
    await ec2()
      .send(new DeleteVpcCommand({ VpcId: 'vpc-00000000000000000' }))
      .catch(() => undefined);
    await expect(detailOf('DeleteVpc')).resolves.toMatchObject({
      errorCode: 'Client.InvalidVpcID.NotFound',
      errorMessage: text,
      requestParameters: { vpcId: 'vpc-00000000000000000' },
      responseElements: null,
    });
  });

  it('that only reads, or handles messages, is not delivered', async () => {
    await ec2().send(new DescribeVpcsCommand({}));
    const sqs = new SQSClient(as(world, DEV));
    const Attributes = { VisibilityTimeout: '60' };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await expect(detailOf('CreateQueue')).resolves.toMatchObject({
      requestParameters: { queueName: 'q', attributes: Attributes },
    });
    await expect(delivered('SendMessage')).resolves.toEqual([]);
    await expect(delivered('DescribeVpcs')).resolves.toEqual([]);
  });

  it('is not delivered without a trail, but tags are', async () => {
    world.trail.enabled = false;
    const seen = world.trail.published.length;
    const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'a', Value: '1' }] }];
    await ec2().send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16', TagSpecifications }));
    const organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
    await organizations.send(new CreateAccountCommand({ AccountName: 'new', Email: 'new@example.com' }));
    await world.clock.jump(60_000);
    expect(world.trail.published.slice(seen).map(({ source }) => source)).toEqual(['aws.tag']);
  });

  it('of a role names the session and its issuer', async () => {
    const sts = new STSClient(as(world, MANAGEMENT, 'us-east-1'));
    const RoleArn = `arn:aws:iam::${DEV}:role/OrganizationAccountAccessRole`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'build' }));
    const identity = world.identities.get(Credentials?.AccessKeyId ?? '');
    if (!identity) throw new Error('No session.');
    await new EC2Client(world.config(identity, REGION)).send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
    const session = `arn:aws:sts::${DEV}:assumed-role/OrganizationAccountAccessRole/build`;
    await expect(detailOf('CreateVpc')).resolves.toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        arn: session,
        accountId: DEV,
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: RoleArn, accountId: DEV, userName: 'OrganizationAccountAccessRole' },
        },
      },
    });
    await expect(detailOf('AssumeRole')).resolves.toMatchObject({ readOnly: true, recipientAccountId: MANAGEMENT });
  });
});

describe("EC2's two styles", () => {
  it('the older actions are flat: sets of items, tags of a specification as an array', async () => {
    const Tags = [{ Key: 'Name', Value: 'a' }];
    const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags }];
    await ec2().send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16', TagSpecifications }));
    await expect(detailOf('CreateVpc')).resolves.toMatchObject({
      requestParameters: {
        tagSpecificationSet: { items: [{ resourceType: 'vpc', tags: [{ key: 'Name', value: 'a' }] }] },
      },
      responseElements: { vpc: { tagSet: { items: [{ key: 'Name', value: 'a' }] } } },
    });
    const vpcId = await createVpc(world, DEV, '10.2.0.0/16');
    await ec2().send(new CreateTagsCommand({ Resources: [vpcId], Tags }));
    await expect(detailOf('CreateTags')).resolves.toMatchObject({
      requestParameters: {
        resourcesSet: { items: [{ resourceId: vpcId }] },
        tagSet: { items: [{ key: 'Name', value: 'a' }] },
      },
      responseElements: { requestId: text, _return: true },
    });
    const { RouteTable } = await ec2().send(new CreateRouteTableCommand({ VpcId: vpcId }));
    const created = await detailOf('CreateRouteTable');
    expect(created).toMatchObject({ responseElements: { routeTable: { routeTableId: RouteTable?.RouteTableId } } });
    expect(created).toHaveProperty(['responseElements', 'routeTable', 'propagatingVgwSet'], {});
    const { InternetGateway } = await ec2().send(new CreateInternetGatewayCommand({}));
    const GatewayId = InternetGateway?.InternetGatewayId;
    await ec2().send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId: vpcId }));
    const route = { RouteTableId: RouteTable?.RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId };
    await ec2().send(new CreateRouteCommand(route));
    await expect(detailOf('CreateRoute')).resolves.toMatchObject({
      requestParameters: { routeTableId: RouteTable?.RouteTableId, destinationCidrBlock: '0.0.0.0/0' },
      responseElements: { requestId: text, _return: true },
    });
  });

  it('the newer ones are wrapped: PascalCase requests, camelCase responses, single elements without an array', async () => {
    const VpcId = await createVpc(world, DEV, '10.1.0.0/16');
    await ec2().send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: '10.3.0.0/24' }));
    await expect(detailOf('AssociateVpcCidrBlock')).resolves.toMatchObject({
      requestParameters: { AssociateVpcCidrBlockRequest: { VpcId, CidrBlock: '10.3.0.0/24' } },
      responseElements: {
        AssociateVpcCidrBlockResponse: {
          xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
          requestId: text,
          vpcId: VpcId,
          cidrBlockAssociation: { cidrBlock: '10.3.0.0/24', cidrBlockState: { state: 'associating' } },
        },
      },
    });
    const TagSpecifications = [{ ResourceType: 'transit-gateway' as const, Tags: [{ Key: 'Name', Value: 'hub' }] }];
    await ec2().send(new CreateTransitGatewayCommand({ Description: 'mesh', TagSpecifications }));
    await expect(detailOf('CreateTransitGateway')).resolves.toMatchObject({
      requestParameters: {
        CreateTransitGatewayRequest: {
          Description: 'mesh',
          TagSpecification: { tag: 1, ResourceType: 'transit-gateway', Tag: { tag: 1, Key: 'Name', Value: 'hub' } },
        },
      },
      responseElements: {
        CreateTransitGatewayResponse: {
          transitGateway: { state: 'pending', tagSet: { item: { key: 'Name', value: 'hub' } } },
        },
      },
    });
  });
});

describe('a call of a global service', () => {
  it('of Organizations is delivered in us-east-1 with names and addresses hidden', async () => {
    const organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
    const account = { AccountName: 'secret', Email: 'secret@example.com' };
    const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand(account));
    await expect(detailOf('CreateAccount')).resolves.toMatchObject({
      requestParameters: { email: '****', accountName: '****' },
      responseElements: {
        createAccountStatus: {
          ...{ id: CreateAccountStatus?.Id, accountName: '****', state: 'IN_PROGRESS' },
          requestedTimestamp: 'Jan 1, 2026, 12:01:00 AM',
        },
      },
    });
    const { Roots: [root] = [] } = await organizations.send(new ListRootsCommand({}));
    const unit = new CreateOrganizationalUnitCommand({ ParentId: root?.Id, Name: 'Dev' });
    const { OrganizationalUnit } = await organizations.send(unit);
    const move = { AccountId: DEV, SourceParentId: root?.Id, DestinationParentId: OrganizationalUnit?.Id };
    await organizations.send(new MoveAccountCommand(move));
    const [event] = await delivered('MoveAccount');
    expect(event).toMatchObject({ source: 'aws.organizations', account: MANAGEMENT, region: 'us-east-1' });
    expect(event?.detail).toMatchObject({
      requestParameters: {
        accountId: DEV,
        sourceParentId: root?.Id,
        destinationParentId: OrganizationalUnit?.Id,
      },
      responseElements: null,
    });
  });

  it('of Route 53 has the odd casing of its keys, zone ids without their path, and AWS times', async () => {
    // With an endpoint of its own, a client signs for the region that it was given.
    const route53 = new Route53Client({ ...as(world, DEV, REGION), endpoint: 'http://twin.example.com' });
    const vpc = { VPCRegion: REGION, VPCId: await createVpc(world, DEV, '10.1.0.0/16') } as const;
    const zone = new CreateHostedZoneCommand({ Name: 'a.internal', CallerReference: '1', VPC: vpc });
    const { HostedZone } = await route53.send(zone);
    const HostedZoneId = HostedZone?.Id ?? '';
    await route53.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC: vpc })).catch(() => undefined);
    const [event] = await delivered('CreateHostedZone');
    expect(event).toMatchObject({ source: 'aws.route53', account: DEV, region: 'us-east-1' });
    expect(event?.detail).toMatchObject({
      requestParameters: { name: 'a.internal', vPC: { vPCRegion: REGION, vPCId: vpc.VPCId } },
      responseElements: { changeInfo: { status: 'PENDING', submittedAt: 'Jan 1, 2026, 12:01:00 AM' } },
    });
    await expect(detailOf('AssociateVPCWithHostedZone')).resolves.toMatchObject({
      errorCode: text,
      requestParameters: { hostedZoneId: HostedZoneId.replace('/hostedzone/', ''), vPC: { vPCId: vpc.VPCId } },
    });
  });
});

describe('events of services themselves', () => {
  it('an event of the service itself has an identity without a type', async () => {
    const [event] = await delivered('CreateAccountResult');
    expect(event).toMatchObject({
      ...{ 'detail-type': 'AWS Service Event via CloudTrail', source: 'aws.organizations' },
      ...{ account: MANAGEMENT, region: 'us-east-1' },
    });
    expect(event?.detail).toMatchObject({
      userIdentity: { accountId: MANAGEMENT, invokedBy: 'AWS Internal' },
      eventType: 'AwsServiceEvent',
      requestParameters: null,
      serviceEventDetails: { createAccountStatus: { state: 'SUCCEEDED' } },
    });
    expect(event?.detail['userIdentity']).not.toHaveProperty('type');
  });

  it('a change of tags has the changed keys, all tags after it, and the number of the change', async () => {
    const vpcId = await createVpc(world, DEV, '10.1.0.0/16');
    const tag = (Key: string, Value: string) =>
      ec2().send(new CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key, Value }] }));
    await tag('Name', 'a');
    await tag('team', 'b');
    await world.clock.jump(1000);
    const changes = world.trail.published.filter(({ source }) => source === 'aws.tag').slice(-2);
    expect(changes.map(({ detail }) => [detail['version'], detail['changed-tag-keys'], detail['tags']])).toEqual([
      [1, ['Name'], { Name: 'a' }],
      [2, ['team'], { Name: 'a', team: 'b' }],
    ]);
    expect(changes[1]).toMatchObject({
      ...{ 'detail-type': 'Tag Change on Resource', account: DEV, region: REGION },
      resources: [`arn:aws:ec2:${REGION}:${DEV}:vpc/${vpcId}`],
      detail: {
        ...{ service: 'ec2', 'resource-type': 'vpc', 'tag-policy-compliant': 'true' },
        'version-timestamp': String(world.clock.now().getTime() - 1000),
      },
    });
  });
});
