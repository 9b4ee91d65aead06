import * as ec2 from '@aws-sdk/client-ec2';
import { HUB, Mesh, codeOf } from './tgw-fixture';
import { addOtherAttachment } from './tgw-other-attachments';
import type { TransitGatewayAttachment } from './tgw-types';

let mesh: Mesh;
let tgw: string;
let table: string;
beforeEach(async () => {
  mesh = new Mesh();
  tgw = await mesh.transitGateway();
  table = await mesh.routeTable(tgw);
});

const add = (
  type: 'vpn' | 'direct-connect-gateway' | 'connect' | 'peering',
  resourceId: string,
  ...cidrs: string[]
): TransitGatewayAttachment =>
  addOtherAttachment(mesh.world, { transitGatewayId: tgw, type, resourceId, cidrs: cidrs });
const propagated = async (...added: TransitGatewayAttachment[]) => {
  for (const { attachmentId } of added) await mesh.propagate(table, attachmentId);
};
const search = async (...Filters: ec2.Filter[]) => {
  const command = new ec2.SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId: table, Filters });
  return (await mesh.hub.send(command)).Routes ?? [];
};
const cidrs = async (...filters: ec2.Filter[]) =>
  (await search(...filters)).map(({ DestinationCidrBlock }) => DestinationCidrBlock);

describe('an attachment of another type than VPC', () => {
  it('is described with its type among all attachments, and not among VPC attachments', async () => {
    const { attachmentId } = add('vpn', 'vpn-0a', '192.168.0.0/16');
    const vpc = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const { TransitGatewayAttachments: all = [] } = await mesh.hub.send(
      new ec2.DescribeTransitGatewayAttachmentsCommand({}),
    );
    expect(all.map(({ ResourceType, ResourceId }) => [ResourceType, ResourceId])).toEqual([
      ['vpn', 'vpn-0a'],
      ['vpc', vpc.vpcId],
    ]);
    expect(all[0]).toMatchObject({ ResourceOwnerId: HUB, State: 'available' });
    const { TransitGatewayAttachments: vpns } = await mesh.hub.send(
      new ec2.DescribeTransitGatewayAttachmentsCommand({ Filters: [{ Name: 'resource-type', Values: ['vpn'] }] }),
    );
    expect(vpns).toHaveLength(1);
    const ofVpcs = await mesh.hub.send(new ec2.DescribeTransitGatewayVpcAttachmentsCommand({}));
    expect(ofVpcs.TransitGatewayVpcAttachments).toMatchObject([{ VpcId: vpc.vpcId }]);
    const remove = new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachmentId });
    expect(await codeOf(mesh.hub.send(remove))).toBe('InvalidTransitGatewayAttachmentID.NotFound');
  });

  it('is listed among the propagations and associations of a route table', async () => {
    const vpn = add('vpn', 'vpn-0a', '192.168.0.0/16');
    const gateway = add('direct-connect-gateway', 'dxgw-1', '172.16.0.0/12');
    await propagated(vpn, gateway);
    await mesh.associate(table, vpn.attachmentId);
    const ofTable = { TransitGatewayRouteTableId: table };
    const { TransitGatewayRouteTablePropagations: propagations } = await mesh.hub.send(
      new ec2.GetTransitGatewayRouteTablePropagationsCommand(ofTable),
    );
    expect(propagations).toMatchObject([
      { ResourceType: 'vpn', ResourceId: 'vpn-0a', State: 'enabled' },
      { ResourceType: 'direct-connect-gateway', ResourceId: 'dxgw-1', State: 'enabled' },
    ]);
    const { Associations } = await mesh.hub.send(new ec2.GetTransitGatewayRouteTableAssociationsCommand(ofTable));
    expect(Associations).toMatchObject([{ ResourceType: 'vpn', State: 'associated' }]);
  });

  it('propagates what the other side announces, and no more when that ends', async () => {
    const vpn = add('vpn', 'vpn-0a', '192.168.0.0/16', '10.1.4.0/24');
    const vpc = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await propagated(vpn);
    await mesh.propagate(table, vpc.attachmentId);
    expect(await mesh.routes(table)).toEqual([
      `10.1.0.0/16 propagated active ${vpc.attachmentId}`,
      `10.1.4.0/24 propagated active ${vpn.attachmentId}`,
      `192.168.0.0/16 propagated active ${vpn.attachmentId}`,
    ]);
    expect((await search({ Name: 'attachment.resource-type', Values: ['vpn'] }))[0]).toMatchObject({
      TransitGatewayAttachments: [{ ResourceType: 'vpn', ResourceId: 'vpn-0a' }],
    });
    if (vpn.other) vpn.other.cidrs = [];
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/16 propagated active ${vpc.attachmentId}`]);
  });

  it('gives way to a VPC, then a Direct Connect gateway, then Connect, for the same CIDR', async () => {
    const cidr = '10.1.0.0/16';
    const vpn = add('vpn', 'vpn-0a', cidr);
    const connect = add('connect', 'tgw-attach-0', cidr);
    const gateway = add('direct-connect-gateway', 'dxgw-1', cidr);
    const vpc = await mesh.attached(mesh.hub, tgw, cidr);
    for (const { attachmentId } of [vpn, connect, gateway, vpc]) {
      await mesh.propagate(table, attachmentId);
      expect(await mesh.routes(table)).toEqual([`${cidr} propagated active ${attachmentId}`]);
    }
  });

  it('of a peering takes static routes, and no propagation', async () => {
    const { attachmentId } = add('peering', 'tgw-0123456789abcdef0');
    const pair = { TransitGatewayRouteTableId: table, TransitGatewayAttachmentId: attachmentId };
    expect(await codeOf(mesh.hub.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(pair)))).toBe(
      'InvalidParameterValue',
    );
    await mesh.hub.send(new ec2.CreateTransitGatewayRouteCommand({ ...pair, DestinationCidrBlock: '10.9.0.0/16' }));
    expect(await mesh.routes(table)).toEqual([`10.9.0.0/16 static active ${attachmentId}`]);
  });
});

describe('SearchTransitGatewayRoutes', () => {
  it('finds the routes of any of several attachments, and of several types of resources', async () => {
    const vpn = add('vpn', 'vpn-0a', '192.168.0.0/16');
    const gateway = add('direct-connect-gateway', 'dxgw-1', '172.16.0.0/12');
    const vpc = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await propagated(vpn, gateway);
    await mesh.propagate(table, vpc.attachmentId);
    const ids = { Name: 'attachment.transit-gateway-attachment-id', Values: [vpn.attachmentId, vpc.attachmentId] };
    expect(await cidrs(ids)).toEqual(['10.1.0.0/16', '192.168.0.0/16']);
    const types = { Name: 'attachment.resource-type', Values: ['vpn', 'direct-connect-gateway'] };
    expect(await cidrs(types)).toEqual(['172.16.0.0/12', '192.168.0.0/16']);
    expect(await cidrs({ Name: 'attachment.resource-id', Values: ['dxgw-1', vpc.vpcId] })).toHaveLength(2);
    expect(await cidrs(ids, types)).toEqual(['192.168.0.0/16']);
    const below = { Name: 'route-search.subnet-of-match', Values: ['10.0.0.0/8', '192.0.0.0/8'] };
    expect(await cidrs(below)).toEqual(['10.1.0.0/16', '192.168.0.0/16']);
    expect(await cidrs(below, types)).toEqual(['192.168.0.0/16']);
  });

  it('returns 1,000 routes at most, and reports that there are more', async () => {
    const many = Array.from({ length: 1001 }, (_, i) => `10.${Math.floor(i / 256)}.${i % 256}.0/24`);
    await propagated(add('vpn', 'vpn-0a', ...many));
    const all = { TransitGatewayRouteTableId: table, Filters: [{ Name: 'type', Values: ['propagated'] }] };
    const find = (MaxResults?: number) =>
      mesh.hub.send(new ec2.SearchTransitGatewayRoutesCommand({ ...all, MaxResults }));
    for (const answer of [await find(), await find(1000)]) {
      expect(answer.Routes).toHaveLength(1000);
      expect(answer.AdditionalRoutesAvailable).toBe(true);
    }
    expect(await codeOf(find(1001))).toBe('InvalidParameterValue');
    expect(await codeOf(find(4))).toBe('InvalidParameterValue');
  });

  it.each<[string, Partial<ec2.SearchTransitGatewayRoutesCommandInput>, string]>([
    ['without filters', { Filters: undefined }, 'MissingParameter'],
    ['with a filter without values', { Filters: [{ Name: 'type', Values: [] }] }, 'MissingParameter'],
    [
      'with an unknown filter',
      { Filters: [{ Name: 'destination-cidr', Values: ['10.0.0.0/8'] }] },
      'InvalidParameterValue',
    ],
    [
      'with a search for no CIDR',
      { Filters: [{ Name: 'route-search.exact-match', Values: ['everything'] }] },
      'InvalidParameterValue',
    ],
    ['without a route table', { TransitGatewayRouteTableId: undefined }, 'MissingParameter'],
  ])('is refused %s', async (_what, change, code) => {
    const input = { TransitGatewayRouteTableId: table, Filters: [{ Name: 'type', Values: ['static'] }], ...change };
    expect(await codeOf(mesh.hub.send(new ec2.SearchTransitGatewayRoutesCommand(input)))).toBe(code);
  });
});
