import type * as ec2 from '@aws-sdk/client-ec2';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { attachmentViewOps } from './tgw-attachment-views';
import { attachmentOps } from './tgw-attachments';
import { transitGatewayOps } from './tgw-gateways';
import { tgwPrefixListReferenceOps } from './tgw-prefix-references';
import { tgwRouteOps } from './tgw-route-operations';
import { associationOps, propagationOps } from './tgw-route-table-use';
import { tgwRouteTableOps } from './tgw-route-tables';

/** Transit Gateway, as hub and spokes see it. */
export const tgwOps = (world: World): Ops<typeof ec2> => ({
  ...transitGatewayOps(world),
  ...attachmentOps(world),
  ...attachmentViewOps(world),
  ...tgwRouteTableOps(world),
  ...associationOps(world),
  ...propagationOps(world),
  ...tgwRouteOps(world),
  ...tgwPrefixListReferenceOps(world),
});
