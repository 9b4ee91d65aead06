import type { CreateRouteCommandInput, EC2 } from '@aws-sdk/client-ec2';
import { HUB, REGION, SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

type RouteInput = Omit<CreateRouteCommandInput, 'RouteTableId'>;

/** A spoke VPC 10.1.0.0/16 with its main table, and a shared transit gateway that it is attached to. */
async function joined() {
  const spoke = new Spoke();
  const TransitGatewayId = await spoke.transitGateway();
  const unshare = await spoke.shareTransitGateway(TransitGatewayId);
  const { vpcId, attachmentId } = await spoke.attached(spoke.spoke, TransitGatewayId, '10.1.0.0/16');
  const RouteTableId = await spoke.mainTable(vpcId);
  const create = (input: RouteInput, api: EC2 = spoke.api) => codeOf(api.createRoute({ RouteTableId, ...input }));
  return { spoke, TransitGatewayId, unshare, vpcId, attachmentId, RouteTableId, create };
}

async function prefixList(spoke: Spoke, MaxEntries = 5): Promise<string> {
  const { PrefixList } = await spoke.hubApi.createManagedPrefixList({
    PrefixListName: 'mesh',
    AddressFamily: 'IPv4',
    MaxEntries,
    Entries: [{ Cidr: '10.0.0.0/14' }],
  });
  await spoke.rest(10_000);
  return given(PrefixList?.PrefixListId);
}

const prefixListArn = (id: string): string => `arn:aws:ec2:${REGION}:${HUB}:prefix-list/${id}`;

describe('a route to a transit gateway', () => {
  test('is active while the VPC is attached, and a blackhole afterwards', async () => {
    const { spoke, TransitGatewayId, attachmentId, RouteTableId, create } = await joined();
    expect(await create({ DestinationCidrBlock: '10.0.0.0/14', TransitGatewayId })).toBe('none');
    expect(await spoke.routesOf(RouteTableId)).toEqual([
      '10.1.0.0/16 local active',
      `10.0.0.0/14 ${TransitGatewayId} active`,
    ]);
    await spoke.api.deleteTransitGatewayVpcAttachment({ TransitGatewayAttachmentId: attachmentId });
    await spoke.rest(10_000);
    expect(await spoke.routesOf(RouteTableId)).toContain(`10.0.0.0/14 ${TransitGatewayId} blackhole`);
    const { RouteTables } = await spoke.api.describeRouteTables({
      Filters: [{ Name: 'route.state', Values: ['blackhole'] }],
    });
    expect(RouteTables).toMatchObject([{ RouteTableId }]);
  });

  test('keeps working after the transit gateway is no longer shared, but cannot be made then', async () => {
    const { spoke, TransitGatewayId, unshare, RouteTableId, create } = await joined();
    await create({ DestinationCidrBlock: '10.0.0.0/14', TransitGatewayId });
    await unshare();
    expect(await spoke.routesOf(RouteTableId)).toContain(`10.0.0.0/14 ${TransitGatewayId} active`);
    expect(await create({ DestinationCidrBlock: '10.8.0.0/14', TransitGatewayId })).toBe(
      'InvalidTransitGatewayID.NotFound',
    );
  });

  test('is refused to an unknown, unshared, unattached or not yet available one as if it did not exist', async () => {
    const spoke = new Spoke();
    const TransitGatewayId = await spoke.transitGateway();
    const vpc = await spoke.vpc(spoke.spoke, '10.1.0.0/16');
    const RouteTableId = await spoke.mainTable(vpc.vpcId);
    const create = (id: string) =>
      codeOf(spoke.api.createRoute({ RouteTableId, DestinationCidrBlock: '10.0.0.0/14', TransitGatewayId: id }));
    const absent = 'InvalidTransitGatewayID.NotFound';
    expect(await create('tgw-0123456789abcdef0')).toBe(absent);
    expect(await create(TransitGatewayId)).toBe(absent);
    await spoke.shareTransitGateway(TransitGatewayId);
    expect(await create(TransitGatewayId)).toBe(absent);
    const attachmentId = await spoke.request(spoke.spoke, TransitGatewayId, vpc);
    expect(await create(attachmentId)).toBe(absent);
    expect(await create(TransitGatewayId)).toBe(absent);
    await spoke.rest();
    expect(await create(TransitGatewayId)).toBe(absent);
    await spoke.accept(attachmentId);
    expect(await create(TransitGatewayId)).toBe('none');
    expect(await spoke.routesOf(RouteTableId)).toHaveLength(2);
  });
});

describe('CreateRoute', () => {
  test('accepts the same destination and target again, and stores it once', async () => {
    const { spoke, TransitGatewayId, RouteTableId, create } = await joined();
    expect(await create({ DestinationCidrBlock: '100.68.0.18/18', TransitGatewayId })).toBe('none');
    expect(await create({ DestinationCidrBlock: '100.68.0.0/18', TransitGatewayId })).toBe('none');
    expect(await spoke.routesOf(RouteTableId)).toEqual([
      '10.1.0.0/16 local active',
      `100.68.0.0/18 ${TransitGatewayId} active`,
    ]);
  });

  test('refuses the same route again where `createRouteDuplicateIsError` is set', async () => {
    const { spoke, TransitGatewayId, create } = await joined();
    spoke.world.ec2.createRouteDuplicateIsError = true;
    expect(await create({ DestinationCidrBlock: '10.0.0.0/14', TransitGatewayId })).toBe('none');
    expect(await create({ DestinationCidrBlock: '10.0.0.0/14', TransitGatewayId })).toBe('RouteAlreadyExists');
  });

  test('refuses the same destination with another target, and leaves the route as it is', async () => {
    const { spoke, TransitGatewayId, vpcId, RouteTableId, create } = await joined();
    const GatewayId = given((await spoke.api.createInternetGateway({})).InternetGateway?.InternetGatewayId);
    expect(await create({ DestinationCidrBlock: '0.0.0.0/0', GatewayId })).toBe('InvalidParameterValue');
    await spoke.api.attachInternetGateway({ InternetGatewayId: GatewayId, VpcId: vpcId });
    expect(await create({ DestinationCidrBlock: '0.0.0.0/0', GatewayId })).toBe('none');
    expect(await create({ DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId })).toBe('RouteAlreadyExists');
    expect(await spoke.routesOf(RouteTableId)).toContain(`0.0.0.0/0 ${GatewayId} active`);
    await spoke.api.detachInternetGateway({ InternetGatewayId: GatewayId, VpcId: vpcId });
    expect(await spoke.routesOf(RouteTableId)).toContain(`0.0.0.0/0 ${GatewayId} blackhole`);
  });

  test('does not change the local route', async () => {
    const { spoke, TransitGatewayId, RouteTableId, create } = await joined();
    expect(await create({ DestinationCidrBlock: '10.1.0.0/16', TransitGatewayId })).toBe('RouteAlreadyExists');
    expect(await create({ DestinationCidrBlock: '10.1.1.0/24', TransitGatewayId })).toBe('InvalidParameterValue');
    expect(await spoke.routesOf(RouteTableId)).toEqual(['10.1.0.0/16 local active']);
  });

  test('needs one destination and one target that exists', async () => {
    const { TransitGatewayId, create } = await joined();
    const DestinationCidrBlock = '10.8.0.0/16';
    const both = { DestinationCidrBlock, DestinationIpv6CidrBlock: '::/0', TransitGatewayId };
    expect(await create(both)).toBe('InvalidParameterCombination');
    expect(await create({ TransitGatewayId })).toBe('MissingParameter');
    expect(await create({ DestinationCidrBlock })).toBe('MissingParameter');
    const NatGatewayId = 'nat-0123456789abcdef0';
    expect(await create({ DestinationCidrBlock, NatGatewayId })).toBe('InvalidNatGatewayID.NotFound');
    expect(await create({ DestinationCidrBlock, NatGatewayId, TransitGatewayId })).toBe('InvalidParameterCombination');
    expect(await create({ DestinationCidrBlock, GatewayId: 'igw-0123456789abcdef0' })).toBe(
      'InvalidGatewayID.NotFound',
    );
    expect(await create({ DestinationCidrBlock: '10.8.0.0/44', TransitGatewayId })).toBe('InvalidParameterValue');
    expect(await create({ DestinationIpv6CidrBlock: '2001:db8::1/32', TransitGatewayId })).toBe('none');
  });

  test('refuses the tables of other accounts', async () => {
    const { spoke, TransitGatewayId, create } = await joined();
    const input = { DestinationCidrBlock: '10.8.0.0/16', TransitGatewayId };
    expect(await create(input, spoke.hubApi)).toBe('InvalidRouteTableID.NotFound');
    expect(await create(input, spoke.of(SPOKE, 'eu-west-1'))).toBe('InvalidRouteTableID.NotFound');
  });
});

describe('a route for a prefix list', () => {
  test('needs the list to be shared when it is made, not later', async () => {
    const { spoke, TransitGatewayId, RouteTableId, create } = await joined();
    const DestinationPrefixListId = await prefixList(spoke);
    const input = { DestinationPrefixListId, TransitGatewayId };
    expect(await create(input)).toBe('InvalidPrefixListID.NotFound');
    const unshare = await spoke.share(prefixListArn(DestinationPrefixListId), SPOKE);
    expect(await create(input)).toBe('none');
    expect(await create(input)).toBe('none');
    const route = `${DestinationPrefixListId} ${TransitGatewayId} active`;
    expect(await spoke.routesOf(RouteTableId)).toEqual(['10.1.0.0/16 local active', route]);
    await unshare();
    expect(await spoke.routesOf(RouteTableId)).toContain(route);
    expect(await codeOf(spoke.api.deleteRoute({ RouteTableId, DestinationPrefixListId }))).toBe('none');
  });

  test('counts with the MaxEntries of the list', async () => {
    const { spoke, TransitGatewayId, create } = await joined();
    spoke.world.ec2.quotas.routesPerTable = 10;
    const mesh = await prefixList(spoke, 9);
    await spoke.share(prefixListArn(mesh), SPOKE);
    expect(await create({ DestinationPrefixListId: mesh, TransitGatewayId })).toBe('none');
    expect(await create({ DestinationCidrBlock: '10.8.0.0/16', TransitGatewayId })).toBe('none');
    expect(await create({ DestinationCidrBlock: '10.9.0.0/16', TransitGatewayId })).toBe('RouteLimitExceeded');
    expect(await create({ DestinationIpv6CidrBlock: '2001:db8::/32', TransitGatewayId })).toBe('none');
  });
});

describe('ReplaceRoute', () => {
  test('changes the target of a route that exists, and no other', async () => {
    const { spoke, TransitGatewayId, vpcId, RouteTableId, create } = await joined();
    const GatewayId = given((await spoke.api.createInternetGateway({})).InternetGateway?.InternetGatewayId);
    await spoke.api.attachInternetGateway({ InternetGatewayId: GatewayId, VpcId: vpcId });
    const DestinationCidrBlock = '0.0.0.0/0';
    const replace = (input: object) => codeOf(spoke.api.replaceRoute({ RouteTableId, ...input }));
    expect(await replace({ DestinationCidrBlock, TransitGatewayId })).toBe('InvalidParameterValue');
    await create({ DestinationCidrBlock, GatewayId });
    expect(await replace({ DestinationCidrBlock, TransitGatewayId })).toBe('none');
    expect(await spoke.routesOf(RouteTableId)).toContain(`0.0.0.0/0 ${TransitGatewayId} active`);
    expect(await replace({ DestinationCidrBlock, TransitGatewayId: 'tgw-0123456789abcdef0' })).toBe(
      'InvalidTransitGatewayID.NotFound',
    );
  });
});

describe('DeleteRoute', () => {
  test('deletes a route once, never the local one', async () => {
    const { spoke, TransitGatewayId, RouteTableId, create } = await joined();
    await create({ DestinationCidrBlock: '10.0.0.0/14', TransitGatewayId });
    const remove = (DestinationCidrBlock: string) =>
      codeOf(spoke.api.deleteRoute({ RouteTableId, DestinationCidrBlock }));
    expect(await remove('10.1.0.0/16')).toBe('InvalidParameterValue');
    expect(await remove('10.0.0.5/14')).toBe('none');
    expect(await remove('10.0.0.0/14')).toBe('InvalidRoute.NotFound');
    expect(await spoke.routesOf(RouteTableId)).toEqual(['10.1.0.0/16 local active']);
  });
});
