import { RegionInfo } from 'aws-cdk-lib/region-info';
import { REGION_NAMES, enabledByDefault } from '../../../lib/landing-zone';
import { isOptIn, regionNames, zonesOf } from '../../twin/regions';

/** CDK lists regions before AWS opens them. */
const NOT_OPEN = ['me-west-1'];

test('the config and the twin have the same regions and the same opt-in regions', () => {
  expect(regionNames()).toEqual(REGION_NAMES);
  expect(regionNames().filter(isOptIn)).toEqual(REGION_NAMES.filter((region) => !enabledByDefault(region)));
});

test('the regions are those of CDK in the commercial partition', () => {
  const known = RegionInfo.regions.filter(({ partition, name }) => partition === 'aws' && !NOT_OPEN.includes(name));
  expect(REGION_NAMES).toEqual(known.map(({ name }) => name).sort());
  expect(REGION_NAMES.filter((region) => !enabledByDefault(region))).toEqual(
    known.filter(({ isOptInRegion }) => isOptInRegion).map(({ name }) => name),
  );
});

test('each region of the twin has two Availability Zones or more, with names and ids of their own', () => {
  const zones = regionNames().flatMap((region) => zonesOf(region));
  expect(new Set(zones.map(({ name }) => name)).size).toBe(zones.length);
  expect(new Set(zones.map(({ id }) => id)).size).toBe(zones.length);
  const counts = regionNames().map(
    (region) => zonesOf(region).filter(({ type }) => type === 'availability-zone').length,
  );
  expect(Math.min(...counts)).toBe(2);
});
