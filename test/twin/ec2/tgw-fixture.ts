import * as ec2 from '@aws-sdk/client-ec2';
import * as ram from '@aws-sdk/client-ram';
import { World, type WorldOptions } from '../world';

export const REGION = 'us-east-1';
export const HUB = '200000000001';
export const SPOKE = '200000000002';
export const OTHER = '200000000003';

/** The code of the error that a call ends in; `none` if it succeeds. */
export const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
};

export const given = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('The answer lacks something.');
  return value;
};

/** A hub with a transit gateway, and two more accounts, without an organization: shares are accepted by invitation. */
export class Mesh {
  readonly world: World;
  readonly hub: ec2.EC2Client;
  readonly spoke: ec2.EC2Client;
  readonly other: ec2.EC2Client;

  constructor(options: WorldOptions = {}) {
    this.world = new World(options);
    for (const id of [HUB, SPOKE, OTHER])
      this.world.organizations.addStandalone(id, `account-${id}`, `${id}@example.com`);
    this.hub = this.client(HUB);
    this.spoke = this.client(SPOKE);
    this.other = this.client(OTHER);
  }

  client(accountId: string, region = REGION): ec2.EC2Client {
    return new ec2.EC2Client(this.world.config(this.world.administrator(accountId), region));
  }

  async rest(ms = 200_000): Promise<void> {
    await this.world.clock.jump(ms);
  }

  /** A transit gateway of the hub, available, both defaults off unless `options` differ. */
  async transitGateway(options: ec2.TransitGatewayRequestOptions = {}): Promise<string> {
    const { TransitGateway } = await this.hub.send(
      new ec2.CreateTransitGatewayCommand({
        Options: { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable', ...options },
      }),
    );
    await this.rest(10_000);
    return given(TransitGateway?.TransitGatewayId);
  }

  /** Shares a resource of the hub with an account; returns a function that undoes it. */
  async share(arn: string, accountId: string): Promise<() => Promise<void>> {
    const owner = new ram.RAMClient(this.world.config(this.world.administrator(HUB), REGION));
    const receiver = new ram.RAMClient(this.world.config(this.world.administrator(accountId), REGION));
    const { resourceShare } = await owner.send(
      new ram.CreateResourceShareCommand({ name: 'mesh', resourceArns: [arn], principals: [accountId] }),
    );
    await this.rest(10_000);
    const { resourceShareInvitations } = await receiver.send(new ram.GetResourceShareInvitationsCommand({}));
    for (const { resourceShareInvitationArn, status } of resourceShareInvitations ?? [])
      if (status === 'PENDING')
        await receiver.send(new ram.AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
    await this.rest(10_000);
    return async () => {
      await owner.send(new ram.DeleteResourceShareCommand({ resourceShareArn: resourceShare?.resourceShareArn }));
      await this.rest(10_000);
    };
  }

  /** Shares a transit gateway. */
  async shareTransitGateway(id: string, accountId = SPOKE): Promise<() => Promise<void>> {
    return this.share(`arn:aws:ec2:${REGION}:${HUB}:transit-gateway/${id}`, accountId);
  }

  /** A VPC with one subnet in each of the zones (`a`, `b`, `c`, `-lcl-1a`). */
  async vpc(
    client: ec2.EC2Client,
    cidr: string,
    zones: readonly string[] = ['a'],
  ): Promise<{ vpcId: string; subnetIds: string[] }> {
    const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
    await this.rest(10_000);
    const vpcId = given(Vpc?.VpcId);
    const subnetIds: string[] = [];
    for (const zone of zones) subnetIds.push(await this.subnet(client, vpcId, cidr, zone, subnetIds.length));
    return { vpcId, subnetIds };
  }

  /** The `index`th /24 of the VPC. */
  async subnet(client: ec2.EC2Client, vpcId: string, cidr: string, zone: string, index: number): Promise<string> {
    const [first, second] = cidr.split('.');
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: `${first}.${second}.${index}.0/24`,
        AvailabilityZone: `${REGION}${zone}`,
      }),
    );
    await this.rest(10_000);
    return given(Subnet?.SubnetId);
  }

  /** Requests an attachment; it is not accepted yet. */
  async request(
    client: ec2.EC2Client,
    transitGatewayId: string,
    vpc: { readonly vpcId: string; readonly subnetIds: string[] },
    more: Partial<ec2.CreateTransitGatewayVpcAttachmentCommandInput> = {},
  ): Promise<string> {
    const { TransitGatewayVpcAttachment } = await client.send(
      new ec2.CreateTransitGatewayVpcAttachmentCommand({
        TransitGatewayId: transitGatewayId,
        VpcId: vpc.vpcId,
        SubnetIds: vpc.subnetIds,
        ...more,
      }),
    );
    return given(TransitGatewayVpcAttachment?.TransitGatewayAttachmentId);
  }

  async accept(id: string): Promise<void> {
    await this.hub.send(new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id }));
    await this.rest();
  }

  /** A VPC of the account, attached, accepted where needed and available. */
  async attached(
    client: ec2.EC2Client,
    transitGatewayId: string,
    cidr: string,
    zones: readonly string[] = ['a'],
  ): Promise<{ vpcId: string; subnetIds: string[]; attachmentId: string }> {
    const vpc = await this.vpc(client, cidr, zones);
    const attachmentId = await this.request(client, transitGatewayId, vpc);
    await this.rest();
    if ((await this.state(client, attachmentId)) === 'pendingAcceptance') await this.accept(attachmentId);
    return { ...vpc, attachmentId };
  }

  async state(client: ec2.EC2Client, attachmentId: string): Promise<string | undefined> {
    return (await this.attachment(client, attachmentId)).State;
  }

  async attachment(client: ec2.EC2Client, attachmentId: string): Promise<ec2.TransitGatewayVpcAttachment> {
    const { TransitGatewayVpcAttachments } = await client.send(
      new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: [attachmentId] }),
    );
    return given(TransitGatewayVpcAttachments?.[0]);
  }

  async routeTable(transitGatewayId: string): Promise<string> {
    const { TransitGatewayRouteTable } = await this.hub.send(
      new ec2.CreateTransitGatewayRouteTableCommand({ TransitGatewayId: transitGatewayId }),
    );
    await this.rest(10_000);
    return given(TransitGatewayRouteTable?.TransitGatewayRouteTableId);
  }

  async associate(tableId: string, attachmentId: string): Promise<void> {
    await this.hub.send(
      new ec2.AssociateTransitGatewayRouteTableCommand({
        TransitGatewayRouteTableId: tableId,
        TransitGatewayAttachmentId: attachmentId,
      }),
    );
    await this.rest(30_000);
  }

  async propagate(tableId: string, attachmentId: string): Promise<void> {
    await this.hub.send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayRouteTableId: tableId,
        TransitGatewayAttachmentId: attachmentId,
      }),
    );
    await this.rest(30_000);
  }

  /** The routes of a table as `CIDR type state attachment id`. */
  async routes(tableId: string): Promise<string[]> {
    const { Routes } = await this.hub.send(
      new ec2.SearchTransitGatewayRoutesCommand({
        TransitGatewayRouteTableId: tableId,
        Filters: [{ Name: 'type', Values: ['static', 'propagated'] }],
      }),
    );
    return (Routes ?? []).map(({ DestinationCidrBlock, Type, State, TransitGatewayAttachments }) =>
      [DestinationCidrBlock, Type, State, TransitGatewayAttachments?.[0]?.TransitGatewayAttachmentId ?? '-'].join(' '),
    );
  }
}
