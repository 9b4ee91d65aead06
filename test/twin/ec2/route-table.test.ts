import { SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

/** A VPC with a subnet on the main table, and two more tables. */
async function withTables() {
  const spoke = new Spoke();
  const { VpcId } = await spoke.available();
  const newTable = async () => given((await spoke.api.createRouteTable({ VpcId })).RouteTable?.RouteTableId);
  const SubnetId = given((await spoke.api.createSubnet({ VpcId, CidrBlock: '10.1.1.0/24' })).Subnet?.SubnetId);
  return { spoke, VpcId, SubnetId, first: await newTable(), second: await newTable(), newTable };
}

const tablesOf = async (spoke: Spoke, Name: string, value: string): Promise<(string | undefined)[]> => {
  const { RouteTables } = await spoke.api.describeRouteTables({ Filters: [{ Name, Values: [value] }] });
  return given(RouteTables).map(({ RouteTableId }) => RouteTableId);
};

test('a subnet on the main table is not found by its id, only by the main association', async () => {
  const { spoke, VpcId, SubnetId, first } = await withTables();
  expect(await tablesOf(spoke, 'association.subnet-id', SubnetId)).toEqual([]);
  await spoke.api.associateRouteTable({ RouteTableId: first, SubnetId });
  expect(await tablesOf(spoke, 'association.subnet-id', SubnetId)).toEqual([first]);
  expect(await tablesOf(spoke, 'vpc-id', VpcId)).toHaveLength(3);
});

describe('AssociateRouteTable', () => {
  test('returns the same association again, and refuses a second table', async () => {
    const { spoke, SubnetId, first, second } = await withTables();
    const once = await spoke.api.associateRouteTable({ RouteTableId: first, SubnetId });
    expect(once.AssociationState?.State).toBe('associated');
    const again = await spoke.api.associateRouteTable({ RouteTableId: first, SubnetId });
    expect(again.AssociationId).toBe(once.AssociationId);
    expect(await codeOf(spoke.api.associateRouteTable({ RouteTableId: second, SubnetId }))).toBe(
      'Resource.AlreadyAssociated',
    );
  });

  test('refuses the subnet of another VPC, unknown subnets and unknown tables', async () => {
    const { spoke, SubnetId, first } = await withTables();
    const other = await spoke.available('10.2.0.0/16');
    const RouteTableId = await spoke.mainTable(other.VpcId);
    expect(await codeOf(spoke.api.associateRouteTable({ RouteTableId, SubnetId }))).toBe('InvalidParameterValue');
    const gone = 'subnet-0123456789abcdef0';
    expect(await codeOf(spoke.api.associateRouteTable({ RouteTableId: first, SubnetId: gone }))).toBe(
      'InvalidSubnetID.NotFound',
    );
  });
});

describe('an association', () => {
  test('ends when it is replaced or removed, the main one only when it is replaced', async () => {
    const { spoke, VpcId, SubnetId, first, second } = await withTables();
    const { AssociationId } = await spoke.api.associateRouteTable({ RouteTableId: first, SubnetId });
    const { VpcId: elsewhere } = await spoke.available('10.2.0.0/16');
    const foreign = { AssociationId, RouteTableId: await spoke.mainTable(elsewhere) };
    expect(await codeOf(spoke.api.replaceRouteTableAssociation(foreign))).toBe('InvalidParameterValue');
    const { NewAssociationId } = await spoke.api.replaceRouteTableAssociation({
      AssociationId,
      RouteTableId: second,
    });
    expect(NewAssociationId).not.toBe(AssociationId);
    expect(await tablesOf(spoke, 'association.subnet-id', SubnetId)).toEqual([second]);
    const disassociate = (id = AssociationId) => codeOf(spoke.api.disassociateRouteTable({ AssociationId: id }));
    expect(await disassociate()).toBe('InvalidAssociationID.NotFound');
    expect(await disassociate(NewAssociationId)).toBe('none');
    expect(await tablesOf(spoke, 'association.subnet-id', SubnetId)).toEqual([]);

    const former = await spoke.mainTable(VpcId);
    const { RouteTables } = await spoke.api.describeRouteTables({ RouteTableIds: [former] });
    const main = given(RouteTables?.[0]?.Associations?.[0]);
    expect(main).toMatchObject({ Main: true, RouteTableId: former });
    expect(await disassociate(main.RouteTableAssociationId)).toBe('InvalidParameterValue');
    await spoke.api.replaceRouteTableAssociation({
      AssociationId: main.RouteTableAssociationId,
      RouteTableId: second,
    });
    expect(await spoke.mainTable(VpcId)).toBe(second);
  });
});

describe('DeleteRouteTable', () => {
  test('is refused for the main table, a table in use and a foreign one', async () => {
    const { spoke, VpcId, SubnetId, first, second } = await withTables();
    const main = await spoke.mainTable(VpcId);
    await spoke.api.associateRouteTable({ RouteTableId: first, SubnetId });
    const remove = (RouteTableId: string) => codeOf(spoke.api.deleteRouteTable({ RouteTableId }));
    expect(await remove(main)).toBe('DependencyViolation');
    expect(await remove(first)).toBe('DependencyViolation');
    expect(await codeOf(spoke.hubApi.deleteRouteTable({ RouteTableId: second }))).toBe('InvalidRouteTableID.NotFound');
    expect(await remove(second)).toBe('none');
    expect(await remove(second)).toBe('InvalidRouteTableID.NotFound');
  });
});

describe('CreateRouteTable', () => {
  test('makes one table for one client token, and refuses the token for another request', async () => {
    const { spoke, VpcId } = await withTables();
    const create = (ClientToken: string, more = {}) => spoke.api.createRouteTable({ VpcId, ClientToken, ...more });
    const first = await create('token');
    expect((await create('token')).RouteTable?.RouteTableId).toBe(first.RouteTable?.RouteTableId);
    expect((await create('other')).RouteTable?.RouteTableId).not.toBe(first.RouteTable?.RouteTableId);
    const tags = { TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'a', Value: 'b' }] }] };
    expect(await codeOf(create('token', tags))).toBe('IdempotentParameterMismatch');
    expect(await codeOf(create('t'.repeat(65)))).toBe('InvalidParameterValue');
  });

  test('gives the new table the local route only, and its tags', async () => {
    const { spoke, VpcId } = await withTables();
    const Tags = [{ Key: 'Name', Value: 'private' }];
    const { RouteTable } = await spoke.api.createRouteTable({
      VpcId,
      TagSpecifications: [{ ResourceType: 'route-table', Tags }],
    });
    expect(RouteTable).toMatchObject({ VpcId, OwnerId: SPOKE, Tags, Associations: [] });
    expect(RouteTable?.Routes).toEqual([
      { DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    ]);
  });

  test('stops at the quota', async () => {
    const { spoke, VpcId } = await withTables();
    spoke.world.ec2.quotas.routeTablesPerVpc = 3;
    expect(await codeOf(spoke.api.createRouteTable({ VpcId }))).toBe('RouteTableLimitExceeded');
  });
});
