import * as ec2 from '@aws-sdk/client-ec2';
import { Mesh, codeOf, given } from './tgw-fixture';

const pair = (table: string, attachment: string) => ({
  TransitGatewayRouteTableId: table,
  TransitGatewayAttachmentId: attachment,
});
type Act = (table: string, attachment: string, as?: ec2.EC2Client) => Promise<unknown>;
const associate: Act = (table, attachment, as = mesh.hub) =>
  as.send(new ec2.AssociateTransitGatewayRouteTableCommand(pair(table, attachment)));
const disassociate: Act = (table, attachment, as = mesh.hub) =>
  as.send(new ec2.DisassociateTransitGatewayRouteTableCommand(pair(table, attachment)));
const enable: Act = (table, attachment, as = mesh.hub) =>
  as.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(pair(table, attachment)));
const disable: Act = (table, attachment, as = mesh.hub) =>
  as.send(new ec2.DisableTransitGatewayRouteTablePropagationCommand(pair(table, attachment)));
const remove = (table: string) =>
  mesh.hub.send(new ec2.DeleteTransitGatewayRouteTableCommand({ TransitGatewayRouteTableId: table }));

let mesh: Mesh;
let tgw: string;
let table: string;
let attachment: string;
beforeEach(async () => {
  mesh = new Mesh();
  tgw = await mesh.transitGateway();
  await mesh.shareTransitGateway(tgw);
  table = await mesh.routeTable(tgw);
  attachment = (await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16')).attachmentId;
});

const associations = async (id = table) =>
  (await mesh.hub.send(new ec2.GetTransitGatewayRouteTableAssociationsCommand({ TransitGatewayRouteTableId: id })))
    .Associations;
const propagations = async (id = table) =>
  (await mesh.hub.send(new ec2.GetTransitGatewayRouteTablePropagationsCommand({ TransitGatewayRouteTableId: id })))
    .TransitGatewayRouteTablePropagations;

describe('the association of an attachment', () => {
  it('takes thirty seconds to associate and to disassociate, and then is absent', async () => {
    await associate(table, attachment);
    expect(await associations()).toMatchObject([{ TransitGatewayAttachmentId: attachment, State: 'associating' }]);
    expect(await codeOf(disassociate(table, attachment))).toBe('IncorrectState');
    await mesh.rest(30_000);
    expect(await associations()).toMatchObject([{ ResourceType: 'vpc', State: 'associated' }]);
    await disassociate(table, attachment);
    expect(await associations()).toMatchObject([{ State: 'disassociating' }]);
    await mesh.rest(30_000);
    expect(await associations()).toEqual([]);
    expect(await codeOf(disassociate(table, attachment))).toBe('InvalidAssociation.NotFound');
  });

  it('is the only one: a second is refused with this table and with any other, until the first is gone', async () => {
    const second = await mesh.routeTable(tgw);
    await mesh.associate(table, attachment);
    expect(await codeOf(associate(table, attachment))).toBe('Resource.AlreadyAssociated');
    expect(await codeOf(associate(second, attachment))).toBe('Resource.AlreadyAssociated');
    expect(await codeOf(disassociate(second, attachment))).toBe('InvalidAssociation.NotFound');
    await disassociate(table, attachment);
    expect(await codeOf(associate(second, attachment))).toBe('Resource.AlreadyAssociated');
    await mesh.rest(30_000);
    await mesh.associate(second, attachment);
    expect(await associations(second)).toHaveLength(1);
  });
});

describe('the propagation of an attachment', () => {
  it('goes to many tables, once to each', async () => {
    const second = await mesh.routeTable(tgw);
    await enable(table, attachment);
    expect(await propagations()).toMatchObject([{ TransitGatewayAttachmentId: attachment, State: 'enabling' }]);
    expect(await codeOf(enable(table, attachment))).toBe('TransitGatewayRouteTablePropagation.Duplicate');
    expect(await codeOf(disable(table, attachment))).toBe('IncorrectState');
    await mesh.rest(30_000);
    expect(await codeOf(enable(table, attachment))).toBe('TransitGatewayRouteTablePropagation.Duplicate');
    await mesh.propagate(second, attachment);
    const all = new ec2.GetTransitGatewayAttachmentPropagationsCommand({ TransitGatewayAttachmentId: attachment });
    expect((await mesh.hub.send(all)).TransitGatewayAttachmentPropagations).toEqual([
      { TransitGatewayRouteTableId: table, State: 'enabled' },
      { TransitGatewayRouteTableId: second, State: 'enabled' },
    ]);
  });

  it('does not start on an attachment that was deleted meanwhile', async () => {
    await enable(table, attachment);
    await mesh.hub.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachment }));
    await mesh.rest(30_000);
    const all = new ec2.GetTransitGatewayAttachmentPropagationsCommand({ TransitGatewayAttachmentId: attachment });
    expect((await mesh.hub.send(all)).TransitGatewayAttachmentPropagations).toEqual([]);
  });

  it('of a peering announcement is not in the twin', async () => {
    const announcement = { ...pair(table, attachment), TransitGatewayRouteTableAnnouncementId: 'tgw-rtb-announce-0' };
    for (const command of [
      new ec2.EnableTransitGatewayRouteTablePropagationCommand(announcement),
      new ec2.DisableTransitGatewayRouteTablePropagationCommand(announcement),
    ])
      expect(await codeOf(mesh.hub.send(command))).toBe('UnsupportedOperation');
  });

  it('is disabled in thirty seconds, and cannot be disabled twice', async () => {
    await mesh.propagate(table, attachment);
    await disable(table, attachment);
    expect(await propagations()).toMatchObject([{ State: 'disabling' }]);
    expect(await codeOf(enable(table, attachment))).toBe('IncorrectState');
    await mesh.rest(30_000);
    expect(await propagations()).toEqual([]);
    expect(await codeOf(disable(table, attachment))).toBe('TransitGatewayRouteTablePropagation.NotFound');
  });
});

describe('associating and propagating', () => {
  const acts = [associate, disassociate, enable, disable];

  it('is refused for tables and attachments that are unknown or of another account', async () => {
    for (const act of acts) {
      expect(await codeOf(act('tgw-rtb-00000000000000000', attachment))).toBe('InvalidRouteTableID.NotFound');
      const unknown = 'tgw-attach-00000000000000000';
      expect(await codeOf(act(table, unknown))).toBe('InvalidTransitGatewayAttachmentID.NotFound');
      expect(await codeOf(act(table, attachment, mesh.spoke))).toBe('InvalidRouteTableID.NotFound');
    }
    const other = new ec2.GetTransitGatewayAttachmentPropagationsCommand({ TransitGatewayAttachmentId: attachment });
    expect(await codeOf(mesh.spoke.send(other))).toBe('UnauthorizedOperation');
  });

  it('is refused between two transit gateways', async () => {
    const foreign = await mesh.routeTable(await mesh.transitGateway());
    expect(await codeOf(associate(foreign, attachment))).toBe('InvalidParameterValue');
    expect(await codeOf(enable(foreign, attachment))).toBe('InvalidParameterValue');
  });

  it('is refused while the attachment or the table is not available', async () => {
    const waiting = await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.2.0.0/16'));
    await mesh.rest(90_000);
    expect(await codeOf(associate(table, waiting))).toBe('IncorrectState');
    expect(await codeOf(enable(table, waiting))).toBe('IncorrectState');
    const { TransitGatewayRouteTable } = await mesh.hub.send(
      new ec2.CreateTransitGatewayRouteTableCommand({ TransitGatewayId: tgw }),
    );
    const fresh = given(TransitGatewayRouteTable?.TransitGatewayRouteTableId);
    expect(await codeOf(associate(fresh, attachment))).toBe('IncorrectState');
  });

  it('ends with the attachment', async () => {
    await mesh.associate(table, attachment);
    await mesh.propagate(table, attachment);
    await mesh.hub.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachment }));
    expect(await associations()).toEqual([]);
    expect(await propagations()).toEqual([]);
    expect(await mesh.routes(table)).toEqual([]);
    await mesh.rest(10_000);
    expect(await codeOf(associate(table, attachment))).toBe('IncorrectState');
  });

  it('is filtered by attachment and resource, and by nothing else', async () => {
    await mesh.associate(table, attachment);
    const ask = (Name: string, value: string) =>
      mesh.hub.send(
        new ec2.GetTransitGatewayRouteTableAssociationsCommand({
          TransitGatewayRouteTableId: table,
          Filters: [{ Name, Values: [value] }],
        }),
      );
    expect((await ask('transit-gateway-attachment-id', attachment)).Associations).toHaveLength(1);
    expect((await ask('resource-id', 'vpc-0')).Associations).toEqual([]);
    expect(await codeOf(ask('state', 'associated'))).toBe('InvalidParameterValue');
  });
});

describe('a TGW route table', () => {
  const describeTables = (input: ec2.DescribeTransitGatewayRouteTablesCommandInput) =>
    mesh.hub.send(new ec2.DescribeTransitGatewayRouteTablesCommand(input));

  it('cannot be deleted while something is associated with it; propagations go with it', async () => {
    await mesh.associate(table, attachment);
    await mesh.propagate(table, attachment);
    expect(await codeOf(remove(table))).toBe('IncorrectState');
    await disassociate(table, attachment);
    await mesh.rest(30_000);
    await remove(table);
    expect(await codeOf(remove(table))).toBe('IncorrectState');
    await mesh.rest(10_000);
    expect((await describeTables({ TransitGatewayRouteTableIds: [table] })).TransitGatewayRouteTables).toMatchObject([
      { State: 'deleted' },
    ]);
    const left = new ec2.GetTransitGatewayAttachmentPropagationsCommand({ TransitGatewayAttachmentId: attachment });
    expect((await mesh.hub.send(left)).TransitGatewayAttachmentPropagations).toEqual([]);
    await mesh.rest(2 * 60 * 60 * 1000);
    expect(await codeOf(describeTables({ TransitGatewayRouteTableIds: [table] }))).toBe('InvalidRouteTableID.NotFound');
  });

  it('is made for an own, available transit gateway only, and twenty times at most', async () => {
    const create = (id: string, as = mesh.hub) =>
      as.send(new ec2.CreateTransitGatewayRouteTableCommand({ TransitGatewayId: id }));
    expect(await codeOf(create('tgw-00000000000000000'))).toBe('InvalidTransitGatewayID.NotFound');
    expect(await codeOf(create(tgw, mesh.other))).toBe('InvalidTransitGatewayID.NotFound');
    expect(await codeOf(create(tgw, mesh.spoke))).toBe('UnauthorizedOperation');
    await remove(table);
    await mesh.rest(10_000);
    for (let count = 0; count < 20; count++) await create(tgw);
    expect(await codeOf(create(tgw))).toBe('TransitGatewayRouteTableLimitExceeded');
    const { TransitGateway } = await mesh.hub.send(new ec2.CreateTransitGatewayCommand());
    expect(await codeOf(create(given(TransitGateway?.TransitGatewayId)))).toBe('IncorrectState');
  });

  it('is seen by its owner only, and found by its filters', async () => {
    const bySpoke = await mesh.spoke.send(new ec2.DescribeTransitGatewayRouteTablesCommand());
    expect(bySpoke.TransitGatewayRouteTables).toEqual([]);
    const found = await describeTables({
      Filters: [
        { Name: 'transit-gateway-id', Values: [tgw] },
        { Name: 'default-association-route-table', Values: ['false'] },
      ],
    });
    expect(found.TransitGatewayRouteTables).toMatchObject([{ TransitGatewayRouteTableId: table, State: 'available' }]);
    expect(await codeOf(describeTables({ Filters: [{ Name: 'owner-id', Values: ['x'] }] }))).toBe(
      'InvalidParameterValue',
    );
  });
});
