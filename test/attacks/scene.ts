import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import { ADMISSIONS_TABLE, STATUS, type JoinConcept } from '../../lib/names';
import { leadTo } from '../e2e/watch';
import { withoutServiceControl } from '../world/assembly/edits';
import type { LandingZone } from '../../lib/landing-zone';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { fixtureLandingZone } from '../world/landing-zone';
import { mesh, type MeshRow } from '../world/mesh';
import { QUICK_STATES, SharedWorlds, withPeople } from '../world/shared';

const MINUTE = 60_000;
/** Without service control policies. */
const organizations = new SharedWorlds<EnrolledWorld>();

/** The fixture with these concepts only: a VPC joins and leaves in half the time. */
export function onlyConcepts(...concepts: readonly JoinConcept[]): LandingZone {
  const { join, logs, ...rest } = fixtureLandingZone();
  return { ...rest, join: { ...join, concepts: [...concepts] }, logs: { ...logs, query: false } };
}

/**
 * An organization in which attackers are administrators of the accounts `dev` and `dev-second`. It has no service control
 * policies: what they deny may have happened before they existed.
 */
export class Scene {
  private constructor(readonly setting: EnrolledWorld) {}

  /** In the same world each time, brought back to its beginning. `landingZone`: what the functions get, by default all concepts. */
  static async shared(landingZone = fixtureLandingZone()): Promise<Scene> {
    const build = async (): Promise<EnrolledWorld> => (await Scene.build(landingZone)).setting;
    return Scene.of(await withPeople(organizations.begin(JSON.stringify(landingZone), build)));
  }

  /** `landingZone`: what the functions get. `deployed`: what the stacks are made of, and so the permissions. */
  static async build(landingZone: LandingZone, deployed = fixtureLandingZone()): Promise<Scene> {
    return Scene.of(
      await enrolledOrganization(landingZone, { deployed, edit: withoutServiceControl, times: QUICK_STATES }),
    );
  }

  private static of(setting: EnrolledWorld): Scene {
    setting.world.ec2.quotas.vpcsPerRegion = 100;
    return new Scene(setting);
  }

  get world() {
    return this.setting.world;
  }

  account(name: string): string {
    const id = this.setting.organization.accounts[name];
    if (id === undefined) throw new Error(`The organization has no account ${name}.`);
    return id;
  }

  /** Another account of the OU of `dev`. */
  async secondDev(name = 'dev-second'): Promise<string> {
    const { people, organization } = this.setting;
    const id = await people.createAccount(name);
    await people.move(id, organization.rootId, organization.organizationalUnits['Workloads/Dev'] ?? '');
    await this.wait(5);
    return id;
  }

  /** A VPC with subnets in two zones. */
  async vpc(accountId: string, cidr: string): Promise<string> {
    const vpcId = await this.setting.people.createVpc(accountId, { cidr, zones: 'ab', routeTables: 0 });
    await this.wait(1);
    return vpcId;
  }

  async joined(accountId: string, cidr: string): Promise<string> {
    const vpcId = await this.vpc(accountId, cidr);
    await this.tag(accountId, vpcId);
    await untilVpcIs(this.setting, vpcId, 'joined');
    return vpcId;
  }

  /** VPCs of these ranges that have joined side by side. */
  async joinedTogether(accountId: string, ...cidrs: readonly string[]): Promise<readonly string[]> {
    const vpcs: string[] = [];
    for (const cidr of cidrs) vpcs.push(await this.vpc(accountId, cidr));
    for (const vpcId of vpcs) await this.tag(accountId, vpcId);
    for (const vpcId of vpcs) await untilVpcIs(this.setting, vpcId, 'joined');
    return vpcs;
  }

  tag(accountId: string, vpcId: string, value = 'true'): Promise<void> {
    return this.setting.people.tag(accountId, vpcId, value);
  }

  untag(accountId: string, vpcId: string): Promise<void> {
    return this.setting.people.untag(accountId, vpcId);
  }

  until(vpcId: string, state: string): Promise<void> {
    return untilVpcIs(this.setting, vpcId, state);
  }

  async addCidr(accountId: string, vpcId: string, CidrBlock: string): Promise<void> {
    const client = await this.setting.people.ec2(accountId);
    await client.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock }));
  }

  /** Attaches a VPC as its team can without Wheelwright. Returns the attachment's id. */
  async attachByHand(
    accountId: string,
    vpcId: string,
    Options?: ec2.CreateTransitGatewayVpcAttachmentRequestOptions,
  ): Promise<string> {
    const client = await this.setting.people.ec2(accountId);
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand({ Filters }));
    const { TransitGatewayVpcAttachment } = await client.send(
      new ec2.CreateTransitGatewayVpcAttachmentCommand({
        TransitGatewayId: this.setting.hub.transitGatewayId,
        VpcId: vpcId,
        SubnetIds: Subnets.map(({ SubnetId }) => SubnetId ?? ''),
        Options,
      }),
    );
    await this.wait(5);
    return TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
  }

  /** The hub's EC2 with the rights of the hub's administrators. */
  get hubEc2(): ec2.EC2Client {
    return new ec2.EC2Client(this.hubConfig());
  }

  get dynamo(): dynamodb.DynamoDBClient {
    return new dynamodb.DynamoDBClient(this.hubConfig());
  }

  /** For a client with the rights of the hub's administrators. */
  hubConfig() {
    const { landingZone, world } = this.setting;
    return world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region);
  }

  /** Loses every item of the admissions table. */
  async loseAdmissions(): Promise<void> {
    const { Items = [] } = await this.dynamo.send(new dynamodb.ScanCommand({ TableName: ADMISSIONS_TABLE }));
    for (const { pk, sk } of Items)
      if (pk && sk)
        await this.dynamo.send(new dynamodb.DeleteItemCommand({ TableName: ADMISSIONS_TABLE, Key: { pk, sk } }));
  }

  /** Removes a tag that the hub has set on a VPC's attachment. */
  async loseHubTag(vpcId: string, Key: string): Promise<void> {
    await this.hubEc2.send(
      new ec2.DeleteTagsCommand({ Resources: [this.attachmentOf(vpcId)?.attachmentId ?? ''], Tags: [{ Key }] }),
    );
  }

  attachmentOf(vpcId: string) {
    return [...this.world.ec2.transitGatewayAttachments.values()].find(
      (attachment) => attachment.vpcId === vpcId && attachment.state !== 'deleted',
    );
  }

  status(vpcId: string): string | undefined {
    return this.world.ec2.tagsOf(vpcId, this.world.ec2.vpc(vpcId)?.ownerId ?? '').get(STATUS);
  }

  /** The segments whose route tables lead to the VPC. */
  leadTo(vpcId: string): readonly string[] {
    return leadTo(this.setting, vpcId);
  }

  row(vpcId: string): MeshRow | undefined {
    return mesh(this.world, this.setting.landingZone).find((row) => row.vpcId === vpcId);
  }

  async wait(minutes: number): Promise<void> {
    await this.world.clock.jump(minutes * MINUTE);
  }

  async sweep(): Promise<void> {
    await this.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await this.wait(3);
  }
}
