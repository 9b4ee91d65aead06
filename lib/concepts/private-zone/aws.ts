import {
  AssociateVPCWithHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  ListVPCAssociationAuthorizationsCommand,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import type { Calls } from '../../aws/sdk/calls';
import { isFailure } from '../../aws/sdk/failure';
import { onceVisible } from '../../aws/sdk/once-visible';
import { allPages } from '../../aws/sdk/pages';
import type { Zone } from '../../aws/read/shapes';
import { zoneOwner } from '../../landing-zone';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';

/** What the owner of a zone may do with it. */
const ownersCalls = {
  disassociate: DisassociateVPCFromHostedZoneCommand,
  getZone: GetHostedZoneCommand,
  authorize: CreateVPCAssociationAuthorizationCommand,
  deauthorize: DeleteVPCAssociationAuthorizationCommand,
  listAuthorizations: ListVPCAssociationAuthorizationsCommand,
};

export const calls = {
  spoke: {
    associate: AssociateVPCWithHostedZoneCommand,
  },
  hub: ownersCalls,
  owner: ownersCalls,
  // Route 53 reads the VPC from EC2 with the caller's permissions when it associates or disassociates a zone.
  // The shared read of zones is the spoke's.
  alsoNeeds: {
    spoke: ['ec2:DescribeVpcs', 'route53:ListHostedZonesByVPC'],
    hub: ['ec2:DescribeVpcs'],
    owner: ['ec2:DescribeVpcs'],
  },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;
type VpcsByZone = ReadonlyMap<string, readonly string[]>;

/** The calls of the zone's owner: the hub's, or with the role in another account. */
const ownerOf = (spoke: ConceptSpoke, zoneId: string) => {
  const { hub, landingZone, calls: bound } = spoke;
  const [name = ''] = Object.entries(hub.zoneIds).find(([, id]) => id === zoneId) ?? [];
  const owner = zoneOwner(landingZone, name);
  return owner === landingZone.hub.accountId ? bound.hub : bound.owner(owner);
};

/** The configured zones that the VPCs of the account may get. */
const zoneIdsFor = ({ hub, landingZone, account }: ConceptSpoke): readonly string[] =>
  Object.entries(hub.zoneIds)
    .filter(([name]) => zoneOwner(landingZone, name) !== account.id)
    .map(([, zoneId]) => zoneId);

/**
 * Reads which zones each VPC is associated with: one call per VPC, with the rate of its own account. Of a VPC that is gone, or
 * whose account cannot be entered, the zones tell it: one call per zone, with the rate of its owner.
 * Authorizations are read only if the previous reconcile did not finish, as only then can one be left over, and for such a VPC:
 * it is not known how its last reconcile ended.
 */
export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const zoneIds = zoneIdsFor(spoke);
  const existing = spoke.closed ? [] : (await spoke.reads.vpcs()).map(({ vpcId }) => vpcId);
  const present = vpcIds.filter((vpcId) => existing.includes(vpcId));
  const gone = present.length < vpcIds.length;
  const zones = new Map<string, readonly Zone[]>();
  for (const vpcId of present) zones.set(vpcId, await spoke.reads.zonesOf(vpcId));
  const associated = gone ? await vpcsOfZones(spoke, zoneIds) : new Map<string, readonly string[]>();
  const authorized =
    spoke.resumed || gone ? await authorizations(spoke, zoneIds) : new Map<string, readonly string[]>();
  const zonesIn = (vpcs: VpcsByZone, vpcId: string): readonly string[] =>
    zoneIds.filter((zoneId) => vpcs.get(zoneId)?.includes(vpcId)).sort();
  return new Map(
    vpcIds.map((vpcId) => {
      const own = zones.get(vpcId);
      const configured = own?.filter(({ zoneId }) => zoneIds.includes(zoneId)).map(({ zoneId }) => zoneId);
      return [
        vpcId,
        {
          vpcId,
          associated: configured?.sort() ?? zonesIn(associated, vpcId),
          authorized: zonesIn(authorized, vpcId),
          otherZones: own?.filter(({ zoneId }) => !zoneIds.includes(zoneId)) ?? [],
        },
      ];
    }),
  );
}

const vpcsOfZones = async (spoke: ConceptSpoke, zoneIds: readonly string[]): Promise<VpcsByZone> =>
  new Map(
    await Promise.all(
      zoneIds.map(async (zoneId) => {
        const { VPCs } = await ownerOf(spoke, zoneId).getZone({ Id: zoneId });
        return [zoneId, (VPCs ?? []).map(({ VPCId }) => VPCId ?? '')] as const;
      }),
    ),
  );

const authorizations = async (spoke: ConceptSpoke, zoneIds: readonly string[]): Promise<VpcsByZone> =>
  new Map(
    await Promise.all(
      zoneIds.map(async (zoneId) => {
        const vpcs = await allPages(async (NextToken) => {
          const page = await ownerOf(spoke, zoneId).listAuthorizations({ HostedZoneId: zoneId, NextToken });
          return { items: page.VPCs, next: page.NextToken };
        });
        return [zoneId, vpcs.map(({ VPCId }) => VPCId ?? '')] as const;
      }),
    ),
  );

/**
 * An association across accounts takes three calls. The authorization is deleted even if Route 53 refuses the
 * association for good, so that it cannot be used later. Both accounts may disassociate a zone; its owner does, because that works
 * even when the spoke's role cannot be assumed.
 */
export async function apply(change: Change, spoke: ConceptSpoke): Promise<void> {
  const owner = ownerOf(spoke, change.zoneId);
  const request = { HostedZoneId: change.zoneId, VPC: { VPCId: change.key, VPCRegion: spoke.region as VPCRegion } };
  if (change.what === 'authorization') await ignoreNotFound(owner.deauthorize(request));
  else if (change.verb === 'delete') await owner.disassociate(request);
  else {
    await owner.authorize(request);
    try {
      // Taken back at the first refusal, the authorization would be made anew for each attempt, and be as new each time.
      await onceVisible(() => spoke.calls.spoke.associate(request), spoke.clock);
    } finally {
      await ignoreNotFound(owner.deauthorize(request));
    }
  }
}

async function ignoreNotFound(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}
