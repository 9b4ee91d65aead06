import type { AttachmentOwner } from '../aws/read/attachment-owners';
import type { LandingZone } from '../landing-zone';
import { addressText, type SpokeAddress } from '../names';

/** What an event names: an account, or something of the hub's that belongs to an account. */
export type Named =
  | { readonly accountId: string; readonly region?: string }
  | { readonly transitGatewayAttachmentId: string }
  | { readonly transitGatewayRouteTableId: string }
  | { readonly vpcId: string; readonly region: string }
  | { readonly hostedZoneId: string }
  | { readonly resourceShareArn: string };

/**
 * The spokes behind what events name. An account without a region stands for its spokes in all governed regions; a region
 * that is not governed has no spokes, and the hub and management accounts are none. What names no account is looked up
 * among the attachments of the hub's transit gateway: a zone or a share concerns every owner.
 */
export async function spokesOf(
  { regions, hub, organization }: LandingZone,
  names: readonly Named[],
  owners: () => Promise<readonly AttachmentOwner[]>,
): Promise<readonly SpokeAddress[]> {
  const found = new Map<string, SpokeAddress>();
  const add = (address: SpokeAddress): void => {
    const { accountId, region } = address;
    if (accountId === hub.accountId || accountId === organization.managementAccountId) return;
    if (regions.includes(region)) found.set(addressText(address), address);
  };
  for (const name of names) {
    if ('accountId' in name) {
      const { accountId } = name;
      for (const region of name.region === undefined ? regions : [name.region]) add({ accountId, region });
      continue;
    }
    for (const owner of await owners())
      if (concerns(name, owner)) add({ accountId: owner.accountId, region: hub.region });
  }
  return [...found.values()];
}

function concerns(name: Named, owner: AttachmentOwner): boolean {
  if ('transitGatewayAttachmentId' in name) return owner.attachmentId === name.transitGatewayAttachmentId;
  if ('transitGatewayRouteTableId' in name) return owner.routeTableId === name.transitGatewayRouteTableId;
  if ('vpcId' in name) return owner.vpcId === name.vpcId;
  return true;
}
