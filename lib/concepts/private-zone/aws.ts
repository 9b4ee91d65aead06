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
import { allPages } from '../../aws/sdk/pages';
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
  // Associating and disassociating, Route 53 asks EC2 on the caller's behalf whose VPC it is.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'], hub: ['ec2:DescribeVpcs'] },
} satisfies Calls;

type Here = Spoke<typeof calls>;
type VpcsByZone = ReadonlyMap<string, readonly string[]>;

/**
 * Which configured zones each VPC is associated with: asked per zone, a fixed number of calls however many VPCs there
 * are; of one VPC alone, Route 53 lists its zones. Authorizations are looked for only after an attempt that ended
 * without an answer: one lingers only if the worker died between giving and taking it.
 */
export async function observe(spoke: Here, vpcIds: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const zoneIds = Object.values(spoke.hub.zoneIds);
  const [only, ...others] = vpcIds;
  const associated =
    only !== undefined && others.length === 0 && !spoke.closed
      ? await zonesOfVpc(spoke, only, zoneIds)
      : await vpcsOfZones(spoke, zoneIds);
  const authorized = spoke.resumed ? await authorizations(spoke, zoneIds) : new Map<string, readonly string[]>();
  const of = (vpcs: VpcsByZone, vpcId: string): readonly string[] =>
    zoneIds.filter((zoneId) => vpcs.get(zoneId)?.includes(vpcId)).sort();
  return new Map(
    vpcIds.map((vpcId) => [vpcId, { vpcId, associated: of(associated, vpcId), authorized: of(authorized, vpcId) }]),
  );
}

async function zonesOfVpc(spoke: Here, vpcId: string, zoneIds: readonly string[]): Promise<VpcsByZone> {
  const associated = (await spoke.reads.zonesOf(vpcId)).map(({ zoneId }) => zoneId);
  return new Map(zoneIds.map((zoneId) => [zoneId, associated.includes(zoneId) ? [vpcId] : []]));
}

const vpcsOfZones = async (spoke: Here, zoneIds: readonly string[]): Promise<VpcsByZone> =>
  new Map(
    await Promise.all(
      zoneIds.map(async (zoneId) => {
        const { VPCs } = await spoke.calls.hub.getZone({ Id: zoneId });
        return [zoneId, (VPCs ?? []).map(({ VPCId }) => VPCId ?? '')] as const;
      }),
    ),
  );

const authorizations = async (spoke: Here, zoneIds: readonly string[]): Promise<VpcsByZone> =>
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
 * To make an association across accounts takes three calls; the authorization is taken back, also where Route 53 refuses
 * the association, so that it cannot be used again. Either account may end one: the hub does, also for an account that
 * cannot be entered.
 */
export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  const request = { HostedZoneId: change.zoneId, VPC: { VPCId: change.key, VPCRegion: spoke.region as VPCRegion } };
  if (change.what === 'authorization') await takenBack(hub.deauthorize(request));
  else if (change.verb === 'delete') await hub.disassociate(request);
  else {
    await hub.authorize(request);
    try {
      await spokeCalls.associate(request);
    } finally {
      await takenBack(hub.deauthorize(request));
    }
  }
}

/** One that is gone already is taken back. */
async function takenBack(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}
