import { SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

describe('CreateSubnet', () => {
  test('creates a subnet in the requested zone, pending first', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const { Subnet } = await spoke.api.createSubnet({
      VpcId,
      CidrBlock: '10.1.1.9/24',
      AvailabilityZoneId: 'use1-az2',
    });
    expect(Subnet).toMatchObject({
      State: 'pending',
      CidrBlock: '10.1.1.0/24',
      AvailabilityZone: 'us-east-1b',
      AvailableIpAddressCount: 251,
      SubnetArn: `arn:aws:ec2:us-east-1:${SPOKE}:subnet/${Subnet?.SubnetId}`,
    });
    await spoke.rest(10_000);
    const { Subnets } = await spoke.api.describeSubnets({ SubnetIds: [given(Subnet?.SubnetId)] });
    expect(Subnets?.[0]?.State).toBe('available');
  });

  test('refuses a zone of another region and two zones at once', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const create = (more: object) => codeOf(spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.1.0/24', ...more }));
    expect(await create({ AvailabilityZone: 'eu-west-1a' })).toBe('InvalidParameterValue');
    expect(await create({ AvailabilityZoneId: 'euw1-az1' })).toBe('InvalidParameterValue');
    expect(await create({ AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az1' })).toBe(
      'InvalidParameterCombination',
    );
    expect(await create({ AvailabilityZone: 'us-east-1-lcl-1a' })).toBe('none');
  });

  test.each([
    ['10.2.0.0/24', 'InvalidSubnet.Range'],
    ['10.0.0.0/8', 'InvalidSubnet.Range'],
    ['10.1.0.0/29', 'InvalidSubnet.Range'],
    ['10.1.0.0/99', 'InvalidParameterValue'],
    ['10.1.9.128/25', 'InvalidSubnet.Conflict'],
    ['10.1.8.0/22', 'InvalidSubnet.Conflict'],
  ])('refuses %s in 10.1.0.0/16 that has 10.1.9.0/24, with %s', async (CidrBlock, code) => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    await spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.9.0/24' });
    expect(await codeOf(spoke.api.createSubnet({ VpcId, CidrBlock }))).toBe(code);
  });

  test('refuses the VPC of another account, and an unknown one', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const CidrBlock = '10.1.1.0/24';
    expect(await codeOf(spoke.hubApi.createSubnet({ VpcId, CidrBlock }))).toBe('InvalidVpcID.NotFound');
    expect(await codeOf(spoke.of(SPOKE, 'eu-west-1').createSubnet({ VpcId, CidrBlock }))).toBe('InvalidVpcID.NotFound');
  });

  test('stops at the quota', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    spoke.world.ec2.quotas.subnetsPerVpc = 1;
    await spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.1.0/24' });
    expect(await codeOf(spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.2.0/24' }))).toBe('SubnetLimitExceeded');
  });

  test('makes IPv6-only and dual-stack subnets where the VPC has an IPv6 block', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const create = (more: object) => spoke.api.createSubnet({ VpcId, ...more });
    expect(await codeOf(create({ Ipv6Native: true, Ipv6CidrBlock: '2600:1f18::/64' }))).toBe('InvalidSubnet.Range');
    await spoke.api.associateVpcCidrBlock({ VpcId, AmazonProvidedIpv6CidrBlock: true });
    await spoke.rest(10_000);
    const block = given((await spoke.read(VpcId)).Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock);
    const { Subnet } = await create({ Ipv6Native: true, Ipv6CidrBlock: block.replace('/56', '/64') });
    expect(Subnet).toMatchObject({ Ipv6Native: true, AvailableIpAddressCount: 0 });
    expect(Subnet).not.toHaveProperty('CidrBlock');
    const { Subnets } = await spoke.api.describeSubnets({ Filters: [{ Name: 'ipv6-native', Values: ['true'] }] });
    expect(Subnets).toHaveLength(1);
    const taken = { CidrBlock: '10.1.1.0/24', Ipv6CidrBlock: block.replace('/56', '/64') };
    expect(await codeOf(create(taken))).toBe('InvalidSubnet.Conflict');
    const odd = { CidrBlock: '10.1.1.0/24', Ipv6CidrBlock: block.replace('/56', '/57') };
    expect(await codeOf(create(odd))).toBe('InvalidSubnet.Range');
    const free = { CidrBlock: '10.1.1.0/24', Ipv6CidrBlock: block.replace('00::/56', '01::/64') };
    expect((await create(free)).Subnet).toMatchObject({ CidrBlock: '10.1.1.0/24', Ipv6Native: false });
    expect(await codeOf(create({ Ipv6Native: true }))).toBe('MissingParameter');
    expect(await codeOf(create({ Ipv6Native: true, ...free }))).toBe('InvalidParameterCombination');
    expect(await codeOf(create({}))).toBe('MissingParameter');
  });
});

describe('DescribeSubnets', () => {
  test('finds by VPC, zone and tag, and does not return the subnets of other accounts', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const Tags = [{ Key: 'app:backup', Value: 'true' }];
    const { Subnet } = await spoke.api.createSubnet({
      VpcId,
      CidrBlock: '10.1.1.0/24',
      AvailabilityZone: 'us-east-1c',
      TagSpecifications: [{ ResourceType: 'subnet', Tags }],
    });
    const SubnetId = given(Subnet?.SubnetId);
    for (const [Name, value] of [
      ['vpc-id', VpcId],
      ['availability-zone', 'us-east-1c'],
      ['tag:app:backup', 'true'],
      ['cidr-block', '10.1.1.0/24'],
      ['default-for-az', 'false'],
    ] as const) {
      const Filters = [
        { Name, Values: [value] },
        { Name: 'vpc-id', Values: [VpcId] },
      ];
      expect((await spoke.api.describeSubnets({ Filters })).Subnets).toMatchObject([{ SubnetId, Tags }]);
    }
    expect(await codeOf(spoke.hubApi.describeSubnets({ SubnetIds: [SubnetId] }))).toBe('InvalidSubnetID.NotFound');
  });
});

describe('DeleteSubnet', () => {
  test('frees the address range and ends the route table association', async () => {
    const spoke = new Spoke();
    const { VpcId } = await spoke.available();
    const CidrBlock = '10.1.1.0/24';
    const SubnetId = given((await spoke.api.createSubnet({ VpcId, CidrBlock })).Subnet?.SubnetId);
    const RouteTableId = given((await spoke.api.createRouteTable({ VpcId })).RouteTable?.RouteTableId);
    await spoke.api.associateRouteTable({ RouteTableId, SubnetId });
    await spoke.api.deleteSubnet({ SubnetId });
    expect(await codeOf(spoke.api.deleteSubnet({ SubnetId }))).toBe('InvalidSubnetID.NotFound');
    expect(await codeOf(spoke.api.createSubnet({ VpcId, CidrBlock }))).toBe('none');
    expect(await codeOf(spoke.api.deleteRouteTable({ RouteTableId }))).toBe('none');
  });
});
