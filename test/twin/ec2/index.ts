import * as ec2 from '@aws-sdk/client-ec2';
import { defineService } from '../wire/define';
import type { Call, Ops, Service } from '../wire/service';
import type { World } from '../world';
import { refuseDryRun } from './common';
import { dhcpOps } from './dhcp-operations';
import { endpointOps } from './endpoint-operations';
import { flowLogOps } from './flow-log-operations';
import { interfaceOps } from './interface-operations';
import { internetGatewayOps } from './internet-gateway-operations';
import { prefixListOps } from './prefix-operations';
import { routeOps } from './route-operations';
import { routeTableOps } from './route-table-operations';
import { subnetOps } from './subnet-operations';
import { tagOps } from './tag-operations';
import { tgwOps } from './tgw-operations';
import { vpcCidrOps } from './vpc-cidrs';
import { vpcOps } from './vpc-operations';
import { zoneOps } from './zone-operations';

/** EC2: VPCs with all that is in them, transit gateways and prefix lists. */
export const ec2Service = (world: World): Service => beforeEach(world, defineService(ec2)(ec2Ops(world)));

const ec2Ops = (world: World): Ops<typeof ec2> => ({
  ...vpcOps(world),
  ...vpcCidrOps(world),
  ...subnetOps(world),
  ...zoneOps(world),
  ...routeTableOps(world),
  ...routeOps(world),
  ...tagOps(world),
  ...dhcpOps(world),
  ...flowLogOps(world),
  ...endpointOps(world),
  ...internetGatewayOps(world),
  ...interfaceOps(world),
  ...tgwOps(world),
  ...prefixListOps(world),
});

/** Every call finds the default VPC of its account and region there, and a dry run ends here. */
function beforeEach(world: World, service: Service): Service {
  const ops: Record<string, Service['ops'][string]> = {};
  for (const [name, operate] of Object.entries(service.ops))
    ops[name] = (input: unknown, call: Call): unknown => {
      refuseDryRun(input);
      world.ec2.defaultsOf(call);
      return operate?.(input, call);
    };
  return { ...service, ops };
}
