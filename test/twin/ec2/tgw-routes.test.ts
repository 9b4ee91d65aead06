import * as ec2 from '@aws-sdk/client-ec2';
import { HUB, Mesh, codeOf, given } from './tgw-fixture';

type RouteInput = Partial<ec2.CreateTransitGatewayRouteCommandInput>;

let mesh: Mesh;
let tgw: string;
let table: string;
beforeEach(async () => {
  mesh = new Mesh();
  tgw = await mesh.transitGateway();
  table = await mesh.routeTable(tgw);
});

const route = (cidr: string, more: RouteInput) => ({
  TransitGatewayRouteTableId: table,
  DestinationCidrBlock: cidr,
  ...more,
});
const create = (cidr: string, more: RouteInput) =>
  mesh.hub.send(new ec2.CreateTransitGatewayRouteCommand(route(cidr, more)));
const to = (attachmentId: string) => ({ TransitGatewayAttachmentId: attachmentId });
const drop = (cidr: string) => mesh.hub.send(new ec2.DeleteTransitGatewayRouteCommand(route(cidr, {})));
const disable = (attachmentId: string) =>
  mesh.hub.send(
    new ec2.DisableTransitGatewayRouteTablePropagationCommand({
      TransitGatewayRouteTableId: table,
      TransitGatewayAttachmentId: attachmentId,
    }),
  );
const detach = async (attachmentId: string) => {
  await mesh.hub.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachmentId }));
  await mesh.rest(10_000);
};

describe('propagated routes', () => {
  it('are all CIDRs of the VPC, those it gets later included, from the moment the propagation is enabled', async () => {
    const { vpcId, attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await mesh.hub.send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayRouteTableId: table,
        TransitGatewayAttachmentId: attachmentId,
      }),
    );
    expect(await mesh.routes(table)).toEqual([]);
    await mesh.rest(30_000);
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/16 propagated active ${attachmentId}`]);
    await mesh.hub.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock: '10.9.0.0/16' }));
    await mesh.rest(10_000);
    expect(await mesh.routes(table)).toEqual([
      `10.1.0.0/16 propagated active ${attachmentId}`,
      `10.9.0.0/16 propagated active ${attachmentId}`,
    ]);
    await disable(attachmentId);
    expect(await mesh.routes(table)).toEqual([]);
  });

  it('silently leave out a CIDR that equals or overlaps one propagated before, until that one goes', async () => {
    const first = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const equal = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const inside = await mesh.attached(mesh.hub, tgw, '10.1.0.0/20');
    for (const { attachmentId } of [first, equal, inside]) await mesh.propagate(table, attachmentId);
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/16 propagated active ${first.attachmentId}`]);
    await detach(first.attachmentId);
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/16 propagated active ${equal.attachmentId}`]);
    await disable(equal.attachmentId);
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/20 propagated active ${inside.attachmentId}`]);
  });

  it('include IPv6 CIDRs only where the attachment supports IPv6', async () => {
    const { Vpc } = await mesh.hub.send(
      new ec2.CreateVpcCommand({ CidrBlock: '10.1.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
    );
    await mesh.rest(10_000);
    const vpcId = given(Vpc?.VpcId);
    const subnetIds = [await mesh.subnet(mesh.hub, vpcId, '10.1.0.0/16', 'a', 0)];
    const id = await mesh.request(mesh.hub, tgw, { vpcId, subnetIds });
    await mesh.rest();
    await mesh.propagate(table, id);
    expect(await mesh.routes(table)).toHaveLength(1);
    await mesh.hub.send(
      new ec2.ModifyTransitGatewayVpcAttachmentCommand({
        TransitGatewayAttachmentId: id,
        Options: { Ipv6Support: 'enable' },
      }),
    );
    expect(await mesh.routes(table)).toHaveLength(2);
  });

  it('of the first propagation stay, even if another attachment is older', async () => {
    const older = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const younger = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await mesh.propagate(table, younger.attachmentId);
    await mesh.propagate(table, older.attachmentId);
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/16 propagated active ${younger.attachmentId}`]);
  });
});

describe('static routes', () => {
  it('lead to an attachment or nowhere, with the host bits of the CIDR cleared', async () => {
    const { vpcId, attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    expect((await create('10.1.2.3/24', to(attachmentId))).Route).toEqual({
      DestinationCidrBlock: '10.1.2.0/24',
      TransitGatewayAttachments: [{ ResourceId: vpcId, TransitGatewayAttachmentId: attachmentId, ResourceType: 'vpc' }],
      Type: 'static',
      State: 'active',
    });
    expect((await create('10.66.0.0/16', { Blackhole: true })).Route).toEqual({
      DestinationCidrBlock: '10.66.0.0/16',
      Type: 'static',
      State: 'blackhole',
    });
  });

  it('hide a propagated route of the same CIDR, which comes back after them', async () => {
    const { attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await mesh.propagate(table, attachmentId);
    await create('10.1.0.0/16', { Blackhole: true });
    expect(await mesh.routes(table)).toEqual(['10.1.0.0/16 static blackhole -']);
    expect((await drop('10.1.0.0/16')).Route).toMatchObject({ Type: 'static', State: 'deleted' });
    expect(await mesh.routes(table)).toEqual([`10.1.0.0/16 propagated active ${attachmentId}`]);
  });

  it('turn into blackholes when their attachment is deleted', async () => {
    const { attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await create('0.0.0.0/0', to(attachmentId));
    await detach(attachmentId);
    expect(await mesh.routes(table)).toEqual([`0.0.0.0/0 static blackhole ${attachmentId}`]);
  });

  it('exist once per CIDR; replacing makes or overwrites; deleting needs one', async () => {
    const { attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await create('10.5.0.0/16', { Blackhole: true });
    expect(await codeOf(create('10.5.0.0/16', { Blackhole: true }))).toBe('RouteAlreadyExists');
    expect(await codeOf(create('10.5.0.0/16', to(attachmentId)))).toBe('RouteAlreadyExists');
    const replace = (cidr: string, more: RouteInput) =>
      mesh.hub.send(new ec2.ReplaceTransitGatewayRouteCommand(route(cidr, more)));
    await replace('10.5.0.0/16', to(attachmentId));
    await replace('10.6.0.0/16', { Blackhole: true });
    expect(await mesh.routes(table)).toEqual([
      `10.5.0.0/16 static active ${attachmentId}`,
      '10.6.0.0/16 static blackhole -',
    ]);
    await drop('10.6.0.0/16');
    expect(await codeOf(drop('10.6.0.0/16'))).toBe('InvalidRoute.NotFound');
  });

  it('are refused without a valid destination, target and table', async () => {
    const { attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const elsewhere = await mesh.attached(mesh.hub, await mesh.transitGateway(), '10.2.0.0/16');
    const waiting = await mesh.request(mesh.hub, tgw, await mesh.vpc(mesh.hub, '10.3.0.0/16'));
    const ask = (cidr: string, more: RouteInput) => codeOf(create(cidr, more));
    expect(await ask('10.1.0.0', to(attachmentId))).toBe('InvalidParameterValue');
    expect(await ask('10.1.0.0/16', {})).toBe('MissingParameter');
    expect(await ask('10.1.0.0/16', { ...to(attachmentId), Blackhole: true })).toBe('InvalidParameterCombination');
    expect(await ask('10.1.0.0/16', to('tgw-attach-00000000000000000'))).toBe(
      'InvalidTransitGatewayAttachmentID.NotFound',
    );
    expect(await ask('10.1.0.0/16', to(elsewhere.attachmentId))).toBe('InvalidParameterValue');
    expect(await ask('10.1.0.0/16', to(waiting))).toBe('IncorrectState');
    const foreign = new ec2.CreateTransitGatewayRouteCommand(route('10.1.0.0/16', { Blackhole: true }));
    expect(await codeOf(mesh.spoke.send(foreign))).toBe('InvalidRouteTableID.NotFound');
  });

  it('stop at the quota, which is for all tables of a transit gateway together', async () => {
    mesh.world.ec2.quotas.routesPerTransitGateway = 2;
    const make = (tableId: string, cidr: string) =>
      mesh.hub.send(
        new ec2.CreateTransitGatewayRouteCommand({
          TransitGatewayRouteTableId: tableId,
          DestinationCidrBlock: cidr,
          Blackhole: true,
        }),
      );
    const elsewhere = await mesh.routeTable(await mesh.transitGateway());
    await make(elsewhere, '10.1.0.0/16');
    const second = await mesh.routeTable(tgw);
    await make(table, '10.1.0.0/16');
    await make(second, '10.1.0.0/16');
    expect(await codeOf(make(second, '10.2.0.0/16'))).toBe('TransitGatewayRouteLimitExceeded');
    const replace = (cidr: string) =>
      mesh.hub.send(new ec2.ReplaceTransitGatewayRouteCommand(route(cidr, { Blackhole: true })));
    expect(await codeOf(replace('10.2.0.0/16'))).toBe('TransitGatewayRouteLimitExceeded');
    await replace('10.1.0.0/16');
    await mesh.hub.send(new ec2.DeleteTransitGatewayRouteTableCommand({ TransitGatewayRouteTableId: second }));
    await mesh.rest(10_000);
    await make(table, '10.2.0.0/16');
  });
});

describe('SearchTransitGatewayRoutes', () => {
  const search = async (Filters: ec2.Filter[], more: { MaxResults?: number; NextToken?: string } = {}) =>
    mesh.hub.send(new ec2.SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId: table, Filters, ...more }));
  const found = async (Name: string, ...Values: string[]) =>
    (await search([{ Name, Values }])).Routes?.map(({ DestinationCidrBlock }) => DestinationCidrBlock);

  it('compares networks: exactly, the longest that holds an address, above and below', async () => {
    for (const cidr of ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16'])
      await create(cidr, { Blackhole: true });
    expect(await found('route-search.exact-match', '10.1.0.0/16')).toEqual(['10.1.0.0/16']);
    expect(await found('route-search.longest-prefix-match', '10.1.2.3')).toEqual(['10.1.2.0/24']);
    expect(await found('route-search.longest-prefix-match', '10.9.0.0/16')).toEqual(['10.0.0.0/8']);
    expect(await found('route-search.subnet-of-match', '10.1.0.0/16')).toEqual(['10.1.0.0/16', '10.1.2.0/24']);
    expect(await found('route-search.supernet-of-match', '10.1.0.0/16')).toEqual(['10.0.0.0/8', '10.1.0.0/16']);
  });

  it('finds by attachment, state and type, and refuses other filters or none', async () => {
    const { vpcId, attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    await mesh.propagate(table, attachmentId);
    await create('10.2.0.0/16', { Blackhole: true });
    expect(await found('type', 'propagated')).toEqual(['10.1.0.0/16']);
    expect(await found('state', 'blackhole')).toEqual(['10.2.0.0/16']);
    expect(await found('attachment.transit-gateway-attachment-id', attachmentId)).toEqual(['10.1.0.0/16']);
    expect(await found('attachment.resource-id', vpcId)).toEqual(['10.1.0.0/16']);
    expect(await found('attachment.resource-type', 'vpc')).toEqual(['10.1.0.0/16']);
    expect(await codeOf(found('destination', '10.1.0.0/16'))).toBe('InvalidParameterValue');
    expect(await codeOf(search([]))).toBe('MissingParameter');
  });

  it('pages, and reports that there is more', async () => {
    for (let index = 0; index < 6; index++) await create(`10.${index}.0.0/16`, { Blackhole: true });
    const statics = [{ Name: 'type', Values: ['static'] }];
    const first = await search(statics, { MaxResults: 5 });
    expect(first).toMatchObject({ AdditionalRoutesAvailable: true });
    const second = await search(statics, { MaxResults: 5, NextToken: given(first.NextToken) });
    expect(second).toMatchObject({
      AdditionalRoutesAvailable: false,
      Routes: [{ DestinationCidrBlock: '10.5.0.0/16' }],
    });
    expect(await codeOf(search(statics, { MaxResults: 4 }))).toBe('InvalidParameterValue');
  });
});

describe('a reference to a prefix list', () => {
  const list = async (Cidr: string): Promise<string> => {
    const { PrefixList } = await mesh.hub.send(
      new ec2.CreateManagedPrefixListCommand({
        PrefixListName: 'sites',
        MaxEntries: 5,
        AddressFamily: 'IPv4',
        Entries: [{ Cidr }],
      }),
    );
    await mesh.rest(10_000);
    return given(PrefixList?.PrefixListId);
  };

  it('makes a static route of each entry, follows the list, and gives way to a static route', async () => {
    const prefixListId = await list('192.168.0.0/16');
    const { attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const reference = { TransitGatewayRouteTableId: table, PrefixListId: prefixListId };
    const make = new ec2.CreateTransitGatewayPrefixListReferenceCommand({ ...reference, ...to(attachmentId) });
    await mesh.hub.send(make);
    expect(await codeOf(mesh.hub.send(make))).toBe('RouteAlreadyExists');
    await mesh.rest(10_000);
    await mesh.hub.send(
      new ec2.ModifyManagedPrefixListCommand({
        PrefixListId: prefixListId,
        CurrentVersion: 1,
        AddEntries: [{ Cidr: '172.16.0.0/12' }],
      }),
    );
    await mesh.rest(10_000);
    await create('192.168.0.0/16', { Blackhole: true });
    const { Routes } = await mesh.hub.send(
      new ec2.SearchTransitGatewayRoutesCommand({
        TransitGatewayRouteTableId: table,
        Filters: [{ Name: 'prefix-list-id', Values: [prefixListId] }],
      }),
    );
    expect(Routes).toMatchObject([{ DestinationCidrBlock: '172.16.0.0/12', PrefixListId: prefixListId }]);
    expect(await mesh.routes(table)).toEqual([
      `172.16.0.0/12 static active ${attachmentId}`,
      '192.168.0.0/16 static blackhole -',
    ]);
    await mesh.hub.send(new ec2.DeleteTransitGatewayPrefixListReferenceCommand(reference));
    await mesh.rest(10_000);
    expect(await mesh.routes(table)).toEqual(['192.168.0.0/16 static blackhole -']);
  });

  it('is changed, described and found, and holds the list until its table is gone', async () => {
    const PrefixListId = await list('192.168.0.0/16');
    const idle = await list('172.16.0.0/12');
    const { vpcId, attachmentId } = await mesh.attached(mesh.hub, tgw, '10.1.0.0/16');
    const reference = { TransitGatewayRouteTableId: table, PrefixListId };
    const change = (more: RouteInput) =>
      mesh.hub.send(new ec2.ModifyTransitGatewayPrefixListReferenceCommand({ ...reference, ...more }));
    expect(await codeOf(change({ Blackhole: true }))).toBe('InvalidPrefixListID.NotFound');
    await mesh.hub.send(new ec2.CreateTransitGatewayPrefixListReferenceCommand({ ...reference, Blackhole: true }));
    expect(await codeOf(change(to(attachmentId)))).toBe('IncorrectState');
    await mesh.rest(10_000);
    await change(to(attachmentId));
    const found = async (Name: string, value: string) =>
      (
        await mesh.hub.send(
          new ec2.GetTransitGatewayPrefixListReferencesCommand({
            TransitGatewayRouteTableId: table,
            Filters: [{ Name, Values: [value] }],
          }),
        )
      ).TransitGatewayPrefixListReferences;
    const [changed] = (await found('state', 'modifying')) ?? [];
    expect(changed).toMatchObject({ Blackhole: false, PrefixListOwnerId: HUB });
    expect(changed?.TransitGatewayAttachment).toEqual({
      TransitGatewayAttachmentId: attachmentId,
      ResourceType: 'vpc',
      ResourceId: vpcId,
    });
    expect(await found('attachment.resource-id', vpcId)).toHaveLength(1);
    expect(await found('attachment.resource-type', 'vpc')).toHaveLength(1);
    expect(await found('is-blackhole', 'true')).toEqual([]);

    const remove = (id: string) => mesh.hub.send(new ec2.DeleteManagedPrefixListCommand({ PrefixListId: id }));
    expect(await codeOf(remove(idle))).toBe('none');
    expect(await codeOf(remove(PrefixListId))).toBe('DependencyViolation');
    await mesh.hub.send(new ec2.DeleteTransitGatewayRouteTableCommand({ TransitGatewayRouteTableId: table }));
    await mesh.rest(10_000);
    expect(await codeOf(remove(PrefixListId))).toBe('none');
  });
});
