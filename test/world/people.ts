import * as ec2 from '@aws-sdk/client-ec2';
import {
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { eventually } from '../twin/eventually';
import type { World } from '../twin/world';
import { accountBaseline } from './existing';
import { subnetCidr } from './subnets';

/** What a workload team builds. */
export interface VpcPlan {
  readonly cidr: string;
  /** Letters of the Availability Zones that get a subnet, such as `abc`. */
  readonly zones: string;
  /** Route tables beside the main one. */
  readonly routeTables?: number;
}

/** What people of the organization do, through plain SDK calls. Of the automation they use the tag on a VPC and no more. */
export class People {
  readonly #clients = new Map<string, Promise<ec2.EC2Client>>();
  readonly organizations: OrganizationsClient;

  constructor(
    readonly world: World,
    readonly landingZone: LandingZone,
  ) {
    this.organizations = new OrganizationsClient(world.config(this.#management(), 'us-east-1'));
  }

  get #joinKey(): string {
    return namingOf(this.landingZone).tags.join;
  }

  #management() {
    return this.world.administrator(this.landingZone.organization.managementAccountId);
  }

  /** An administrator of a member account, through the role that every created account has. */
  async configOf(accountId: string, region = this.landingZone.hub.region) {
    const sts = new STSClient(this.world.config(this.#management(), 'us-east-1'));
    const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'administrator' }));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    return { ...this.world.config(this.#management(), region), credentials };
  }

  ec2(accountId: string): Promise<ec2.EC2Client> {
    const known = this.#clients.get(accountId) ?? this.configOf(accountId).then((config) => new ec2.EC2Client(config));
    this.#clients.set(accountId, known);
    return known;
  }

  /** Creates an account and waits until Organizations has it; it lands in the root, with the organization's baseline. */
  async createAccount(name: string): Promise<string> {
    const request = new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` });
    const { CreateAccountStatus } = await this.organizations.send(request);
    let accountId = '';
    await eventually(this.world, `account ${name} exists`, async () => {
      const status = await this.organizations.send(
        new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
      );
      accountId = status.CreateAccountStatus?.AccountId ?? '';
      return status.CreateAccountStatus?.State === 'SUCCEEDED';
    });
    await accountBaseline(this.world, this.landingZone, accountId);
    return accountId;
  }

  async move(accountId: string, from: string, to: string): Promise<void> {
    await this.organizations.send(
      new MoveAccountCommand({ AccountId: accountId, SourceParentId: from, DestinationParentId: to }),
    );
  }

  async createVpc(accountId: string, { cidr, zones, routeTables = 2 }: VpcPlan): Promise<string> {
    const client = await this.ec2(accountId);
    const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
    const vpcId = Vpc?.VpcId ?? '';
    await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
    for (const zone of zones) await this.addSubnet(accountId, vpcId, zone);
    for (let table = 0; table < routeTables; table++)
      await client.send(new ec2.CreateRouteTableCommand({ VpcId: vpcId }));
    return vpcId;
  }

  /** A subnet in a zone, given by its letter. */
  async addSubnet(accountId: string, vpcId: string, zone: string): Promise<string> {
    const client = await this.ec2(accountId);
    const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [vpcId] }));
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: subnetCidr(Vpcs?.[0]?.CidrBlock ?? '', zone),
        AvailabilityZone: `${this.landingZone.hub.region}${zone}`,
      }),
    );
    return Subnet?.SubnetId ?? '';
  }

  async tag(accountId: string, vpcId: string, value = 'true'): Promise<void> {
    const client = await this.ec2(accountId);
    await client.send(new ec2.CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key: this.#joinKey, Value: value }] }));
  }

  async untag(accountId: string, vpcId: string): Promise<void> {
    const client = await this.ec2(accountId);
    await client.send(new ec2.DeleteTagsCommand({ Resources: [vpcId], Tags: [{ Key: this.#joinKey }] }));
  }
}
