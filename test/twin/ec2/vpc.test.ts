import { codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

const unknown = 'vpc-0123456789abcdef0';

describe('CreateVpc', () => {
  test('clears the host bits of its CIDR', async () => {
    const { api } = new Spoke();
    const { Vpc } = await api.createVpc({ CidrBlock: '10.1.0.5/16' });
    expect(Vpc?.CidrBlock).toBe('10.1.0.0/16');
  });

  test('is pending first and has the default options of its account and region', async () => {
    const spoke = new Spoke();
    const { Vpc } = await spoke.api.createVpc({ CidrBlock: '10.1.0.0/16' });
    expect(Vpc).toMatchObject({ State: 'pending', IsDefault: false, InstanceTenancy: 'default' });
    await spoke.rest(10_000);
    const vpc = await spoke.read(given(Vpc?.VpcId));
    const { DhcpOptions } = await spoke.api.describeDhcpOptions({});
    expect(vpc).toMatchObject({ State: 'available', DhcpOptionsId: DhcpOptions?.[0]?.DhcpOptionsId });
    expect(vpc).not.toHaveProperty('Tags');
  });

  test('brings a main route table with the local route', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    expect(await spoke.routesOf(await spoke.mainTable(VpcId))).toEqual(['10.1.0.0/16 local active']);
  });

  test.each([
    ['10.0.0.0/8', 'InvalidVpc.Range'],
    ['10.0.0.0/29', 'InvalidVpc.Range'],
    ['169.254.16.0/20', 'InvalidVpc.Range'],
    ['10.0.0.0/33', 'InvalidParameterValue'],
    ['nonsense', 'InvalidParameterValue'],
  ])('refuses the CIDR %s with %s', async (CidrBlock, code) => {
    expect(await codeOf(new Spoke().api.createVpc({ CidrBlock }))).toBe(code);
  });

  test('refuses to tag something that is no VPC', async () => {
    const { api } = new Spoke();
    const TagSpecifications = [{ ResourceType: 'subnet' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
    expect(await codeOf(api.createVpc({ CidrBlock: '10.1.0.0/16', TagSpecifications }))).toBe('InvalidParameterValue');
    expect((await api.describeVpcs({})).Vpcs).toHaveLength(1);
  });

  test('stops at five VPCs in a region, the default one among them', async () => {
    const { api, world } = new Spoke();
    for (let n = 1; n <= 4; n++) await api.createVpc({ CidrBlock: `10.${n}.0.0/16` });
    expect(await codeOf(api.createVpc({ CidrBlock: '10.5.0.0/16' }))).toBe('VpcLimitExceeded');
    world.ec2.quotas.vpcsPerRegion = 6;
    expect(await codeOf(api.createVpc({ CidrBlock: '10.5.0.0/16' }))).toBe('none');
  });
});

describe('the default VPC', () => {
  test('is in every region from the start, with a subnet in each Availability Zone', async () => {
    const spoke = new Spoke();
    for (const [region, letters] of [
      ['us-east-1', 'abcdef'],
      ['eu-west-1', 'abc'],
    ] as const) {
      const api = spoke.of('200000000002', region);
      const Filters = [{ Name: 'is-default', Values: ['true'] }];
      const [vpc] = given((await api.describeVpcs({ Filters })).Vpcs);
      expect(vpc).toMatchObject({ CidrBlock: '172.31.0.0/16', OwnerId: '200000000002', State: 'available' });
      const { Subnets } = await api.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [given(vpc?.VpcId)] }] });
      expect(Subnets?.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(
        Array.from(letters, (letter) => region + letter),
      );
    }
  });

  test('has the same ids in every order of calls', async () => {
    const idOf = async (spoke: Spoke) => given((await spoke.api.describeVpcs({})).Vpcs?.[0]?.VpcId);
    const first = new Spoke();
    await first.hubApi.describeVpcs({});
    expect(await idOf(first)).toBe(await idOf(new Spoke()));
  });

  test('has a default route to its internet gateway', async () => {
    const spoke = new Spoke();
    const vpcId = given((await spoke.api.describeVpcs({})).Vpcs?.[0]?.VpcId);
    const routes = await spoke.routesOf(await spoke.mainTable(vpcId));
    expect(routes[1]).toMatch(/^0\.0\.0\.0\/0 igw-\w+ active$/);
  });
});

describe('VPC attributes', () => {
  const read = async ({ api }: Spoke, VpcId: string) => {
    const support = await api.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' });
    const hostnames = await api.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' });
    return { support: support.EnableDnsSupport?.Value, hostnames: hostnames.EnableDnsHostnames?.Value };
  };

  test('begin with DNS support on and host names off, and change one by one', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    expect(await read(spoke, VpcId)).toEqual({ support: true, hostnames: false });
    await spoke.api.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
    expect(await read(spoke, VpcId)).toEqual({ support: true, hostnames: true });
    await spoke.api.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: false } });
    expect(await read(spoke, VpcId)).toEqual({ support: false, hostnames: true });
  });

  test('are refused two at a time, none at a time, and host names without DNS support', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const on = { Value: true };
    const modify = (more: object) => codeOf(spoke.api.modifyVpcAttribute({ VpcId, ...more }));
    expect(await modify({ EnableDnsHostnames: on, EnableDnsSupport: on })).toBe('InvalidParameterCombination');
    expect(await modify({})).toBe('InvalidParameterCombination');
    await spoke.api.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: false } });
    expect(await modify({ EnableDnsHostnames: on })).toBe('InvalidParameterCombination');
  });

  test('of an unknown or foreign VPC do not exist', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    expect(await codeOf(spoke.hubApi.describeVpcAttribute({ VpcId, Attribute: 'enableDnsSupport' }))).toBe(
      'InvalidVpcID.NotFound',
    );
    expect(await codeOf(spoke.api.modifyVpcAttribute({ VpcId: unknown, EnableDnsSupport: { Value: true } }))).toBe(
      'InvalidVpcID.NotFound',
    );
  });
});

describe('CIDR blocks of a VPC', () => {
  test('are associating first, and come and go with their local route', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const { CidrBlockAssociation } = await spoke.api.associateVpcCidrBlock({ VpcId, CidrBlock: '10.2.0.7/20' });
    expect(CidrBlockAssociation).toMatchObject({ CidrBlock: '10.2.0.0/20', CidrBlockState: { State: 'associating' } });
    await spoke.rest(10_000);
    const table = await spoke.mainTable(VpcId);
    expect(await spoke.routesOf(table)).toEqual(['10.1.0.0/16 local active', '10.2.0.0/20 local active']);

    await spoke.api.disassociateVpcCidrBlock({ AssociationId: given(CidrBlockAssociation?.AssociationId) });
    await spoke.rest(10_000);
    expect(await spoke.routesOf(table)).toEqual(['10.1.0.0/16 local active']);
    expect((await spoke.read(VpcId)).CidrBlockAssociationSet).toHaveLength(1);
  });

  test('are five at most', async () => {
    const { api, world } = new Spoke();
    const { VpcId } = given((await api.createVpc({ CidrBlock: '10.1.0.0/16' })).Vpc);
    for (let n = 2; n <= 5; n++) await api.associateVpcCidrBlock({ VpcId, CidrBlock: `10.${n}.0.0/16` });
    expect(await codeOf(api.associateVpcCidrBlock({ VpcId, CidrBlock: '10.6.0.0/16' }))).toBe('CidrLimitExceeded');
    expect(world.calls.at(-1)).toMatchObject({ error: 'CidrLimitExceeded' });
  });

  test('do not overlap, and swallow no route', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const { InternetGateway } = await spoke.api.createInternetGateway({});
    const InternetGatewayId = given(InternetGateway?.InternetGatewayId);
    await spoke.api.attachInternetGateway({ InternetGatewayId, VpcId });
    await spoke.api.createRoute({
      RouteTableId: await spoke.mainTable(VpcId),
      DestinationCidrBlock: '10.7.1.0/24',
      GatewayId: InternetGatewayId,
    });
    const add = (CidrBlock: string) => codeOf(spoke.api.associateVpcCidrBlock({ VpcId, CidrBlock }));
    expect(await add('10.1.128.0/20')).toBe('InvalidVpc.Range');
    expect(await add('10.7.0.0/16')).toBe('InvalidVpc.Range');
    expect(await add('10.7.1.0/25')).toBe('none');
  });

  test.each([
    ['10.2.0.0/16', ['10.3.0.0/16', '100.64.0.0/16', '54.1.0.0/16', '10.0.0.0/24']],
    ['10.1.0.0/16', ['10.2.0.0/16', '198.18.0.0/24']],
    ['172.16.0.0/20', ['172.20.0.0/16', '100.65.0.0/20', '172.16.16.0/20']],
    ['192.168.0.0/24', ['192.168.1.0/24', '198.51.100.0/24']],
    ['198.19.0.0/20', ['100.64.0.0/16', '54.1.0.0/16', '198.19.16.0/20']],
    ['100.64.0.0/16', ['100.65.0.0/16', '54.1.0.0/16']],
  ])('beside %s can be of %j', async (CidrBlock, permitted) => {
    const { api } = new Spoke();
    const { VpcId } = given((await api.createVpc({ CidrBlock })).Vpc);
    for (const added of permitted)
      expect([added, await codeOf(api.associateVpcCidrBlock({ VpcId, CidrBlock: added }))]).toEqual([added, 'none']);
  });

  test.each([
    [
      '10.1.0.0/20',
      ['172.16.0.0/16', '172.31.0.0/24', '192.168.0.0/16', '198.19.0.0/16', '10.0.1.0/24', '169.254.0.0/16'],
    ],
    ['10.0.0.0/20', ['10.0.64.0/20']],
    ['172.20.0.0/16', ['10.2.0.0/16', '192.168.7.0/24', '172.31.0.0/16', '198.19.255.0/24']],
    ['192.168.0.0/20', ['10.2.0.0/16', '172.16.0.0/16', '198.19.0.0/28']],
    ['198.19.0.0/20', ['10.2.0.0/16', '172.16.0.0/16', '192.168.0.0/16']],
    ['100.64.0.0/20', ['10.2.0.0/16', '172.16.0.0/16', '192.168.0.0/16', '198.19.0.0/16']],
    ['54.1.0.0/16', ['10.2.0.0/16', '172.31.0.0/16', '192.168.0.0/16', '198.19.0.0/16']],
  ])('beside %s cannot be of %j', async (CidrBlock, restricted) => {
    const { api } = new Spoke();
    const { VpcId } = given((await api.createVpc({ CidrBlock })).Vpc);
    for (const added of restricted)
      expect([added, await codeOf(api.associateVpcCidrBlock({ VpcId, CidrBlock: added }))]).toEqual([
        added,
        'InvalidVpc.Range',
      ]);
  });

  test('are restricted by every block that the VPC has, not by its primary one only', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available('10.2.0.0/16');
    const add = (CidrBlock: string) => codeOf(spoke.api.associateVpcCidrBlock({ VpcId, CidrBlock }));
    expect(await add('10.1.0.0/16')).toBe('none');
    expect(await add('10.0.0.0/16')).toBe('InvalidVpc.Range');
    expect(await add('100.64.0.0/16')).toBe('none');
    expect(await add('10.3.0.0/16')).toBe('none');
  });

  test('stay when they are the primary one, unknown, or in use', async () => {
    const spoke = new Spoke();
    const vpc = await spoke.available();
    const primary = given(vpc.CidrBlockAssociationSet?.[0]?.AssociationId);
    const remove = (AssociationId: string) => codeOf(spoke.api.disassociateVpcCidrBlock({ AssociationId }));
    expect(await remove(primary)).toBe('OperationNotPermitted');
    expect(await remove('vpc-cidr-assoc-0123456789abcdef0')).toBe('InvalidVpcCidrBlockAssociationID.NotFound');
    const { CidrBlockAssociation } = await spoke.api.associateVpcCidrBlock({
      VpcId: vpc.VpcId,
      CidrBlock: '10.2.0.0/20',
    });
    await spoke.rest(10_000);
    await spoke.api.createSubnet({ VpcId: vpc.VpcId, CidrBlock: '10.2.1.0/24' });
    expect(await remove(given(CidrBlockAssociation?.AssociationId))).toBe('DependencyViolation');
  });
});

describe('DeleteVpc', () => {
  test('deletes everything in the VPC', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const table = await spoke.mainTable(VpcId);
    await spoke.api.deleteVpc({ VpcId });
    expect(await codeOf(spoke.api.describeVpcs({ VpcIds: [VpcId] }))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(spoke.api.describeRouteTables({ RouteTableIds: [table] }))).toBe(
      'InvalidRouteTableID.NotFound',
    );
  });

  test('is refused while subnets, route tables, a gateway, an endpoint or an attachment depend on it', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const { api } = spoke;
    const refused = async () => expect(await codeOf(api.deleteVpc({ VpcId }))).toBe('DependencyViolation');

    const table = given((await api.createRouteTable({ VpcId })).RouteTable?.RouteTableId);
    await refused();
    await api.deleteRouteTable({ RouteTableId: table });

    const InternetGatewayId = given((await api.createInternetGateway({})).InternetGateway?.InternetGatewayId);
    await api.attachInternetGateway({ InternetGatewayId, VpcId });
    await refused();
    await api.detachInternetGateway({ InternetGatewayId, VpcId });

    const ServiceName = 'com.amazonaws.us-east-1.s3';
    const endpoint = given((await api.createVpcEndpoint({ VpcId, ServiceName })).VpcEndpoint?.VpcEndpointId);
    await refused();
    await api.deleteVpcEndpoints({ VpcEndpointIds: [endpoint] });

    const SubnetId = given((await api.createSubnet({ VpcId, CidrBlock: '10.1.0.0/24' })).Subnet?.SubnetId);
    await refused();
    await api.deleteSubnet({ SubnetId });
    expect(await codeOf(api.deleteVpc({ VpcId }))).toBe('none');
  });

  test('and DeleteSubnet wait for the attachment to be gone', async () => {
    const spoke = new Spoke();
    const transitGatewayId = await spoke.transitGateway();
    await spoke.shareTransitGateway(transitGatewayId);
    const { vpcId, subnetIds, attachmentId } = await spoke.attached(spoke.spoke, transitGatewayId, '10.1.0.0/16');
    const SubnetId = given(subnetIds[0]);
    expect(await codeOf(spoke.api.deleteSubnet({ SubnetId }))).toBe('DependencyViolation');
    await spoke.api.deleteTransitGatewayVpcAttachment({ TransitGatewayAttachmentId: attachmentId });
    expect(await codeOf(spoke.api.deleteSubnet({ SubnetId }))).toBe('DependencyViolation');
    await spoke.rest(10_000);
    expect(await codeOf(spoke.api.deleteSubnet({ SubnetId }))).toBe('none');
    expect(await codeOf(spoke.api.deleteVpc({ VpcId: vpcId }))).toBe('none');
  });

  test('does not touch the VPC of another account', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    expect(await codeOf(spoke.hubApi.deleteVpc({ VpcId }))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(spoke.api.deleteVpc({ VpcId: unknown }))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(spoke.api.deleteVpc({ VpcId: 'vpc-x' }))).toBe('InvalidVpcID.Malformed');
  });
});
