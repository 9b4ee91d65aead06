import { CreateAccountCommand, CreateOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EnableSharingWithAwsOrganizationCommand, RAMClient } from '@aws-sdk/client-ram';
import { World, type WorldOptions } from './world';

export const MANAGEMENT = '100000000001';
export const HUB = '100000000002';
export const DEV = '200000000003';
export const PROD = '200000000004';
export const REGION = 'eu-west-1';

/** A world with an organization of four accounts, made by API calls. RAM shares within it without invitations. */
export async function worldWithOrganization(options: WorldOptions = {}): Promise<World> {
  const world = new World({
    ...options,
    given: {
      managementAccountId: MANAGEMENT,
      organizationId: 'o-sampleorg1',
      accounts: { hub: HUB, dev: DEV, prod: PROD },
      ...options.given,
    },
  });
  const organizations = new OrganizationsClient(world.config(world.administrator(MANAGEMENT), 'us-east-1'));
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  for (const AccountName of ['hub', 'dev', 'prod'])
    await organizations.send(new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }));
  await new RAMClient(as(world, MANAGEMENT)).send(new EnableSharingWithAwsOrganizationCommand({}));
  await world.clock.jump(60_000);
  return world;
}

/** What a client of the account takes: `new EC2Client(as(world, HUB))`. */
export const as = (world: World, accountId: string, region = REGION) =>
  world.config(world.administrator(accountId), region);

/** Creates a VPC and returns its id. */
export async function createVpc(world: World, accountId: string, CidrBlock: string, region = REGION): Promise<string> {
  const { Vpc } = await new EC2Client(as(world, accountId, region)).send(new CreateVpcCommand({ CidrBlock }));
  if (Vpc?.VpcId === undefined) throw new Error('CreateVpc answered no VpcId.');
  return Vpc.VpcId;
}

/** Creates a subnet in the zone `a`, `b` or `c` and returns its id. */
export async function createSubnet(
  world: World,
  accountId: string,
  subnet: { readonly vpcId: string; readonly cidr: string; readonly zone: string },
  region = REGION,
): Promise<string> {
  const { Subnet } = await new EC2Client(as(world, accountId, region)).send(
    new CreateSubnetCommand({
      VpcId: subnet.vpcId,
      CidrBlock: subnet.cidr,
      AvailabilityZone: `${region}${subnet.zone}`,
    }),
  );
  if (Subnet?.SubnetId === undefined) throw new Error('CreateSubnet answered no SubnetId.');
  return Subnet.SubnetId;
}

/** Matches a text that has `part` in it, or that fits it. */
export const textWith = (part: string | RegExp): unknown =>
  typeof part === 'string' ? expect.stringContaining(part) : expect.stringMatching(part);
