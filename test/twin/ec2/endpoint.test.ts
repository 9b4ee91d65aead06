import { awsPrefixListId } from './prefix-aws';
import { REGION, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

const S3 = `com.amazonaws.${REGION}.s3`;
const s3List = awsPrefixListId(REGION, 's3');

async function withVpc() {
  const spoke = new Spoke();
  const { VpcId } = await spoke.available();
  const table = await spoke.mainTable(VpcId);
  const create = async (more = {}) =>
    given((await spoke.api.createVpcEndpoint({ VpcId, ServiceName: S3, ...more })).VpcEndpoint);
  return { spoke, VpcId, table, create };
}

describe('a gateway endpoint', () => {
  test('is available at once and routes the service’s prefix list in its tables', async () => {
    const { spoke, VpcId, table, create } = await withVpc();
    const endpoint = await create({ RouteTableIds: [table] });
    expect(endpoint).toMatchObject({ State: 'Available', VpcEndpointType: 'Gateway', RouteTableIds: [table], VpcId });
    expect(await spoke.routesOf(table)).toContain(`${s3List} ${endpoint.VpcEndpointId} active`);
    const { VpcEndpoints } = await spoke.api.describeVpcEndpoints({
      Filters: [
        { Name: 'vpc-id', Values: [VpcId] },
        { Name: 'service-name', Values: [S3] },
        { Name: 'vpc-endpoint-state', Values: ['available'] },
      ],
    });
    expect(VpcEndpoints).toMatchObject([{ VpcEndpointId: endpoint.VpcEndpointId }]);
  });

  test('keeps its route against DeleteRoute, and removes it when it is deleted', async () => {
    const { spoke, table, create } = await withVpc();
    const { VpcEndpointId } = await create({ RouteTableIds: [table] });
    const route = { RouteTableId: table, DestinationPrefixListId: s3List };
    expect(await codeOf(spoke.api.deleteRoute(route))).toBe('InvalidParameterValue');
    await spoke.api.deleteVpcEndpoints({ VpcEndpointIds: [given(VpcEndpointId)] });
    expect(await spoke.routesOf(table)).toEqual(['10.1.0.0/16 local active']);
  });

  test('is refused for a table that has another endpoint of its service', async () => {
    const { spoke, VpcId, table, create } = await withVpc();
    await create({ RouteTableIds: [table] });
    const input = { VpcId, ServiceName: S3, RouteTableIds: [table] };
    expect(await codeOf(spoke.api.createVpcEndpoint(input))).toBe('RouteAlreadyExists');
    const dynamodb = { ...input, ServiceName: `com.amazonaws.${REGION}.dynamodb` };
    expect(await codeOf(spoke.api.createVpcEndpoint(dynamodb))).toBe('none');
    expect((await spoke.api.describeVpcEndpoints({})).VpcEndpoints).toHaveLength(2);
  });

  test('is modified table by table', async () => {
    const { spoke, VpcId, table, create } = await withVpc();
    const VpcEndpointId = given((await create({ RouteTableIds: [table] })).VpcEndpointId);
    const other = given((await spoke.api.createRouteTable({ VpcId })).RouteTable?.RouteTableId);
    await spoke.api.modifyVpcEndpoint({ VpcEndpointId, AddRouteTableIds: [other], RemoveRouteTableIds: [table] });
    const { VpcEndpoints } = await spoke.api.describeVpcEndpoints({ VpcEndpointIds: [VpcEndpointId] });
    expect(VpcEndpoints?.[0]?.RouteTableIds).toEqual([other]);
    expect(await spoke.routesOf(table)).toHaveLength(1);
    expect(await spoke.routesOf(other)).toContain(`${s3List} ${VpcEndpointId} active`);
    await spoke.api.deleteRouteTable({ RouteTableId: other });
    const left = await spoke.api.describeVpcEndpoints({ VpcEndpointIds: [VpcEndpointId] });
    expect(left.VpcEndpoints?.[0]?.RouteTableIds).toEqual([]);
  });

  test('is made once for a client token', async () => {
    const { create, spoke, VpcId } = await withVpc();
    const { VpcEndpointId } = await create({ ClientToken: 'once' });
    expect((await create({ ClientToken: 'once' })).VpcEndpointId).toBe(VpcEndpointId);
    const other = { VpcId, ServiceName: `com.amazonaws.${REGION}.dynamodb`, ClientToken: 'once' };
    expect(await codeOf(spoke.api.createVpcEndpoint(other))).toBe('IdempotentParameterMismatch');
  });

  test('is not modified with the tables of another VPC, tables that it does not use, or for another account', async () => {
    const { spoke, table, create } = await withVpc();
    const VpcEndpointId = given((await create()).VpcEndpointId);
    const other = await spoke.mainTable((await spoke.available('10.2.0.0/16')).VpcId);
    const modify = (more: object, api = spoke.api) => codeOf(api.modifyVpcEndpoint({ VpcEndpointId, ...more }));
    expect(await modify({ AddRouteTableIds: [other] })).toBe('InvalidParameterValue');
    expect(await modify({ RemoveRouteTableIds: [table] })).toBe('InvalidRouteTableId.NotFound');
    expect(await modify({ ResetPolicy: true }, spoke.hubApi)).toBe('InvalidVpcEndpointId.NotFound');
  });

  test('is no target of CreateRoute', async () => {
    const { spoke, table, create } = await withVpc();
    const GatewayId = given((await create()).VpcEndpointId);
    const input = { RouteTableId: table, DestinationCidrBlock: '10.8.0.0/16', GatewayId };
    expect(await codeOf(spoke.api.createRoute(input))).toBe('RouteNotSupported');
    const asEndpoint = { RouteTableId: table, DestinationCidrBlock: '10.8.0.0/16', VpcEndpointId: GatewayId };
    expect(await codeOf(spoke.api.createRoute(asEndpoint))).toBe('RouteNotSupported');
  });

  test.each([
    ['a service of another region', { ServiceName: 'com.amazonaws.eu-west-1.s3' }, 'InvalidServiceName'],
    ['a service without gateway endpoints', { ServiceName: `com.amazonaws.${REGION}.sts` }, 'InvalidServiceName'],
    [
      'an interface service of a name that AWS has not got',
      { ServiceName: `com.amazonaws.${REGION}.ecr-dkr`, VpcEndpointType: 'Interface' as const },
      'InvalidServiceName',
    ],
    ['an unknown table', { RouteTableIds: ['rtb-0123456789abcdef0'] }, 'InvalidRouteTableID.NotFound'],
    ['subnets', { SubnetIds: ['subnet-0123456789abcdef0'] }, 'InvalidParameter'],
    ['private DNS', { PrivateDnsEnabled: true }, 'InvalidParameter'],
    ['a type that the twin lacks', { VpcEndpointType: 'GatewayLoadBalancer' as const }, 'UnsupportedOperation'],
    ['an unknown VPC', { VpcId: 'vpc-0123456789abcdef0' }, 'InvalidVpcID.NotFound'],
  ])('refuses %s', async (_, more, code) => {
    const { spoke, VpcId } = await withVpc();
    expect(await codeOf(spoke.api.createVpcEndpoint({ VpcId, ServiceName: S3, ...more }))).toBe(code);
  });

  test('stops at the quota of the region', async () => {
    const { spoke, VpcId, create } = await withVpc();
    spoke.world.ec2.quotas.gatewayEndpointsPerRegion = 1;
    await create();
    expect(await codeOf(spoke.api.createVpcEndpoint({ VpcId, ServiceName: S3 }))).toBe('VpcEndpointLimitExceeded');
  });
});

describe('an interface endpoint', () => {
  test('is pending first, needs both DNS attributes for private DNS, and holds its subnets', async () => {
    const { spoke, VpcId } = await withVpc();
    const SubnetId = given((await spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.1.0/24' })).Subnet?.SubnetId);
    const input = {
      VpcId,
      ServiceName: `com.amazonaws.${REGION}.ecr.api`,
      VpcEndpointType: 'Interface' as const,
      SubnetIds: [SubnetId],
    };
    expect(await codeOf(spoke.api.createVpcEndpoint(input))).toBe('InvalidParameter');
    await spoke.api.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
    const { VpcId: elsewhere } = await spoke.available('10.2.0.0/16');
    const foreign = { ...input, VpcId: elsewhere, PrivateDnsEnabled: false };
    expect(await codeOf(spoke.api.createVpcEndpoint(foreign))).toBe('InvalidParameterValue');
    const { VpcEndpoint } = await spoke.api.createVpcEndpoint(input);
    expect(VpcEndpoint).toMatchObject({ State: 'Pending', PrivateDnsEnabled: true, SubnetIds: [SubnetId] });
    await spoke.rest(10_000);
    const VpcEndpointIds = [given(VpcEndpoint?.VpcEndpointId)];
    const { VpcEndpoints } = await spoke.api.describeVpcEndpoints({ VpcEndpointIds });
    expect(VpcEndpoints?.[0]?.State).toBe('Available');
    expect(await codeOf(spoke.api.deleteSubnet({ SubnetId }))).toBe('DependencyViolation');
    const { Subnets } = await spoke.api.describeSubnets({ SubnetIds: [SubnetId] });
    expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(250);
  });
});

test('DeleteVpcEndpoints returns what it could not delete, without an error', async () => {
  const { spoke, create } = await withVpc();
  const { VpcEndpointId } = await create();
  const gone = 'vpce-0123456789abcdef0';
  const { Unsuccessful } = await spoke.api.deleteVpcEndpoints({ VpcEndpointIds: [gone, given(VpcEndpointId)] });
  expect(Unsuccessful).toMatchObject([{ ResourceId: gone, Error: { Code: 'InvalidVpcEndpointId.NotFound' } }]);
  expect(await codeOf(spoke.api.describeVpcEndpoints({ VpcEndpointIds: [gone] }))).toBe(
    'InvalidVpcEndpointId.NotFound',
  );
});
