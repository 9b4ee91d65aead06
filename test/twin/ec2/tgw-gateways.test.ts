import * as ec2 from '@aws-sdk/client-ec2';
import { HUB, Mesh, REGION, codeOf, given } from './tgw-fixture';

let mesh: Mesh;
beforeEach(() => {
  mesh = new Mesh();
});

const create = (Options?: ec2.TransitGatewayRequestOptions) =>
  mesh.hub.send(new ec2.CreateTransitGatewayCommand(Options ? { Options } : {}));
const modify = (id: string, Options: ec2.ModifyTransitGatewayOptions, as = mesh.hub) =>
  as.send(new ec2.ModifyTransitGatewayCommand({ TransitGatewayId: id, Options }));
const remove = (id: string, as = mesh.hub) => as.send(new ec2.DeleteTransitGatewayCommand({ TransitGatewayId: id }));
const describeAll = async (input: ec2.DescribeTransitGatewaysCommandInput = {}, as = mesh.hub) =>
  (await as.send(new ec2.DescribeTransitGatewaysCommand(input))).TransitGateways ?? [];
const one = async (id: string) => given((await describeAll({ TransitGatewayIds: [id] }))[0]);
const tables = async (id: string) =>
  (
    await mesh.hub.send(
      new ec2.DescribeTransitGatewayRouteTablesCommand({ Filters: [{ Name: 'transit-gateway-id', Values: [id] }] }),
    )
  ).TransitGatewayRouteTables ?? [];

describe('CreateTransitGateway', () => {
  it('takes a while, and has the defaults that AWS documents', async () => {
    const id = given((await create()).TransitGateway?.TransitGatewayId);
    expect(await one(id)).toMatchObject({
      TransitGatewayArn: `arn:aws:ec2:${REGION}:${HUB}:transit-gateway/${id}`,
      State: 'pending',
      OwnerId: HUB,
      Options: {
        AmazonSideAsn: 64512,
        AutoAcceptSharedAttachments: 'disable',
        DefaultRouteTableAssociation: 'enable',
        DefaultRouteTablePropagation: 'enable',
        VpnEcmpSupport: 'enable',
        DnsSupport: 'enable',
        SecurityGroupReferencingSupport: 'disable',
      },
    });
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({ State: 'available' });
  });

  it('makes one table that serves as both defaults, and none with both switched off', async () => {
    const id = given((await create()).TransitGateway?.TransitGatewayId);
    const [table, ...more] = await tables(id);
    expect(more).toEqual([]);
    expect(table).toMatchObject({ DefaultAssociationRouteTable: true, DefaultPropagationRouteTable: true });
    expect((await one(id)).Options).toMatchObject({
      AssociationDefaultRouteTableId: table?.TransitGatewayRouteTableId,
      PropagationDefaultRouteTableId: table?.TransitGatewayRouteTableId,
    });
    expect(await tables(await mesh.transitGateway())).toEqual([]);
  });

  it('refuses a public ASN, an unknown option value, and a sixth transit gateway', async () => {
    expect(await codeOf(create({ AmazonSideAsn: 7224 }))).toBe('InvalidParameterValue');
    expect(await codeOf(create({ TransitGatewayCidrBlocks: ['10.0.0.0/24'] }))).toBe('UnsupportedOperation');
    for (let count = 0; count < 5; count++) await create();
    expect(await codeOf(create())).toBe('TransitGatewayLimitExceeded');
  });

  it('creates nothing in a dry run', async () => {
    const dry = mesh.hub.send(new ec2.CreateTransitGatewayCommand({ DryRun: true }));
    expect(await codeOf(dry)).toBe('DryRunOperation');
    expect(await describeAll()).toEqual([]);
  });
});

describe('the default route tables', () => {
  it('are associated with a new attachment automatically, so that an explicit association is refused', async () => {
    const id = await mesh.transitGateway({
      DefaultRouteTableAssociation: 'enable',
      DefaultRouteTablePropagation: 'enable',
    });
    const [table] = await tables(id);
    const tableId = given(table?.TransitGatewayRouteTableId);
    const { attachmentId } = await mesh.attached(mesh.hub, id, '10.1.0.0/16');
    await mesh.rest(30_000);
    expect(await mesh.routes(tableId)).toEqual([`10.1.0.0/16 propagated active ${attachmentId}`]);
    const other = await mesh.routeTable(id);
    expect(await codeOf(mesh.associate(other, attachmentId))).toBe('Resource.AlreadyAssociated');
    expect(await codeOf(mesh.propagate(tableId, attachmentId))).toBe('TransitGatewayRouteTablePropagation.Duplicate');
  });

  it('cannot be deleted, until they are no longer the defaults', async () => {
    const id = await mesh.transitGateway({ DefaultRouteTableAssociation: 'enable' });
    const tableId = given((await tables(id))[0]?.TransitGatewayRouteTableId);
    const drop = () =>
      mesh.hub.send(new ec2.DeleteTransitGatewayRouteTableCommand({ TransitGatewayRouteTableId: tableId }));
    expect(await codeOf(drop())).toBe('IncorrectState');
    await modify(id, {
      DefaultRouteTableAssociation: 'disable',
      DefaultRouteTablePropagation: 'enable',
      PropagationDefaultRouteTableId: tableId,
    });
    await mesh.rest(10_000);
    const options = (await one(id)).Options;
    expect(options).not.toHaveProperty('AssociationDefaultRouteTableId');
    expect(options?.PropagationDefaultRouteTableId).toBe(tableId);
    expect(await codeOf(drop())).toBe('IncorrectState');
    await modify(id, { DefaultRouteTablePropagation: 'disable' });
    expect((await one(id)).Options).not.toHaveProperty('PropagationDefaultRouteTableId');
    expect(await codeOf(drop())).toBe('none');
  });
});

describe('ModifyTransitGateway', () => {
  it('goes through modifying, names another default table, and keeps what is not sent', async () => {
    const id = await mesh.transitGateway({ AmazonSideAsn: 64600 });
    const table = await mesh.routeTable(id);
    await modify(id, { DefaultRouteTableAssociation: 'enable', AssociationDefaultRouteTableId: table });
    expect((await one(id)).State).toBe('modifying');
    expect(await codeOf(modify(id, { DnsSupport: 'disable' }))).toBe('IncorrectState');
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({
      State: 'available',
      Options: {
        AmazonSideAsn: 64600,
        AssociationDefaultRouteTableId: table,
        DefaultRouteTablePropagation: 'disable',
      },
    });
    const foreign = await mesh.routeTable(await mesh.transitGateway());
    expect(await codeOf(modify(id, { AssociationDefaultRouteTableId: foreign }))).toBe('InvalidRouteTableID.NotFound');
  });

  it('switches security group referencing off on the attachments as well', async () => {
    const id = await mesh.transitGateway({ SecurityGroupReferencingSupport: 'enable' });
    const { attachmentId } = await mesh.attached(mesh.hub, id, '10.1.0.0/16');
    const referencing = async () => (await mesh.attachment(mesh.hub, attachmentId)).Options;
    expect(await referencing()).toMatchObject({ SecurityGroupReferencingSupport: 'enable' });
    await modify(id, { SecurityGroupReferencingSupport: 'disable' });
    expect(await referencing()).toMatchObject({ SecurityGroupReferencingSupport: 'disable' });
  });
});

describe('DeleteTransitGateway', () => {
  it('is refused while there are attachments that are not deleted', async () => {
    const id = await mesh.transitGateway();
    const { attachmentId } = await mesh.attached(mesh.hub, id, '10.1.0.0/16');
    expect(await codeOf(remove(id))).toBe('IncorrectState');
    await mesh.hub.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachmentId }));
    expect(await codeOf(remove(id))).toBe('IncorrectState');
    await mesh.rest(10_000);
    expect((await remove(id)).TransitGateway?.State).toBe('deleting');
    expect(await codeOf(remove(id))).toBe('IncorrectState');
  });

  it('deletes the route tables, stays listed for two hours, and frees its place in the quota', async () => {
    const id = await mesh.transitGateway();
    await mesh.routeTable(id);
    mesh.world.ec2.quotas.transitGatewaysPerRegion = 2;
    const neighbour = await mesh.transitGateway();
    await mesh.routeTable(neighbour);
    await remove(id);
    await mesh.rest(10_000);
    expect(await one(id)).toMatchObject({ State: 'deleted' });
    expect(await tables(id)).toMatchObject([{ State: 'deleted' }]);
    expect(await tables(neighbour)).toMatchObject([{ State: 'available' }]);
    await create();
    expect(await codeOf(create())).toBe('TransitGatewayLimitExceeded');
    await mesh.rest(2 * 60 * 60 * 1000);
    expect(await codeOf(one(id))).toBe('InvalidTransitGatewayID.NotFound');
  });
});

describe('a transit gateway', () => {
  it('is visible to accounts that it is shared with, which can neither change nor delete it', async () => {
    const id = await mesh.transitGateway();
    expect(await describeAll({}, mesh.spoke)).toEqual([]);
    expect(await codeOf(describeAll({ TransitGatewayIds: [id] }, mesh.spoke))).toBe('InvalidTransitGatewayID.NotFound');
    await mesh.shareTransitGateway(id);
    expect(await describeAll({}, mesh.spoke)).toMatchObject([{ TransitGatewayId: id, OwnerId: HUB }]);
    expect(await describeAll({}, mesh.other)).toEqual([]);
    expect(await codeOf(modify(id, { DnsSupport: 'disable' }, mesh.spoke))).toBe('UnauthorizedOperation');
    expect(await codeOf(remove(id, mesh.spoke))).toBe('UnauthorizedOperation');
    expect(await codeOf(remove(id, mesh.other))).toBe('InvalidTransitGatewayID.NotFound');
    expect(await codeOf(remove(id, mesh.client(HUB, 'us-west-2')))).toBe('InvalidTransitGatewayID.NotFound');
  });

  it('is found by its filters; unknown filters and ids are refused', async () => {
    const id = await mesh.transitGateway({ AutoAcceptSharedAttachments: 'enable' });
    await mesh.transitGateway();
    const found = await describeAll({
      Filters: [{ Name: 'options.auto-accept-shared-attachments', Values: ['enable'] }],
    });
    expect(found).toMatchObject([{ TransitGatewayId: id }]);
    expect(await codeOf(describeAll({ Filters: [{ Name: 'asn', Values: ['1'] }] }))).toBe('InvalidParameterValue');
    expect(await codeOf(describeAll({ TransitGatewayIds: ['tgw-00000000000000000'] }))).toBe(
      'InvalidTransitGatewayID.NotFound',
    );
    expect(await codeOf(describeAll({ TransitGatewayIds: ['tgw-x'] }))).toBe('InvalidTransitGatewayID.Malformed');
  });

  it('has tags per account', async () => {
    const { TransitGateway } = await mesh.hub.send(
      new ec2.CreateTransitGatewayCommand({
        TagSpecifications: [{ ResourceType: 'transit-gateway', Tags: [{ Key: 'Name', Value: 'mesh' }] }],
      }),
    );
    const id = given(TransitGateway?.TransitGatewayId);
    await mesh.shareTransitGateway(id);
    expect(await describeAll()).toMatchObject([{ Tags: [{ Key: 'Name', Value: 'mesh' }] }]);
    expect((await describeAll({}, mesh.spoke))[0]).not.toHaveProperty('Tags');
  });
});
