import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { required } from './common';
import { arnOf, unknownId } from './resources';
import type { DhcpOptions, InternetGateway, RouteTable, Subnet, Vpc } from './vpc-types';

/**
 * The error for a VPC, or a part of one, that is not the caller's: UnauthorizedOperation where a subnet of the VPC is
 * shared with the caller, who then sees it (as reported in ekristen/aws-nuke #497), else the `.NotFound` of its kind.
 */
const notOwned = <T extends object>(seen: readonly T[], record: T | undefined, unknown: AwsError): AwsError =>
  record && seen.includes(record) ? notOwnedByParticipant() : unknown;

const notOwnedByParticipant = (): AwsError =>
  new AwsError(
    'UnauthorizedOperation',
    'You are not authorized to perform this operation. A subnet in this vpc is shared but the provided object is not owned by you',
    {},
    403,
  );

/** A VPC of the caller in this region. Throws UnauthorizedOperation for a participant, else InvalidVpcID.NotFound. */
export function ownVpc(world: World, call: Call, vpcId: string | undefined): Vpc {
  const id = required(vpcId, 'vpcId');
  const vpc = world.ec2.vpcs.owned(id, call);
  if (!vpc) throw notOwned(visibleVpcs(world, call), world.ec2.vpc(id), unknownId('vpc', id));
  return vpc;
}

/** As `ownVpc`, for a subnet. */
export function ownSubnet(world: World, call: Call, subnetId: string | undefined): Subnet {
  const id = required(subnetId, 'subnetId');
  const subnet = world.ec2.subnets.owned(id, call);
  if (!subnet) throw notOwned(visibleSubnets(world, call), world.ec2.subnet(id), unknownId('subnet', id));
  return subnet;
}

/** As `ownVpc`, for a route table. */
export function ownVpcRouteTable(world: World, call: Call, routeTableId: string | undefined): RouteTable {
  const id = required(routeTableId, 'routeTableId');
  const table = world.ec2.routeTables.owned(id, call);
  if (!table)
    throw notOwned(visibleRouteTables(world, call), world.ec2.routeTables.get(id), unknownId('route-table', id));
  return table;
}

/** A VPC that the caller sees, else InvalidVpcID.NotFound: participants read its attributes, too. */
export function visibleVpc(world: World, call: Call, vpcId: string | undefined): Vpc {
  const id = required(vpcId, 'vpcId');
  const vpc = visibleVpcs(world, call).find((one) => one.vpcId === id);
  if (!vpc) throw unknownId('vpc', id);
  return vpc;
}

export function vpcOf(world: World, record: { readonly vpcId: string }): Vpc {
  const vpc = world.ec2.vpc(record.vpcId);
  if (!vpc) throw new Error(`${record.vpcId} is gone and something of it stayed`);
  return vpc;
}

/**
 * Own subnets, and those that another account shares with the caller. What participants see and cannot change is in the
 * VPC User Guide, "Responsibilities and permissions for owners and participants".
 */
export function visibleSubnets(world: World, call: Call): Subnet[] {
  return [...world.ec2.subnets.of(call), ...sharedSubnets(world, call)];
}

/** Own VPCs, and those of shared subnets: a participant sees the VPC, with its owner in OwnerId. */
export function visibleVpcs(world: World, call: Call): Vpc[] {
  return [...world.ec2.vpcs.of(call), ...sharedVpcs(world, call)];
}

/** Own route tables, and those that shared subnets use. */
export function visibleRouteTables(world: World, call: Call): RouteTable[] {
  const foreign = sharedSubnets(world, call).flatMap((subnet) => world.ec2.routeTableOf(subnet) ?? []);
  return [...world.ec2.routeTables.of(call), ...new Set(foreign)];
}

/** Own DHCP options, and those of the VPCs of shared subnets. */
export function visibleDhcpOptions(world: World, call: Call): DhcpOptions[] {
  const foreign = sharedVpcs(world, call).flatMap((vpc) => world.ec2.dhcpOptions.get(vpc.dhcpOptionsId) ?? []);
  return [...world.ec2.dhcpOptions.of(call), ...new Set(foreign)];
}

/** Own internet gateways, and those of the VPCs of shared subnets. */
export function visibleInternetGateways(world: World, call: Call): InternetGateway[] {
  const foreign = sharedVpcs(world, call).flatMap(({ vpcId, ownerId: accountId, region }) =>
    world.ec2.internetGateways.of({ accountId, region }).filter((gateway) => gateway.vpcId === vpcId),
  );
  return [...world.ec2.internetGateways.of(call), ...foreign];
}

function sharedVpcs(world: World, call: Call): Vpc[] {
  return [...new Set(sharedSubnets(world, call).map((subnet) => vpcOf(world, subnet)))];
}

function sharedSubnets(world: World, call: Call): Subnet[] {
  return world.ram.sharedWith(call.accountId).flatMap((arn) => {
    const subnet = world.ec2.subnet(arn.slice(arn.lastIndexOf('/') + 1));
    const shared = subnet && subnet.region === call.region && arnOf('subnet', subnet, subnet.subnetId) === arn;
    return shared ? [subnet] : [];
  });
}

export const dependencyViolation = (message: string): AwsError => new AwsError('DependencyViolation', message);
