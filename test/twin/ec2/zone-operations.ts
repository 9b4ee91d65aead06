import type * as ec2 from '@aws-sdk/client-ec2';
import { isOptIn, regionNames, zonesOf, type Zone } from '../regions';
import type { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { filtered, invalidValue, type FilterTable } from './common';

/** EC2 API reference: DescribeAvailabilityZones, DescribeRegions. Local Zones count as opted in. */
export const zoneOps = (world: World): Ops<typeof ec2> => ({
  DescribeAvailabilityZones(input, call) {
    const zones = zonesOf(call.region);
    const named = chosen(zones, input.ZoneNames, ({ name }) => name, zoneUnknown);
    const wanted = chosen(named, input.ZoneIds, ({ id }) => id, zoneUnknown).map((zone) =>
      describeZone(call.region, zone),
    );
    return { AvailabilityZones: filtered(wanted, input.Filters, ZONE_FILTERS) };
  },

  DescribeRegions(input, call) {
    const regions = regionNames().map((name) => describeRegion(world, call, name));
    const named = chosen(regions, input.RegionNames, ({ RegionName }) => RegionName, regionUnknown);
    // Named regions are shown whether or not the account has enabled them (EC2 API reference, DescribeRegions).
    const all = input.AllRegions === true || (input.RegionNames ?? []).length > 0;
    const enabled = named.filter(({ OptInStatus }) => all || OptInStatus !== 'not-opted-in');
    return { Regions: filtered(enabled, input.Filters, REGION_FILTERS) };
  },
});

/** Those that `keys` name, or all without keys; a key that names none is an error. */
function chosen<T>(
  items: readonly T[],
  keys: readonly string[] | undefined,
  keyOf: (item: T) => string | undefined,
  unknown: (key: string) => AwsError,
): readonly T[] {
  if (!keys || keys.length === 0) return items;
  return keys.map((key) => {
    const item = items.find((candidate) => keyOf(candidate) === key);
    if (!item) throw unknown(key);
    return item;
  });
}

const zoneUnknown = (key: string): AwsError => invalidValue(`Invalid availability zone: [${key}]`);
const regionUnknown = (key: string): AwsError => invalidValue(`Invalid region names provided: '${key}'`);

const ZONE_FILTERS: FilterTable<ec2.AvailabilityZone> = {
  'group-name': ({ GroupName }) => GroupName,
  'opt-in-status': ({ OptInStatus }) => OptInStatus,
  'parent-zone-id': ({ ParentZoneId }) => ParentZoneId,
  'parent-zone-name': ({ ParentZoneName }) => ParentZoneName,
  'region-name': ({ RegionName }) => RegionName,
  state: ({ State }) => State,
  'zone-id': ({ ZoneId }) => ZoneId,
  'zone-name': ({ ZoneName }) => ZoneName,
  'zone-type': ({ ZoneType }) => ZoneType,
};

const REGION_FILTERS: FilterTable<ec2.Region> = {
  endpoint: ({ Endpoint }) => Endpoint,
  'opt-in-status': ({ OptInStatus }) => OptInStatus,
  'region-name': ({ RegionName }) => RegionName,
};

function describeZone(region: string, { name, id, type }: Zone): ec2.AvailabilityZone {
  const common = { RegionName: region, ZoneName: name, ZoneId: id, ZoneType: type, State: 'available' } as const;
  if (type === 'availability-zone')
    return { ...common, OptInStatus: 'opt-in-not-required', GroupName: region, NetworkBorderGroup: region };
  const [parent] = zonesOf(region);
  const group = name.slice(0, -1);
  return {
    ...common,
    OptInStatus: 'opted-in',
    GroupName: group,
    NetworkBorderGroup: group,
    ParentZoneName: parent?.name,
    ParentZoneId: parent?.id,
  };
}

const describeRegion = (world: World, call: Call, name: string): ec2.Region => ({
  RegionName: name,
  Endpoint: `ec2.${name}.amazonaws.com`,
  OptInStatus: optInStatus(world, call, name),
});

function optInStatus(world: World, { accountId }: Call, region: string): string {
  if (!isOptIn(region)) return 'opt-in-not-required';
  return world.account.usable(accountId, region) ? 'opted-in' : 'not-opted-in';
}
