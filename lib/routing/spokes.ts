import type { AttachmentOwner } from '../aws/read/attachment-owners';
import type { LandingZone } from '../landing-zone';
import { addressText, type SpokeAddress } from '../names';

/** What an event concerns: an account, or a resource of the mesh that belongs to accounts. */
export type Subject =
  | { readonly accountId: string; readonly region?: string; readonly vpcIds?: readonly string[] }
  | { readonly transitGatewayAttachmentId: string }
  | { readonly transitGatewayRouteTableId: string }
  | { readonly vpcId: string; readonly region: string }
  | { readonly hostedZoneId: string }
  | { readonly resourceShareArn: string }
  /** The hub account, in the hub's region: its own resources are reconciled like a spoke's. */
  | { readonly hub: true };

/** A spoke that an event concerns. `keys`: the ids of the VPCs that it is about, where it is about no others. */
export interface ConcernedSpoke extends SpokeAddress {
  readonly keys?: readonly string[];
}

/**
 * The spokes that an event concerns, each once. An account without a region means its spokes in all governed regions. Other
 * regions have no spokes, and the hub and management accounts are none: the hub is woken for a subject that names it. The accounts of other subjects are those that own
 * attachments of the hub's transit gateway: a zone or a share concerns every owner.
 */
export async function spokesOf(
  { regions, hub, organization }: LandingZone,
  subjects: readonly Subject[],
  owners: () => Promise<readonly AttachmentOwner[]>,
): Promise<readonly ConcernedSpoke[]> {
  const found = new Map<string, ConcernedSpoke>();
  const add = ({ accountId, region, keys }: ConcernedSpoke): void => {
    if (accountId === hub.accountId || accountId === organization.managementAccountId) return;
    if (!regions.includes(region)) return;
    const address = { accountId, region };
    const before = found.get(addressText(address)) ?? { keys: [] };
    const both = keys && before.keys && [...new Set([...before.keys, ...keys])];
    found.set(addressText(address), { ...address, ...(both ? { keys: both } : {}) });
  };
  for (const subject of subjects) {
    if ('hub' in subject) {
      const { accountId, region } = hub;
      found.set(addressText({ accountId, region }), { accountId, region });
      continue;
    }
    if ('accountId' in subject) {
      const { accountId, vpcIds } = subject;
      for (const region of subject.region === undefined ? regions : [subject.region])
        add({ accountId, region, ...(vpcIds ? { keys: vpcIds } : {}) });
      continue;
    }
    for (const owner of await owners())
      if (concerns(subject, owner)) add({ accountId: owner.accountId, region: hub.region });
  }
  return [...found.values()];
}

function concerns(subject: Subject, owner: AttachmentOwner): boolean {
  if ('transitGatewayAttachmentId' in subject) return owner.attachmentId === subject.transitGatewayAttachmentId;
  if ('transitGatewayRouteTableId' in subject) return owner.routeTableId === subject.transitGatewayRouteTableId;
  if ('vpcId' in subject) return owner.vpcId === subject.vpcId;
  return true;
}
