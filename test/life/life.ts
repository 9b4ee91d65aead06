import * as ec2 from '@aws-sdk/client-ec2';
import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { JOIN } from '../../lib/names';
import { attachmentsOfVpc } from '../twin/ec2/tgw-lookups';
import { subnetCidr } from '../world/subnets';
import type { Setting } from './setting';
import type { Change } from './steps';

/** A VPC that a sequence has made. */
export interface LiveVpc {
  readonly vpcId: string;
  readonly accountId: string;
  tag?: string;
  /** An operator of the hub has propagated its attachment by hand: what it reaches is the operator's decision. */
  byHand: boolean;
}

/** What a change concerns. */
export interface Concerned {
  /** Accounts whose spokes are reconciled. */
  readonly accounts: readonly string[];
  /** VPCs whose own wishes, account or CIDRs have changed. */
  readonly vpcs: readonly string[];
  /** An account of these that Organizations has changed. */
  readonly organization?: string;
}

/** AWS's states take a millisecond each. */
const SETTLED_MS = 5;

/** The people of a sequence: it makes their changes in AWS, and keeps which VPC has which number. */
export class Life {
  readonly vpcs = new Map<number, LiveVpc>();
  readonly #organizations: OrganizationsClient;

  constructor(readonly setting: Setting) {
    const { world, landingZone } = setting;
    const management = world.administrator(landingZone.organization.managementAccountId);
    this.#organizations = new OrganizationsClient(world.config(management, 'us-east-1'));
  }

  /** Makes the change. Returns undefined if it is not possible now, as AWS says or because there is no such VPC. */
  async make(change: Change): Promise<Concerned | undefined> {
    try {
      return await this.#make(change);
    } catch (error) {
      if (error instanceof Error && '$fault' in error) return undefined;
      throw error;
    }
  }

  async #make(change: Change): Promise<Concerned | undefined> {
    switch (change.does) {
      case 'create':
        return this.#create(change);
      case 'sweep':
        return { accounts: this.setting.spokes, vpcs: [] };
      case 'lose-table':
        this.setting.loseAdmissions();
        return { accounts: [], vpcs: [] };
      case 'move':
      case 'state':
        return this.#changeAccount(change);
      default: {
        const vpc = this.vpcs.get(change.vpc);
        return vpc && this.#changeVpc(vpc, change);
      }
    }
  }

  async #create({ vpc: number, account, cidr, tag }: Change & { does: 'create' }): Promise<Concerned | undefined> {
    const accountId = this.setting.spokes[account];
    if (accountId === undefined || this.vpcs.has(number)) return undefined;
    const client = this.setting.ec2(accountId);
    const { Vpc: { VpcId = '' } = {} } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
    await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    for (const zone of 'ab')
      await client.send(
        new ec2.CreateSubnetCommand({
          VpcId,
          CidrBlock: subnetCidr(cidr, zone),
          AvailabilityZone: `${this.setting.landingZone.hub.region}${zone}`,
        }),
      );
    const vpc: LiveVpc = { vpcId: VpcId, accountId, byHand: false };
    this.vpcs.set(number, vpc);
    await this.#settle();
    return tag === undefined ? { accounts: [accountId], vpcs: [VpcId] } : this.#tag(vpc, tag);
  }

  async #tag(vpc: LiveVpc, value: string): Promise<Concerned> {
    const Tags = [{ Key: JOIN, Value: value }];
    await this.setting.ec2(vpc.accountId).send(new ec2.CreateTagsCommand({ Resources: [vpc.vpcId], Tags }));
    vpc.tag = value;
    return ofVpc(vpc);
  }

  async #changeVpc(
    vpc: LiveVpc,
    change: Exclude<Change, { does: 'create' | 'sweep' | 'lose-table' | 'move' | 'state' }>,
  ): Promise<Concerned | undefined> {
    const { vpcId, accountId } = vpc;
    const client = this.setting.ec2(accountId);
    const attachment = attachmentsOfVpc(this.setting.world, vpcId)[0];
    switch (change.does) {
      case 'tag':
        return this.#tag(vpc, change.value);
      case 'untag':
        if (vpc.tag === undefined) return undefined;
        await client.send(new ec2.DeleteTagsCommand({ Resources: [vpcId], Tags: [{ Key: JOIN }] }));
        delete vpc.tag;
        return ofVpc(vpc);
      case 'add-cidr':
        await client.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock: change.cidr }));
        return ofVpc(vpc);
      case 'remove-cidr': {
        const found = this.setting.world.ec2.vpc(vpcId)?.cidrs.find(({ cidr }) => cidr === change.cidr);
        if (found === undefined) return undefined;
        await client.send(new ec2.DisassociateVpcCidrBlockCommand({ AssociationId: found.associationId }));
        return ofVpc(vpc);
      }
      case 'attach':
        if (attachment) return undefined;
        await this.#attach(vpc);
        return ofVpc(vpc);
      case 'accept':
        if (attachment?.state !== 'pendingAcceptance') return undefined;
        await this.#accept(attachment.attachmentId, change.segment);
        vpc.byHand = true;
        return ofVpc(vpc);
      case 'lose-tag':
        if (attachment === undefined) return undefined;
        await this.setting.hubEc2.send(
          new ec2.DeleteTagsCommand({ Resources: [attachment.attachmentId], Tags: [{ Key: change.key }] }),
        );
        return { accounts: [accountId], vpcs: [] };
      case 'detach':
        if (attachment === undefined) return undefined;
        await this.#detach(vpc, attachment.attachmentId);
        return ofVpc(vpc);
      case 'delete':
        if (attachment) await this.#detach(vpc, attachment.attachmentId);
        await this.#delete(vpc);
        this.vpcs.delete(change.vpc);
        return ofVpc(vpc);
    }
  }

  async #attach({ vpcId, accountId }: LiveVpc): Promise<void> {
    const subnets = this.setting.world.ec2.subnets.of(this.#place(accountId)).filter((each) => each.vpcId === vpcId);
    await this.setting.ec2(accountId).send(
      new ec2.CreateTransitGatewayVpcAttachmentCommand({
        TransitGatewayId: this.setting.hub.transitGatewayId,
        VpcId: vpcId,
        SubnetIds: subnets.map(({ subnetId }) => subnetId),
      }),
    );
    await this.#settle();
  }

  async #accept(TransitGatewayAttachmentId: string, segment: string): Promise<void> {
    const { hubEc2, hub } = this.setting;
    await hubEc2.send(new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
    await this.#settle();
    const route = { TransitGatewayAttachmentId, TransitGatewayRouteTableId: hub.routeTableIds[segment] };
    await hubEc2.send(new ec2.AssociateTransitGatewayRouteTableCommand(route));
    await hubEc2.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(route));
    await this.#settle();
  }

  async #detach(vpc: LiveVpc, TransitGatewayAttachmentId: string): Promise<void> {
    const request = new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId });
    await this.setting.ec2(vpc.accountId).send(request);
    vpc.byHand = false;
    await this.#settle();
  }

  async #delete({ vpcId, accountId }: LiveVpc): Promise<void> {
    const client = this.setting.ec2(accountId);
    for (const subnet of this.setting.world.ec2.subnets.of(this.#place(accountId)))
      if (subnet.vpcId === vpcId) await client.send(new ec2.DeleteSubnetCommand({ SubnetId: subnet.subnetId }));
    await client.send(new ec2.DeleteVpcCommand({ VpcId: vpcId }));
  }

  async #changeAccount(change: Change & { does: 'move' | 'state' }): Promise<Concerned | undefined> {
    const accountId = this.setting.spokes[change.account] ?? '';
    const account = this.setting.world.organizations.account(accountId);
    if (!account) return undefined;
    if (change.does === 'state') {
      if (account.state === change.state) return undefined;
      // AWS suspends an account without a call, and this one can come back.
      account.state = change.state;
    } else
      await this.#organizations.send(
        new MoveAccountCommand({
          AccountId: accountId,
          SourceParentId: account.parentId,
          DestinationParentId: this.setting.units[change.to],
        }),
      );
    this.setting.accountMoves();
    const own = [...this.vpcs.values()].filter((vpc) => vpc.accountId === accountId);
    return { accounts: [accountId], vpcs: own.map(({ vpcId }) => vpcId), organization: accountId };
  }

  #place(accountId: string) {
    return { accountId, region: this.setting.landingZone.hub.region };
  }

  #settle(): Promise<void> {
    return this.setting.world.clock.jump(SETTLED_MS);
  }
}

const ofVpc = ({ vpcId, accountId }: LiveVpc): Concerned => ({ accounts: [accountId], vpcs: [vpcId] });
