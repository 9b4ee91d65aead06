import { zonesOf } from '../regions';
import type { World } from '../world';
import { makeSubnet, makeVpc } from './vpc-make';
import type { Vpc } from './vpc-types';

/** A VPC to put into a world: its subnets lie in the region's first zones, in order. */
export interface SeededVpc {
  readonly accountId: string;
  readonly region: string;
  readonly cidr: string;
  readonly subnets: readonly string[];
}

/**
 * Puts a VPC with its subnets and its main route table into the state, as CreateVpc and CreateSubnet leave them when all is
 * available: without calls, and so without events.
 */
export function seedVpc(world: World, { accountId, region, cidr, subnets }: SeededVpc): Vpc {
  const mint = (prefix: string): string => world.ids.ec2(prefix);
  const { dhcpOptionsId } = world.ec2.defaultsOf({ accountId, region });
  const vpc = makeVpc(world.ec2, mint, {
    ...{ ownerId: accountId, region, cidr, dhcpOptionsId },
    ...{ isDefault: false, instanceTenancy: 'default', state: 'available' },
  });
  const zones = zonesOf(region);
  for (const [index, block] of subnets.entries()) {
    const zone = zones[index];
    if (zone === undefined)
      throw new Error(`${region} has ${zones.length} zones, expected ${subnets.length} at least.`);
    makeSubnet(world.ec2, mint, vpc, { zone, state: 'available', cidr: block });
  }
  return vpc;
}
