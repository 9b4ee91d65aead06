import * as ec2 from '@aws-sdk/client-ec2';
import { HUB, Mesh, OTHER, SPOKE, codeOf, given } from './tgw-fixture';

const TWO_HOURS = 2 * 60 * 60 * 1000;
const remove = (id: string) => new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id });
const acceptance = (id: string) => new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id });
const rejection = (id: string) => new ec2.RejectTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id });
const modification = (id: string, change: Partial<ec2.ModifyTransitGatewayVpcAttachmentCommandInput>) =>
  new ec2.ModifyTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id, ...change });

let mesh: Mesh;
let tgw: string;
let unshare: () => Promise<void>;
beforeEach(async () => {
  mesh = new Mesh();
  tgw = await mesh.transitGateway();
  unshare = await mesh.shareTransitGateway(tgw);
});

describe('the life of an attachment', () => {
  it('across accounts waits for the hub, and is available thirty seconds after its acceptance', async () => {
    const id = await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.1.0.0/16'));
    expect(await mesh.state(mesh.spoke, id)).toBe('initiatingRequest');
    expect(await codeOf(mesh.hub.send(acceptance(id)))).toBe('IncorrectState');
    await mesh.rest(90_000);
    expect(await mesh.state(mesh.hub, id)).toBe('pendingAcceptance');
    await mesh.hub.send(acceptance(id));
    expect(await mesh.state(mesh.spoke, id)).toBe('pending');
    await mesh.rest(29_999);
    expect(await mesh.state(mesh.spoke, id)).toBe('pending');
    await mesh.rest(1);
    expect(await mesh.state(mesh.spoke, id)).toBe('available');
    expect(await codeOf(mesh.hub.send(acceptance(id)))).toBe('IncorrectState');
  });

  it('waits for the hub for good, or fails after a time where that is the reading', async () => {
    const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;
    const id = await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.1.0.0/16'));
    await mesh.rest(2 * SEVEN_DAYS);
    expect(await mesh.state(mesh.hub, id)).toBe('pendingAcceptance');
    mesh.world.ec2.pendingAcceptanceMs = SEVEN_DAYS;
    const other = await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.2.0.0/16'));
    await mesh.rest(SEVEN_DAYS);
    expect(await mesh.state(mesh.hub, other)).toBe('pendingAcceptance');
    await mesh.rest(90_000);
    expect(await mesh.state(mesh.hub, other)).toBe('failed');
    expect(await codeOf(mesh.hub.send(acceptance(other)))).toBe('IncorrectState');
  });

  it('within the account of the transit gateway goes from pending to available by itself', async () => {
    const id = await mesh.request(mesh.hub, tgw, await mesh.vpc(mesh.hub, '10.0.0.0/16'));
    expect(await mesh.state(mesh.hub, id)).toBe('pending');
    await mesh.rest(90_000);
    expect(await mesh.state(mesh.hub, id)).toBe('available');
  });

  it('needs no acceptance where the transit gateway accepts shared attachments automatically', async () => {
    const open = await mesh.transitGateway({ AutoAcceptSharedAttachments: 'enable' });
    await mesh.shareTransitGateway(open);
    const id = await mesh.request(mesh.spoke, open, await mesh.vpc(mesh.spoke, '10.1.0.0/16'));
    await mesh.rest(90_000);
    expect(await mesh.state(mesh.spoke, id)).toBe('pending');
    await mesh.rest(30_000);
    expect(await mesh.state(mesh.spoke, id)).toBe('available');
  });

  it('is rejected by the hub, stays listed for two hours, and does not block another request', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    const id = await mesh.request(mesh.spoke, tgw, vpc);
    await mesh.rest(90_000);
    await mesh.hub.send(rejection(id));
    expect(await mesh.state(mesh.hub, id)).toBe('rejecting');
    await mesh.rest(10_000);
    expect(await mesh.state(mesh.spoke, id)).toBe('rejected');
    expect(await codeOf(mesh.spoke.send(remove(id)))).toBe('IncorrectState');
    await mesh.request(mesh.spoke, tgw, vpc);
    await mesh.rest(TWO_HOURS);
    expect(await codeOf(mesh.attachment(mesh.spoke, id))).toBe('InvalidTransitGatewayAttachmentID.NotFound');
  });

  it('is deleted by either account, and only then can the VPC attach again', async () => {
    const first = await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16');
    const second = await mesh.attached(mesh.spoke, tgw, '10.2.0.0/16');
    await mesh.spoke.send(remove(first.attachmentId));
    await mesh.hub.send(remove(second.attachmentId));
    expect(await mesh.state(mesh.hub, first.attachmentId)).toBe('deleting');
    expect(await codeOf(mesh.request(mesh.spoke, tgw, first))).toBe('DuplicateTransitGatewayAttachment');
    await mesh.rest(10_000);
    expect(await mesh.state(mesh.spoke, second.attachmentId)).toBe('deleted');
    await mesh.request(mesh.spoke, tgw, first);
    await mesh.rest(TWO_HOURS - 1);
    expect(await mesh.state(mesh.spoke, first.attachmentId)).toBe('deleted');
    await mesh.rest(1);
    expect(await codeOf(mesh.attachment(mesh.spoke, first.attachmentId))).toBe(
      'InvalidTransitGatewayAttachmentID.NotFound',
    );
  });

  it('can be deleted while it waits for acceptance, not before', async () => {
    const id = await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.1.0.0/16'));
    expect(await codeOf(mesh.spoke.send(remove(id)))).toBe('IncorrectState');
    await mesh.rest(90_000);
    await mesh.spoke.send(remove(id));
    await mesh.rest(10_000);
    expect(await mesh.state(mesh.hub, id)).toBe('deleted');
  });

  it('creates the service-linked role of Transit Gateway in the account', async () => {
    const name = 'AWSServiceRoleForVPCTransitGateway';
    expect(mesh.world.iam.roleNamed(SPOKE, name)).toBeUndefined();
    await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.1.0.0/16'));
    const role = mesh.world.iam.roleNamed(SPOKE, name);
    await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.2.0.0/16'));
    expect(mesh.world.iam.roleNamed(SPOKE, name)?.roleId).toBe(given(role).roleId);
    expect(role?.arn).toBe(`arn:aws:iam::${SPOKE}:role/aws-service-role/transitgateway.amazonaws.com/${name}`);
  });
});

describe('a request for an attachment is refused', () => {
  it('for a transit gateway that is unknown or not shared with the account', async () => {
    const vpc = await mesh.vpc(mesh.other, '10.1.0.0/16');
    expect(await codeOf(mesh.request(mesh.other, tgw, vpc))).toBe('InvalidTransitGatewayID.NotFound');
    const unknown = 'tgw-00000000000000000';
    expect(await codeOf(mesh.request(mesh.other, unknown, vpc))).toBe('InvalidTransitGatewayID.NotFound');
  });

  it('for a transit gateway that is not available', async () => {
    const vpc = await mesh.vpc(mesh.hub, '10.0.0.0/16');
    const { TransitGateway } = await mesh.hub.send(new ec2.CreateTransitGatewayCommand({}));
    const fresh = given(TransitGateway?.TransitGatewayId);
    expect(await codeOf(mesh.request(mesh.hub, fresh, vpc))).toBe('IncorrectState');
    await mesh.rest(10_000);
    await mesh.hub.send(new ec2.DeleteTransitGatewayCommand({ TransitGatewayId: fresh }));
    await mesh.rest(10_000);
    expect(await codeOf(mesh.request(mesh.hub, fresh, vpc))).toBe('InvalidTransitGatewayID.NotFound');
  });

  it('for an unknown VPC, and for one of another account, also by the hub', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    expect(await codeOf(mesh.request(mesh.hub, tgw, vpc))).toBe('InvalidVpcID.NotFound');
    const unknown = { ...vpc, vpcId: 'vpc-00000000000000000' };
    expect(await codeOf(mesh.request(mesh.spoke, tgw, unknown))).toBe('InvalidVpcID.NotFound');
  });

  it('for a VPC that is not available yet', async () => {
    const { Vpc } = await mesh.spoke.send(new ec2.CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
    const vpc = { vpcId: given(Vpc?.VpcId), subnetIds: ['subnet-00000000000000000'] };
    expect(await codeOf(mesh.request(mesh.spoke, tgw, vpc))).toBe('IncorrectState');
  });

  it('for subnets that are unknown, of another VPC, or none at all', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    const foreign = await mesh.vpc(mesh.spoke, '10.2.0.0/16');
    const ask = (subnetIds: string[]) => codeOf(mesh.request(mesh.spoke, tgw, { vpcId: vpc.vpcId, subnetIds }));
    expect(await ask(foreign.subnetIds)).toBe('InvalidSubnetID.NotFound');
    expect(await ask(['subnet-00000000000000000'])).toBe('InvalidSubnetID.NotFound');
    expect(await ask([])).toBe('MissingParameter');
  });

  it('for two subnets in one zone, a Local Zone subnet, and an IPv6-only subnet', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16', ['a', 'a', 'b', '-lcl-1a']);
    const ask = (...subnetIds: string[]) => codeOf(mesh.request(mesh.spoke, tgw, { vpcId: vpc.vpcId, subnetIds }));
    const [a1, a2, b, local] = vpc.subnetIds.map(given);
    expect(await ask(given(a1), given(b), given(a2))).toBe('DuplicateSubnetsInSameZone');
    expect(await ask(given(local))).toBe('InvalidParameterValue');
    const native = {
      ...given(mesh.world.ec2.subnet(given(b))),
      subnetId: 'subnet-0000000000000000a',
      ipv6Native: true,
    };
    mesh.world.ec2.subnets.add(native.subnetId, native);
    expect(await ask(native.subnetId)).toBe('InvalidParameterValue');
    expect(await ask(given(a1), given(b))).toBe('none');
  });

  it('for a VPC that is attached already, with the message that names both', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    await mesh.request(mesh.spoke, tgw, vpc);
    await expect(mesh.request(mesh.spoke, tgw, vpc)).rejects.toMatchObject({
      name: 'DuplicateTransitGatewayAttachment',
      message: `${tgw} has non-deleted Transit Gateway Attachments with same VPC ID.`,
    });
  });

  it('beyond the quotas of transit gateways per VPC and of attachments', async () => {
    const { quotas } = mesh.world.ec2;
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    quotas.transitGatewaysPerVpc = 0;
    expect(await codeOf(mesh.request(mesh.spoke, tgw, vpc))).toBe('TransitGatewayAttachmentLimitExceeded');
    quotas.transitGatewaysPerVpc = 1;
    quotas.attachmentsPerTransitGateway = 0;
    expect(await codeOf(mesh.request(mesh.spoke, tgw, vpc))).toBe('TransitGatewayAttachmentLimitExceeded');
    quotas.attachmentsPerTransitGateway = 1;
    await mesh.request(mesh.spoke, tgw, vpc);
  });

  it('without effect when it is a dry run, or tags another kind of resource', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    expect(await codeOf(mesh.request(mesh.spoke, tgw, vpc, { DryRun: true }))).toBe('DryRunOperation');
    const wrong = { TagSpecifications: [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'a', Value: 'b' }] }] };
    expect(await codeOf(mesh.request(mesh.spoke, tgw, vpc, wrong))).toBe('InvalidParameterValue');
    const { TransitGatewayVpcAttachments } = await mesh.spoke.send(
      new ec2.DescribeTransitGatewayVpcAttachmentsCommand(),
    );
    expect(TransitGatewayVpcAttachments).toEqual([]);
  });
});

describe('the two sides of an attachment', () => {
  it('have different rights: the hub accepts and rejects, the spoke modifies, another account sees nothing', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16', ['a', 'b']);
    const id = await mesh.request(mesh.spoke, tgw, vpc);
    await mesh.rest(90_000);
    expect(await codeOf(mesh.spoke.send(acceptance(id)))).toBe('UnauthorizedOperation');
    expect(await codeOf(mesh.spoke.send(rejection(id)))).toBe('UnauthorizedOperation');
    await mesh.accept(id);
    const change = modification(id, { RemoveSubnetIds: vpc.subnetIds.slice(0, 1) });
    expect(await codeOf(mesh.hub.send(change))).toBe('UnauthorizedOperation');
    const notFound = 'InvalidTransitGatewayAttachmentID.NotFound';
    for (const command of [change, remove(id), acceptance(id)])
      expect(await codeOf(mesh.other.send(command))).toBe(notFound);
    expect(await codeOf(mesh.client(SPOKE, 'us-west-2').send(remove(id)))).toBe(notFound);
  });

  it('both keep the attachment when the transit gateway is no longer shared, and the spoke no longer sees the gateway', async () => {
    const { attachmentId } = await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16');
    await unshare();
    const describe = new ec2.DescribeTransitGatewaysCommand({ TransitGatewayIds: [tgw] });
    expect(await codeOf(mesh.spoke.send(describe))).toBe('InvalidTransitGatewayID.NotFound');
    expect(await mesh.state(mesh.spoke, attachmentId)).toBe('available');
    await mesh.hub.send(remove(attachmentId));
    await mesh.rest(10_000);
    expect(await mesh.state(mesh.spoke, attachmentId)).toBe('deleted');
  });

  it('have tags of their own on it', async () => {
    const vpc = await mesh.vpc(mesh.spoke, '10.1.0.0/16');
    const Tags = [{ Key: 'team', Value: 'spoke' }];
    const id = await mesh.request(mesh.spoke, tgw, vpc, {
      TagSpecifications: [{ ResourceType: 'transit-gateway-attachment', Tags }],
    });
    expect((await mesh.attachment(mesh.spoke, id)).Tags).toEqual(Tags);
    expect(await mesh.attachment(mesh.hub, id)).not.toHaveProperty('Tags');
    const hubTags = [{ Key: 'app:cidrs', Value: '10.1.0.0/16' }];
    await mesh.hub.send(new ec2.CreateTagsCommand({ Resources: [id], Tags: hubTags }));
    expect((await mesh.attachment(mesh.hub, id)).Tags).toEqual(hubTags);
    expect((await mesh.attachment(mesh.spoke, id)).Tags).toEqual(Tags);
    const byTag = new ec2.DescribeTransitGatewayAttachmentsCommand({
      Filters: [{ Name: 'tag:app:cidrs', Values: ['10.1.*'] }],
    });
    expect((await mesh.hub.send(byTag)).TransitGatewayAttachments).toHaveLength(1);
    expect((await mesh.spoke.send(byTag)).TransitGatewayAttachments).toEqual([]);
  });
});

describe('ModifyTransitGatewayVpcAttachment', () => {
  it('changes subnets and options through the state modifying, during which other changes are refused', async () => {
    const vpc = await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16', ['a', 'b']);
    const third = await mesh.subnet(mesh.spoke, vpc.vpcId, '10.1.0.0/16', 'c', 2);
    const [first, second] = vpc.subnetIds.map(given);
    const { TransitGatewayVpcAttachment } = await mesh.spoke.send(
      modification(vpc.attachmentId, {
        AddSubnetIds: [third],
        RemoveSubnetIds: [given(first)],
        Options: { ApplianceModeSupport: 'enable' },
      }),
    );
    expect(TransitGatewayVpcAttachment).toMatchObject({ State: 'modifying', SubnetIds: [second, third] });
    expect(await codeOf(mesh.spoke.send(modification(vpc.attachmentId, { RemoveSubnetIds: [third] })))).toBe(
      'IncorrectState',
    );
    expect(await codeOf(mesh.spoke.send(remove(vpc.attachmentId)))).toBe('IncorrectState');
    await mesh.rest(10_000);
    expect(await mesh.attachment(mesh.hub, vpc.attachmentId)).toMatchObject({
      State: 'available',
      SubnetIds: [second, third],
      Options: { DnsSupport: 'enable', ApplianceModeSupport: 'enable', Ipv6Support: 'disable' },
    });
  });

  it('refuses to take the last subnet, a second one of a zone, an unknown one, or an empty change', async () => {
    const vpc = await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16');
    const twin = await mesh.subnet(mesh.spoke, vpc.vpcId, '10.1.0.0/16', 'a', 1);
    const ask = (change: Partial<ec2.ModifyTransitGatewayVpcAttachmentCommandInput>) =>
      codeOf(mesh.spoke.send(modification(vpc.attachmentId, change)));
    expect(await ask({ RemoveSubnetIds: vpc.subnetIds })).toBe('InsufficientSubnetsException');
    expect(await ask({ AddSubnetIds: [twin] })).toBe('DuplicateSubnetsInSameZone');
    expect(await ask({ AddSubnetIds: vpc.subnetIds })).toBe('DuplicateSubnetsInSameZone');
    expect(await ask({ RemoveSubnetIds: [twin] })).toBe('InvalidSubnetID.NotFound');
    expect(await ask({})).toBe('MissingParameter');
    expect(await mesh.state(mesh.spoke, vpc.attachmentId)).toBe('available');
  });
});

describe('the two describe calls', () => {
  it('show subnets and owner in the one, association and both owners in the other, which only the hub sees', async () => {
    const { vpcId, subnetIds, attachmentId } = await mesh.attached(mesh.spoke, tgw, '10.1.0.0/16');
    const table = await mesh.routeTable(tgw);
    await mesh.associate(table, attachmentId);
    expect(await mesh.attachment(mesh.hub, attachmentId)).toMatchObject({ SubnetIds: subnetIds, VpcOwnerId: SPOKE });
    const all = new ec2.DescribeTransitGatewayAttachmentsCommand({
      Filters: [{ Name: 'resource-id', Values: [vpcId] }],
    });
    const [hubs] = (await mesh.hub.send(all)).TransitGatewayAttachments ?? [];
    expect(hubs).toMatchObject({
      TransitGatewayOwnerId: HUB,
      ResourceOwnerId: SPOKE,
      ResourceType: 'vpc',
      Association: { TransitGatewayRouteTableId: table, State: 'associated' },
    });
    expect(hubs).not.toHaveProperty('SubnetIds');
    expect((await mesh.spoke.send(all)).TransitGatewayAttachments?.[0]).not.toHaveProperty('Association');
    expect((await mesh.client(OTHER).send(all)).TransitGatewayAttachments).toEqual([]);
  });

  it('refuse unknown filters and page sizes, and page', async () => {
    mesh.world.ec2.quotas.vpcsPerRegion = 10;
    for (let index = 1; index <= 6; index++)
      await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, `10.${index}.0.0/16`));
    const describe = (input: ec2.DescribeTransitGatewayAttachmentsCommandInput) =>
      mesh.spoke.send(new ec2.DescribeTransitGatewayAttachmentsCommand(input));
    expect(await codeOf(describe({ Filters: [{ Name: 'vpc-id', Values: ['x'] }] }))).toBe('InvalidParameterValue');
    expect(await codeOf(describe({ MaxResults: 4 }))).toBe('InvalidParameterValue');
    const first = await describe({ MaxResults: 5 });
    expect(first.TransitGatewayAttachments).toHaveLength(5);
    const second = await describe({ MaxResults: 5, NextToken: given(first.NextToken) });
    expect(second.TransitGatewayAttachments).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });
});
