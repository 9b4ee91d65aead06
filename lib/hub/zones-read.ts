import * as z from 'zod';
import type { ZonesRead } from '../aws/read/zone-vpcs';

/** What a sweep has read of zones, in a work message: VPCs name zones by their place in `zones`, so that the message stays small. */
const fields = z.object({
  at: z.iso.datetime(),
  zones: z.array(z.string()),
  vpcs: z.record(z.string(), z.array(z.int().nonnegative())),
});

export type ZonesReadFields = z.infer<typeof fields>;

/** What cannot be read counts as missing: the zones are then read from Route 53. */
export const zonesReadFields = fields.optional().catch(undefined);

export const fieldsOfZones = ({ at, zoneIds, vpcs }: ZonesRead): ZonesReadFields => ({
  at,
  zones: [...zoneIds],
  vpcs: Object.fromEntries(
    Object.entries(vpcs).map(([vpcId, ids]) => [vpcId, ids.map((id) => zoneIds.indexOf(id)).sort((a, b) => a - b)]),
  ),
});

export const zonesReadOf = ({ at, zones, vpcs }: ZonesReadFields): ZonesRead => ({
  at,
  zoneIds: zones,
  vpcs: Object.fromEntries(
    Object.entries(vpcs).map(([vpcId, places]) => [vpcId, places.flatMap((place) => zones[place] ?? [])]),
  ),
});
