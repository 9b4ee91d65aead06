import type { World } from '../world';
import { becomeAvailable } from './tgw-attachment-life';
import type { OtherResource, TransitGatewayAttachment } from './tgw-types';

/** What a test attaches to a transit gateway beside VPCs. */
export interface OtherAttachment extends OtherResource {
  readonly transitGatewayId: string;
  /** `vpn-…`, the id of a Direct Connect gateway, of a Connect attachment's transport, or of the peer. */
  readonly resourceId: string;
  /** The account of the resource; that of the transit gateway when absent. */
  readonly ownerId?: string;
}

/**
 * Adds an available attachment of another type than VPC, as VPN, Direct Connect, Connect and peering make them through
 * calls that the twin does not have. It uses the default route tables of its transit gateway where those are on. What it
 * propagates is in `other.cidrs`, which tests may change: it shows in the route tables at once.
 * @throws Error if the transit gateway does not exist
 */
export function addOtherAttachment(world: World, wanted: OtherAttachment): TransitGatewayAttachment {
  const { transitGatewayId, resourceId, type, cidrs } = wanted;
  const gateway = world.ec2.transitGateway(transitGatewayId);
  if (!gateway) throw new Error(`${transitGatewayId} does not exist.`);
  const attachment: TransitGatewayAttachment = {
    attachmentId: world.ids.ec2('tgw-attach'),
    transitGatewayId,
    transitGatewayOwnerId: gateway.ownerId,
    region: gateway.region,
    vpcId: resourceId,
    vpcOwnerId: wanted.ownerId ?? gateway.ownerId,
    other: { type, cidrs },
    creationTime: world.clock.now(),
    state: 'available',
    subnetIds: [],
    options: {
      ...{ dnsSupport: 'disable', securityGroupReferencingSupport: 'disable' },
      ...{ ipv6Support: 'disable', applianceModeSupport: 'disable' },
    },
    propagations: new Map(),
  };
  world.ec2.transitGatewayAttachments.set(attachment.attachmentId, attachment);
  becomeAvailable(world, attachment);
  return attachment;
}
