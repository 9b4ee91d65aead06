import type { World } from '../world';
import { overlaps } from './cidr';
import { attachmentsOf, carries } from './tgw-lookups';
import type { HeldCidr, TransitGateway, TransitGatewayAttachment, TransitGatewayRouteTable } from './tgw-types';

const propagates = (attachment: TransitGatewayAttachment): boolean =>
  !attachment.other && carries(attachment) && isEnabledSomewhere(attachment);

function isEnabledSomewhere({ propagations }: TransitGatewayAttachment): boolean {
  for (const state of propagations.values()) if (state === 'enabled') return true;
  return false;
}

/** Which propagated route to a CIDR is used after a VPC's (AWS docs: Transit Gateway, "Route evaluation order"). */
const PRECEDENCE: readonly (string | undefined)[] = ['direct-connect-gateway', 'connect', 'vpn'];

/** All CIDRs of the VPC, also those it got after it was attached; propagation cannot be narrowed. IPv6 only if the attachment supports it. */
function vpcCidrs(world: World, attachment: TransitGatewayAttachment): string[] {
  const vpc = world.ec2.vpc(attachment.vpcId);
  if (!vpc) return [];
  const ipv6 = attachment.options.ipv6Support === 'enable' ? vpc.ipv6Cidrs : [];
  return [...vpc.cidrs, ...ipv6].filter(({ state }) => state === 'associated').map(({ cidr }) => cidr);
}

/**
 * Brings up to date which attachment holds which CIDR. A CIDR that equals or overlaps one that another attachment
 * already propagates is silently left out, until the first one goes (EC2 API reference,
 * CreateTransitGatewayVpcAttachment). AWS names no order for CIDRs that wait; here the oldest attachment comes first.
 */
export function settleCidrs(world: World, gateway: TransitGateway): void {
  const held = gateway.heldCidrs;
  const wanted = new Set<string>();
  const waiting: (readonly [key: string, candidate: HeldCidr])[] = [];
  for (const attachment of world.ec2.transitGatewayAttachments.values()) {
    if (attachment.transitGatewayId !== gateway.transitGatewayId || !propagates(attachment)) continue;
    const { attachmentId } = attachment;
    for (const cidr of vpcCidrs(world, attachment)) {
      const key = `${attachmentId}/${cidr}`;
      wanted.add(key);
      if (!held.has(key)) waiting.push([key, { attachmentId, cidr }]);
    }
  }
  if (held.size + waiting.length > wanted.size) for (const key of held.keys()) if (!wanted.has(key)) held.delete(key);
  for (const [key, candidate] of waiting) {
    if (!isTaken(held, candidate)) held.set(key, candidate);
  }
}

function isTaken(held: ReadonlyMap<string, HeldCidr>, candidate: HeldCidr): boolean {
  for (const { cidr } of held.values()) if (overlaps(cidr, candidate.cidr)) return true;
  return false;
}

/**
 * The routes that attachments propagate to a TGW route table, by CIDR. Of routes to one CIDR there is the preferred one
 * only; attachments of other types than VPC keep out no overlapping CIDR.
 */
export function propagatedRoutes(world: World, table: TransitGatewayRouteTable): Map<string, TransitGatewayAttachment> {
  const gateway = world.ec2.transitGateways.get(table.transitGatewayId);
  const routes = new Map<string, TransitGatewayAttachment>();
  if (!gateway) return routes;
  settleCidrs(world, gateway);
  for (const { attachmentId, cidr } of gateway.heldCidrs.values()) {
    const attachment = world.ec2.transitGatewayAttachments.get(attachmentId);
    if (attachment?.propagations.get(table.routeTableId) === 'enabled') routes.set(cidr, attachment);
  }
  const others = attachmentsOf(world, table.transitGatewayId)
    .filter((one) => one.other && carries(one) && one.propagations.get(table.routeTableId) === 'enabled')
    .sort((a, b) => PRECEDENCE.indexOf(a.other?.type) - PRECEDENCE.indexOf(b.other?.type));
  for (const attachment of others)
    for (const cidr of attachment.other?.cidrs ?? []) if (!routes.has(cidr)) routes.set(cidr, attachment);
  return routes;
}
