import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { required } from './common';
import { arnOf, unknownId } from './resources';
import type { RouteTable, Subnet, Vpc } from './vpc-types';

/** A VPC of the caller in this region, else InvalidVpcID.NotFound: also for those of other accounts. */
export function ownVpc(world: World, call: Call, vpcId: string | undefined): Vpc {
  const id = required(vpcId, 'vpcId');
  const vpc = world.ec2.vpcs.owned(id, call);
  if (!vpc) throw unknownId('vpc', id);
  return vpc;
}

export function ownSubnet(world: World, call: Call, subnetId: string | undefined): Subnet {
  const id = required(subnetId, 'subnetId');
  const subnet = world.ec2.subnets.owned(id, call);
  if (!subnet) throw unknownId('subnet', id);
  return subnet;
}

export function ownVpcRouteTable(world: World, call: Call, routeTableId: string | undefined): RouteTable {
  const id = required(routeTableId, 'routeTableId');
  const table = world.ec2.routeTables.owned(id, call);
  if (!table) throw unknownId('route-table', id);
  return table;
}

export function vpcOf(world: World, record: { readonly vpcId: string }): Vpc {
  const vpc = world.ec2.vpc(record.vpcId);
  if (!vpc) throw new Error(`${record.vpcId} is gone and something of it stayed`);
  return vpc;
}

/** Own subnets, and those that another account shares with the caller (VPC User Guide, "Share your VPC subnets"). */
export function visibleSubnets(world: World, call: Call): Subnet[] {
  return [...world.ec2.subnets.of(call), ...sharedSubnets(world, call)];
}

/** Own VPCs, and those of shared subnets: a participant sees the VPC, with its owner in OwnerId. */
export function visibleVpcs(world: World, call: Call): Vpc[] {
  const foreign = sharedSubnets(world, call).map((subnet) => vpcOf(world, subnet));
  return [...world.ec2.vpcs.of(call), ...new Set(foreign)];
}

/** Own route tables, and those that shared subnets use. */
export function visibleRouteTables(world: World, call: Call): RouteTable[] {
  const foreign = sharedSubnets(world, call).flatMap((subnet) => world.ec2.routeTableOf(subnet) ?? []);
  return [...world.ec2.routeTables.of(call), ...new Set(foreign)];
}

function sharedSubnets(world: World, call: Call): Subnet[] {
  return world.ram.sharedWith(call.accountId).flatMap((arn) => {
    const subnet = world.ec2.subnet(arn.slice(arn.lastIndexOf('/') + 1));
    const shared = subnet && subnet.region === call.region && arnOf('subnet', subnet, subnet.subnetId) === arn;
    return shared ? [subnet] : [];
  });
}

export const dependencyViolation = (message: string): AwsError => new AwsError('DependencyViolation', message);
