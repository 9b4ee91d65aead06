import * as ec2 from '@aws-sdk/client-ec2';
import { attachment } from '../../lib/attachment';
import type { Target } from '../../lib/reconcile/concept';
import { step } from '../../lib/reconcile/step';
import { settle, type Bench } from './harness';

/** A VPC as a team has made it: two subnets in two zones, the main route table and `tables` more. */
export interface MadeVpc {
  readonly account: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly subnetIds: readonly string[];
  /** Sorted. */
  readonly routeTableIds: readonly string[];
}

const RANGE: Readonly<Record<string, number>> = { dev: 1, staging: 2, prod: 3 };
const made = new WeakMap<Bench, number>();

/** An EC2 client of an account's administrator. */
export const ec2Of = ({ world, landingZone, accounts }: Bench, account: string): ec2.EC2Client =>
  new ec2.EC2Client(world.config(world.administrator(accounts[account] ?? ''), landingZone.hub.region));

/** Makes another VPC in the account's range: each case has one of its own. */
export async function makeVpc(at: Bench, account = 'dev', tables = 1): Promise<MadeVpc> {
  const number = made.get(at) ?? 0;
  made.set(at, number + 1);
  const prefix = `10.${RANGE[account]}.${number * 4}`;
  const client = ec2Of(at, account);
  const cidr = `${prefix}.0/22`;
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
  const VpcId = Vpc?.VpcId ?? '';
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const subnetIds: string[] = [];
  for (const [index, zone] of ['a', 'b'].entries())
    subnetIds.push(await makeSubnet(at, account, { vpcId: VpcId, cidr: `${prefix}.${index * 64}/26`, zone }));
  for (let table = 0; table < tables; table++) await client.send(new ec2.CreateRouteTableCommand({ VpcId }));
  const { RouteTables } = await client.send(
    new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
  );
  const routeTableIds = (RouteTables ?? []).map(({ RouteTableId }) => RouteTableId ?? '').sort();
  return { account, vpcId: VpcId, cidr, subnetIds, routeTableIds };
}

export async function makeSubnet(
  at: Bench,
  account: string,
  subnet: { readonly vpcId: string; readonly cidr: string; readonly zone: string },
): Promise<string> {
  const AvailabilityZone = `${at.landingZone.hub.region}${subnet.zone}`;
  const { Subnet } = await ec2Of(at, account).send(
    new ec2.CreateSubnetCommand({ VpcId: subnet.vpcId, CidrBlock: subnet.cidr, AvailabilityZone }),
  );
  return Subnet?.SubnetId ?? '';
}

export const joins = (vpc: MadeVpc, more: Partial<Target> = {}): Target => ({
  key: vpc.vpcId,
  intent: 'join',
  because: 'a test says so',
  segment: vpc.account,
  cidrs: [vpc.cidr],
  subnetIds: vpc.subnetIds,
  ...more,
});

export const leaves = (vpc: MadeVpc, more: Partial<Target> = {}): Target => ({
  key: vpc.vpcId,
  intent: 'leave',
  because: 'a test says so',
  drainMs: 0,
  ...more,
});

/** Attaches VPCs of one account to the hub's gateway and answers the attachments' ids. */
export async function attach(at: Bench, ...vpcs: readonly [MadeVpc, ...MadeVpc[]]): Promise<readonly string[]> {
  const [{ account }] = vpcs;
  await settle(
    at,
    step(attachment),
    vpcs.map((vpc) => joins(vpc)),
    { account },
  );
  return vpcs.map(
    ({ vpcId }) =>
      [...at.world.ec2.transitGatewayAttachments.values()].find(
        (each) => each.vpcId === vpcId && each.state === 'available',
      )?.attachmentId ?? '',
  );
}
