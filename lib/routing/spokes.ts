import type { Owned } from '../aws/read/attachment-owners';
import type { LandingZone } from '../landing-zone';

/** Someone whom an event names, by account or by something of the hub's that belongs to an account. */
export type Named =
  | { readonly accountId: string; readonly region?: string }
  | { readonly transitGatewayAttachmentId: string }
  | { readonly transitGatewayRouteTableId: string }
  | { readonly vpcId: string; readonly region: string }
  | { readonly hostedZoneId: string }
  | { readonly resourceShareArn: string };

export interface SpokeAddress {
  readonly account: string;
  readonly region: string;
}

/**
 * The spokes behind what events name. An account without a region is fanned out to its governed regions; a region that
 * is not governed is nobody's, and the hub and management accounts are no spokes. What names no account is looked up among the mesh's attachments: a zone or a share
 * concerns everybody who is attached.
 */
export async function spokesOf(
  { regions, hub, organization }: LandingZone,
  names: readonly Named[],
  owners: () => Promise<readonly Owned[]>,
): Promise<readonly SpokeAddress[]> {
  const found = new Map<string, SpokeAddress>();
  const add = (account: string, region: string): void => {
    if (account === hub.accountId || account === organization.managementAccountId) return;
    if (regions.includes(region)) found.set(`${account}/${region}`, { account, region });
  };
  for (const name of names) {
    if ('accountId' in name) {
      for (const region of name.region === undefined ? regions : [name.region]) add(name.accountId, region);
      continue;
    }
    for (const owned of await owners()) if (concerns(name, owned)) add(owned.accountId, hub.region);
  }
  return [...found.values()];
}

function concerns(name: Named, owned: Owned): boolean {
  if ('transitGatewayAttachmentId' in name) return owned.attachmentId === name.transitGatewayAttachmentId;
  if ('transitGatewayRouteTableId' in name) return owned.routeTableId === name.transitGatewayRouteTableId;
  if ('vpcId' in name) return owned.vpcId === name.vpcId;
  return true;
}
