import * as ec2 from '@aws-sdk/client-ec2';
import { CreateAccountCommand } from '@aws-sdk/client-organizations';
import type { TransitGatewayAttachment } from '../../twin/ec2/tgw-types';
import type { Vpc } from '../../twin/ec2/vpc-types';
import type { AccountDeed, CreateDeed, Deed, TeamDeed } from './deeds';
import { accepted, closeAccount, createVpc, deleteVpc, moveAccount, organizations, tag, untag } from './events';
import { changeInHub, unshare } from './hub-operators';
import type { Land } from './land';
import { Mishaps } from './mishaps';
import { TAG } from './rules';

const FIRST_ACCOUNTS = ['dev', 'staging', 'prod'];

/** The people of a life: makes their deeds, through AWS's API, and keeps which VPC has which number. */
export class Persons {
  readonly vpcs = new Map<number, string>();
  /** Attachments that teams have made by hand. */
  readonly byHand = new Set<string>();
  readonly mishaps: Mishaps;
  readonly #toDelete = new Set<string>();

  constructor(readonly land: Land) {
    this.mishaps = new Mishaps(land.world);
  }

  /** The account of a number, if there is one. */
  accountOf(number: number): string | undefined {
    const name = FIRST_ACCOUNTS[number] ?? nameOf(number);
    return this.land.world.organizations.accounts().find((account) => account.name === name)?.id;
  }

  vpcOf(number: number): Vpc | undefined {
    return this.land.world.ec2.vpc(this.vpcs.get(number) ?? '');
  }

  attachmentOf(vpcId: string | undefined): TransitGatewayAttachment | undefined {
    return this.land.view.attachments().find((each) => each.vpcId === vpcId);
  }

  /** Whether a team is deleting a VPC that is not gone yet. */
  get isDeleting(): boolean {
    return [...this.#toDelete].some((vpcId) => this.land.world.ec2.vpc(vpcId));
  }

  /** Tries once more to delete what teams want to delete. */
  async goOnDeleting(): Promise<void> {
    for (const vpcId of this.#toDelete) if (await deleteVpc(this.land, vpcId)) this.#toDelete.delete(vpcId);
  }

  /** Makes the deed. Returns false where it is not possible now. */
  async make(deed: Deed): Promise<boolean> {
    switch (deed.does) {
      case 'create':
        return this.#create(deed);
      case 'open':
      case 'close':
      case 'move':
      case 'unshare':
        return this.#toAccount(deed);
      case 'lose-events':
      case 'throttle':
      case 'kill':
        this.mishaps.begin(deed.does, deed.count);
        return true;
      case 'lose-attachment-tags':
      case 'disassociate':
      case 'leave-zone':
      case 'enable':
      case 'disable':
        return changeInHub(this.land, this.vpcOf(deed.vpc), deed);
      default: {
        const vpc = this.vpcOf(deed.vpc);
        return vpc === undefined ? false : this.#toVpc(vpc, deed);
      }
    }
  }

  async #create({ vpc, account, cidr, tag: value }: CreateDeed): Promise<boolean> {
    const accountId = this.accountOf(account);
    const { world } = this.land;
    if (accountId === undefined || this.vpcs.has(vpc)) return false;
    if (
      world.organizations.account(accountId)?.state !== 'ACTIVE' ||
      !world.account.usable(accountId, this.land.region)
    )
      return false;
    const vpcId = await createVpc(this.land, accountId, cidr);
    this.vpcs.set(vpc, vpcId);
    if (value !== undefined) await tag(this.land, vpcId, value);
    return true;
  }

  #open(number: number): Promise<boolean> {
    if (this.accountOf(number) !== undefined) return Promise.resolve(false);
    const name = nameOf(number);
    const request = new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` });
    return accepted(organizations(this.land).send(request));
  }

  async #toAccount(deed: AccountDeed): Promise<boolean> {
    if (deed.does === 'open') return this.#open(deed.account);
    const accountId = this.accountOf(deed.account);
    if (accountId === undefined) return false;
    switch (deed.does) {
      case 'close':
        return closeAccount(this.land, accountId);
      case 'move':
        return moveAccount(this.land, accountId, deed.to);
      case 'unshare':
        return unshare(this.land, accountId);
    }
  }

  #toVpc(vpc: Vpc, deed: TeamDeed): Promise<boolean> {
    const { land } = this;
    const { vpcId, ownerId } = vpc;
    const team = land.ec2(ownerId);
    const attachment = this.attachmentOf(vpcId);
    switch (deed.does) {
      case 'tag':
        return tag(land, vpcId, deed.value);
      case 'untag':
        return untag(land, vpcId);
      case 'lose-status':
        return untag(land, vpcId, TAG.status);
      case 'delete':
        this.#toDelete.add(vpcId);
        return deleteVpc(land, vpcId);
      case 'attach':
        return this.#attach(vpc);
      case 'detach':
        return attachment === undefined
          ? no()
          : accepted(team.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand(named(attachment))));
      case 'add-cidr':
        return accepted(team.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock: deed.cidr })));
      case 'remove-cidr': {
        const [, AssociationId] = vpc.cidrs.map(({ associationId }) => associationId);
        return AssociationId === undefined
          ? no()
          : accepted(team.send(new ec2.DisassociateVpcCidrBlockCommand({ AssociationId })));
      }
      case 'unroute':
      case 'own-route':
        return this.#route(vpc, deed.does);
      case 'default-options': {
        const { dhcpOptionsId } = land.world.ec2.defaultsOf({ accountId: ownerId, region: land.region });
        return accepted(team.send(new ec2.AssociateDhcpOptionsCommand({ VpcId: vpcId, DhcpOptionsId: dhcpOptionsId })));
      }
    }
  }

  async #attach({ vpcId, ownerId, region }: Vpc): Promise<boolean> {
    const { land } = this;
    const subnets = land.world.ec2.subnets.of({ accountId: ownerId, region }).filter((each) => each.vpcId === vpcId);
    const done = await accepted(
      land.ec2(ownerId).send(
        new ec2.CreateTransitGatewayVpcAttachmentCommand({
          TransitGatewayId: land.setting.hub.transitGatewayId,
          VpcId: vpcId,
          SubnetIds: subnets.map(({ subnetId }) => subnetId),
        }),
      ),
    );
    const made = this.attachmentOf(vpcId);
    if (done && made) this.byHand.add(made.attachmentId);
    return done;
  }

  /** Deletes the mesh's route of the last route table, or replaces it by one to an internet gateway. */
  async #route(vpc: Vpc, does: 'unroute' | 'own-route'): Promise<boolean> {
    const { land } = this;
    const client = land.ec2(vpc.ownerId);
    const table = land.world.ec2.routeTablesOf(vpc).at(-1);
    const where = { RouteTableId: table?.routeTableId, DestinationPrefixListId: land.view.prefixListId() };
    const removed = await accepted(client.send(new ec2.DeleteRouteCommand(where)));
    if (does === 'unroute') return removed;
    const { InternetGateway } = await client.send(new ec2.CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway?.InternetGatewayId ?? '';
    await accepted(client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpc.vpcId })));
    return accepted(client.send(new ec2.CreateRouteCommand({ ...where, GatewayId: InternetGatewayId })));
  }
}

const nameOf = (number: number): string => `life-${number}`;
const no = (): Promise<false> => Promise.resolve(false);
const named = ({ attachmentId }: TransitGatewayAttachment) => ({ TransitGatewayAttachmentId: attachmentId });
