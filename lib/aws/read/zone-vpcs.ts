import { GetHostedZoneCommand } from '@aws-sdk/client-route-53';
import { bind, type Calls } from '../sdk/calls';
import type { Session } from '../sdk/session';

export const calls = { spoke: {}, hub: { getZone: GetHostedZoneCommand } } satisfies Calls;

/** Which of the hub's private zones VPCs were associated with when a sweep read it. */
export interface ZonesRead {
  /** When the reading began: ISO time. */
  readonly at: string;
  /** The zones that were read. */
  readonly zoneIds: readonly string[];
  /** Of those, the zones of each VPC that is told about. */
  readonly vpcs: Readonly<Record<string, readonly string[]>>;
}

/**
 * The VPCs of each zone: one call a zone, as GetHostedZone returns all of its VPCs and has no pages (Route 53 API reference). They are
 * made one after the other: all calls of an account share one quota. Throws a `Failure`.
 */
export async function vpcsOfZones(
  hub: Session,
  zoneIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { getZone } = bind(calls.hub, hub);
  const zones = new Map<string, string[]>();
  for (const Id of zoneIds) {
    const { VPCs = [] } = await getZone({ Id });
    for (const { VPCId = '' } of VPCs) zones.set(VPCId, [...(zones.get(VPCId) ?? []), Id]);
  }
  return zones;
}
