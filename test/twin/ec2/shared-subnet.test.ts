import { EC2 } from '@aws-sdk/client-ec2';
import { RAM } from '@aws-sdk/client-ram';
import { as, createSubnet, createVpc, DEV, HUB, PROD, REGION, worldWithOrganization } from '../organization-fixture';
import { World } from '../world';
import { codeOf, given } from './tgw-fixture';

const DENIED = {
  name: 'UnauthorizedOperation',
  message: expect.stringContaining(
    'A subnet in this vpc is shared but the provided object is not owned by you',
  ) as string,
};

/** HUB owns a VPC with the subnets `shared` and `kept`, and shares the first with DEV, the participant. */
async function sharedVpc() {
  const world = await worldWithOrganization();
  const vpcId = await createVpc(world, HUB, '10.4.0.0/16');
  await world.clock.jump(10_000);
  const shared = await createSubnet(world, HUB, { vpcId, cidr: '10.4.0.0/24', zone: 'a' });
  const kept = await createSubnet(world, HUB, { vpcId, cidr: '10.4.1.0/24', zone: 'b' });
  const ram = new RAM(as(world, HUB));
  const arn = `arn:aws:ec2:${REGION}:${HUB}:subnet/${shared}`;
  const { resourceShare } = await ram.createResourceShare({ name: 'vpc', resourceArns: [arn], principals: [DEV] });
  await world.clock.jump(10_000);
  const resourceShareArn = given(resourceShare?.resourceShareArn);
  const [owner, participant] = [new EC2(as(world, HUB)), new EC2(as(world, DEV))];
  return { world, vpcId, shared, kept, ram, arn, resourceShareArn, owner, participant };
}

describe('a participant of a shared subnet', () => {
  it('sees the subnet, its VPC and its route table with their owner, and no other subnet of the VPC', async () => {
    const { world, participant, vpcId, shared, kept } = await sharedVpc();
    expect((await participant.describeVpcs({ VpcIds: [vpcId] })).Vpcs).toMatchObject([{ OwnerId: HUB }]);
    const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
    expect((await participant.describeSubnets(ofVpc)).Subnets).toMatchObject([{ SubnetId: shared, OwnerId: HUB }]);
    expect((await participant.describeRouteTables(ofVpc)).RouteTables).toMatchObject([{ OwnerId: HUB }]);
    expect(await codeOf(participant.describeSubnets({ SubnetIds: [kept] }))).toBe('InvalidSubnetID.NotFound');
    expect(await codeOf(new EC2(as(world, PROD)).describeVpcs({ VpcIds: [vpcId] }))).toBe('InvalidVpcID.NotFound');
  });

  it('reads the attributes, DHCP options and internet gateway of the VPC', async () => {
    const { participant, owner, vpcId } = await sharedVpc();
    const { DhcpOptions } = await owner.createDhcpOptions({
      DhcpConfigurations: [{ Key: 'domain-name', Values: ['hub.example'] }],
    });
    const DhcpOptionsId = given(DhcpOptions?.DhcpOptionsId);
    await owner.associateDhcpOptions({ VpcId: vpcId, DhcpOptionsId });
    const InternetGatewayId = given((await owner.createInternetGateway({})).InternetGateway?.InternetGatewayId);
    const gateways = () => codeOf(participant.describeInternetGateways({ InternetGatewayIds: [InternetGatewayId] }));
    expect(await gateways()).toBe('InvalidInternetGatewayID.NotFound');
    await owner.attachInternetGateway({ InternetGatewayId, VpcId: vpcId });
    expect(await gateways()).toBe('none');
    const seen = await participant.describeDhcpOptions({ DhcpOptionsIds: [DhcpOptionsId] });
    expect(seen.DhcpOptions).toMatchObject([{ OwnerId: HUB }]);
    const attribute = await participant.describeVpcAttribute({ VpcId: vpcId, Attribute: 'enableDnsSupport' });
    expect(attribute.EnableDnsSupport).toEqual({ Value: true });
  });

  it('has tags of its own on the VPC and the subnet, which the owner does not see, and does not see the owner’s', async () => {
    const { world, participant, owner, vpcId, shared } = await sharedVpc();
    const tagsIn = async (client: EC2) => {
      const { Vpcs } = await client.describeVpcs({ VpcIds: [vpcId] });
      const { Subnets } = await client.describeSubnets({ SubnetIds: [shared] });
      return [Vpcs?.[0]?.Tags ?? [], Subnets?.[0]?.Tags ?? []];
    };
    await owner.createTags({ Resources: [vpcId, shared], Tags: [{ Key: 'team', Value: 'hub' }] });
    expect(await tagsIn(participant)).toEqual([[], []]);
    await participant.createTags({ Resources: [vpcId, shared], Tags: [{ Key: 'team', Value: 'dev' }] });
    expect(await tagsIn(participant)).toEqual([[{ Key: 'team', Value: 'dev' }], [{ Key: 'team', Value: 'dev' }]]);
    expect(await tagsIn(owner)).toEqual([[{ Key: 'team', Value: 'hub' }], [{ Key: 'team', Value: 'hub' }]]);
    expect(world.ec2.tagsOf(vpcId, PROD)).toEqual(new Map());
  });

  it('cannot attach the VPC to a transit gateway that is shared with it', async () => {
    const { world, participant, owner, ram, vpcId, shared } = await sharedVpc();
    const { TransitGateway } = await owner.createTransitGateway({});
    await ram.createResourceShare({
      ...{ name: 'mesh', resourceArns: [given(TransitGateway?.TransitGatewayArn)], principals: [DEV] },
    });
    await world.clock.jump(10_000);
    const attachment = { TransitGatewayId: TransitGateway?.TransitGatewayId, VpcId: vpcId, SubnetIds: [shared] };
    await expect(participant.createTransitGatewayVpcAttachment(attachment)).rejects.toMatchObject(DENIED);
    expect(world.ec2.transitGatewayAttachments.size).toBe(0);
    expect(await codeOf(owner.createTransitGatewayVpcAttachment(attachment))).toBe('none');
  });

  it.each<[string, (setting: Awaited<ReturnType<typeof sharedVpc>>, tableId: string) => Promise<unknown>]>([
    ['delete the VPC', ({ participant, vpcId }) => participant.deleteVpc({ VpcId: vpcId })],
    [
      'change an attribute of the VPC',
      ({ participant, vpcId }) => participant.modifyVpcAttribute({ VpcId: vpcId, EnableDnsSupport: { Value: false } }),
    ],
    [
      'add a CIDR block',
      ({ participant, vpcId }) => participant.associateVpcCidrBlock({ VpcId: vpcId, CidrBlock: '10.5.0.0/16' }),
    ],
    [
      'set the DHCP options',
      ({ participant, vpcId }) => participant.associateDhcpOptions({ VpcId: vpcId, DhcpOptionsId: 'default' }),
    ],
    [
      'create a subnet',
      ({ participant, vpcId }) => participant.createSubnet({ VpcId: vpcId, CidrBlock: '10.4.9.0/24' }),
    ],
    ['delete the subnet', ({ participant, shared }) => participant.deleteSubnet({ SubnetId: shared })],
    ['create a route table', ({ participant, vpcId }) => participant.createRouteTable({ VpcId: vpcId })],
    [
      'delete a route',
      ({ participant }, tableId) =>
        participant.deleteRoute({ RouteTableId: tableId, DestinationCidrBlock: '10.9.0.0/16' }),
    ],
    [
      'create a gateway endpoint',
      ({ participant, vpcId }) =>
        participant.createVpcEndpoint({ VpcId: vpcId, ServiceName: `com.amazonaws.${REGION}.s3` }),
    ],
    [
      'log the VPC',
      ({ participant, vpcId }) =>
        participant.createFlowLogs({
          ...{ ResourceType: 'VPC', ResourceIds: [vpcId], TrafficType: 'ALL' },
          ...{ LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::logs' },
        }),
    ],
    [
      'log the subnet',
      ({ participant, shared }) =>
        participant.createFlowLogs({
          ...{ ResourceType: 'Subnet', ResourceIds: [shared], TrafficType: 'ALL' },
          ...{ LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::logs' },
        }),
    ],
  ])('cannot %s', async (_what, change) => {
    const setting = await sharedVpc();
    const { RouteTables } = await setting.participant.describeRouteTables({
      Filters: [{ Name: 'owner-id', Values: [HUB] }],
    });
    await expect(change(setting, given(RouteTables?.[0]?.RouteTableId))).rejects.toMatchObject(DENIED);
  });

  it('cannot remove a CIDR block of the VPC', async () => {
    const { world, owner, participant, vpcId } = await sharedVpc();
    const added = await owner.associateVpcCidrBlock({ VpcId: vpcId, CidrBlock: '10.5.0.0/16' });
    await world.clock.jump(10_000);
    const { AssociationId } = given(added.CidrBlockAssociation);
    await expect(participant.disassociateVpcCidrBlock({ AssociationId })).rejects.toMatchObject(DENIED);
  });

  it('sees nothing of the VPC once the subnet is no longer shared', async () => {
    const { world, participant, ram, vpcId, resourceShareArn } = await sharedVpc();
    await ram.deleteResourceShare({ resourceShareArn });
    await world.clock.jump(10_000);
    expect(await codeOf(participant.describeVpcs({ VpcIds: [vpcId] }))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(participant.createRouteTable({ VpcId: vpcId }))).toBe('InvalidVpcID.NotFound');
  });
});

describe('a subnet', () => {
  it('is listed by RAM as ec2:Subnet, for its owner and for the participant', async () => {
    const { world, ram, arn } = await sharedVpc();
    const owned = await ram.listResources({ resourceOwner: 'SELF', resourceType: 'ec2:Subnet' });
    expect(owned.resources).toMatchObject([{ arn, type: 'ec2:Subnet' }]);
    const received = await new RAM(as(world, DEV)).listResources({ resourceOwner: 'OTHER-ACCOUNTS' });
    expect(received.resources).toMatchObject([{ arn, type: 'ec2:Subnet' }]);
  });

  it('is not shared outside of the organization', async () => {
    const { world, ram, arn, resourceShareArn } = await sharedVpc();
    const outsider = '900000000009';
    world.organizations.addStandalone(outsider, 'outsider', 'outsider@example.com');
    const refused = {
      name: 'InvalidParameterException',
      message: expect.stringContaining('within your AWS') as string,
    };
    const share = { name: 'out', resourceArns: [arn], principals: [outsider] };
    await expect(ram.createResourceShare(share)).rejects.toMatchObject(refused);
    await expect(ram.associateResourceShare({ resourceShareArn, principals: [outsider] })).rejects.toMatchObject(
      refused,
    );
    const other = await ram.createResourceShare({ name: 'other', principals: [outsider] });
    const addition = { resourceShareArn: other.resourceShare?.resourceShareArn, resourceArns: [arn] };
    await expect(ram.associateResourceShare(addition)).rejects.toMatchObject(refused);
  });

  it('is not shared by an account without an organization', async () => {
    const world = new World();
    world.organizations.addStandalone(HUB, 'hub', 'hub@example.com');
    const vpcId = await createVpc(world, HUB, '10.4.0.0/16');
    const subnet = await createSubnet(world, HUB, { vpcId, cidr: '10.4.0.0/24', zone: 'a' });
    const arn = `arn:aws:ec2:${REGION}:${HUB}:subnet/${subnet}`;
    const share = new RAM(as(world, HUB)).createResourceShare({ name: 'vpc', resourceArns: [arn] });
    await expect(share).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('of a default VPC is not shared', async () => {
    const { owner, ram } = await sharedVpc();
    const { Subnets } = await owner.describeSubnets({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] });
    const share = ram.createResourceShare({ name: 'default', resourceArns: [given(Subnets?.[0]?.SubnetArn)] });
    await expect(share).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
