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
import { zonesOf } from '../../landing-zone';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';

export const calls = {
  spoke: {
    associate: AssociateVPCWithHostedZoneCommand,
  },
  hub: {
    disassociate: DisassociateVPCFromHostedZoneCommand,
    getZone: GetHostedZoneCommand,
    authorize: CreateVPCAssociationAuthorizationCommand,
    deauthorize: DeleteVPCAssociationAuthorizationCommand,
    listAuthorizations: ListVPCAssociationAuthorizationsCommand,
  },
  // Route 53 reads the VPC from EC2 with the caller's permissions when it associates or disassociates a zone.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'], hub: ['ec2:DescribeVpcs'] },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;
type VpcsByZone = ReadonlyMap<string, readonly string[]>;

/**
 * Reads which configured zones each VPC is associated with: for one VPC one call, for several one call per zone. Of several,
 * the zones of a VPC that lacks one of its segment's are read besides.
 * Authorizations are read only if the previous reconcile did not finish, as only then can one be left over, and for a VPC
 * that is gone or whose account cannot be entered: it is not known how its last reconcile ended.
 */
export async function observe(spoke: ConceptSpoke, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const zoneIds = Object.values(spoke.hub.zoneIds);
  const [only, ...more] = vpcIds;
  const existing = spoke.closed ? [] : (await spoke.reads.vpcs()).map(({ vpcId }) => vpcId);
  const present = vpcIds.filter((vpcId) => existing.includes(vpcId));
  const gone = present.length < vpcIds.length;
  // Only an account that can be entered lists the zones of a VPC, and only of one that exists.
  const associated =
    only !== undefined && more.length === 0 && !gone
      ? await zonesOfVpc(spoke, only, zoneIds)
      : await vpcsOfZones(spoke, zoneIds);
  const others = await otherZones(spoke, present, associated);
  const authorized =
    spoke.resumed || gone ? await authorizations(spoke, zoneIds) : new Map<string, readonly string[]>();
  const zonesIn = (vpcs: VpcsByZone, vpcId: string): readonly string[] =>
    zoneIds.filter((zoneId) => vpcs.get(zoneId)?.includes(vpcId)).sort();
  return new Map(
    vpcIds.map((vpcId) => [
      vpcId,
      {
        vpcId,
        associated: zonesIn(associated, vpcId),
        authorized: zonesIn(authorized, vpcId),
        otherZones: others.get(vpcId) ?? [],
      },
    ]),
  );
}

async function zonesOfVpc(spoke: ConceptSpoke, vpcId: string, zoneIds: readonly string[]): Promise<VpcsByZone> {
  const associated = (await spoke.reads.zonesOf(vpcId)).map(({ zoneId }) => zoneId);
  return new Map(zoneIds.map((zoneId) => [zoneId, associated.includes(zoneId) ? [vpcId] : []]));
}

/** The zones of others by VPC, for VPCs that lack a zone of the segment whose route table they are associated with. */
async function otherZones(
  spoke: ConceptSpoke,
  vpcIds: readonly string[],
  associated: VpcsByZone,
): Promise<ReadonlyMap<string, readonly Zone[]>> {
  if (spoke.closed) return new Map();
  const { routeTableIds, zoneIds } = spoke.hub;
  const configured = new Set(Object.values(zoneIds));
  // The zones of a single VPC are read already.
  const isSingle = vpcIds.length === 1;
  const associations = isSingle ? [] : await spoke.reads.associations();
  const lacking = vpcIds.filter((vpcId) => {
    if (isSingle) return true;
    const table = associations.find((association) => association.vpcId === vpcId)?.routeTableId;
    const segment = Object.keys(routeTableIds).find((name) => routeTableIds[name] === table);
    const names = segment === undefined ? Object.keys(zoneIds) : zonesOf(spoke.landingZone, segment);
    return names.some((name) => !associated.get(zoneIds[name] ?? '')?.includes(vpcId));
  });
  const entries = lacking.map(async (vpcId): Promise<[string, readonly Zone[]]> => {
    const zones = await spoke.reads.zonesOf(vpcId);
    return [vpcId, zones.filter(({ zoneId }) => !configured.has(zoneId))];
  });
  return new Map(await Promise.all(entries));
}

const vpcsOfZones = async (spoke: ConceptSpoke, zoneIds: readonly string[]): Promise<VpcsByZone> =>
  new Map(
    await Promise.all(
      zoneIds.map(async (zoneId) => {
        const { VPCs } = await spoke.calls.hub.getZone({ Id: zoneId });
        return [zoneId, (VPCs ?? []).map(({ VPCId }) => VPCId ?? '')] as const;
      }),
    ),
  );

const authorizations = async (spoke: ConceptSpoke, zoneIds: readonly string[]): Promise<VpcsByZone> =>
  new Map(
    await Promise.all(
      zoneIds.map(async (zoneId) => {
        const vpcs = await allPages(async (NextToken) => {
          const page = await spoke.calls.hub.listAuthorizations({ HostedZoneId: zoneId, NextToken });
          return { items: page.VPCs, next: page.NextToken };
        });
        return [zoneId, vpcs.map(({ VPCId }) => VPCId ?? '')] as const;
      }),
    ),
  );

/**
 * An association across accounts takes three calls. The authorization is deleted even if Route 53 refuses the
 * association for good, so that it cannot be used later. Both accounts may disassociate a zone; the hub does, because that works
 * even when the spoke's role cannot be assumed.
 */
export async function apply(change: Change, spoke: ConceptSpoke): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  const request = { HostedZoneId: change.zoneId, VPC: { VPCId: change.key, VPCRegion: spoke.region as VPCRegion } };
  if (change.what === 'authorization') await ignoreNotFound(hub.deauthorize(request));
  else if (change.verb === 'delete') await hub.disassociate(request);
  else {
    await hub.authorize(request);
    try {
      // Taken back at the first refusal, the authorization would be made anew for each attempt, and be as new each time.
      await onceVisible(() => spokeCalls.associate(request), spoke.clock);
    } finally {
      await ignoreNotFound(hub.deauthorize(request));
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
