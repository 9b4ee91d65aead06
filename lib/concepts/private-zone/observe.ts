import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Actual } from './plan';

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
