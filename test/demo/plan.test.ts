import { readLandingZone } from '../../infra/landing-zone-file';
import { contains, REGION_NAMES, type LandingZone } from '../../lib/landing-zone';
import { zonesOf } from '../twin/regions';
import { fixtureLandingZone } from '../world/landing-zone';
import { planStory, zonesFor } from './plan';

const fixture = fixtureLandingZone();
const other = readLandingZone('test/fixtures/other.yaml');
const segmentsOf = (landingZone: LandingZone, ...names: readonly string[]): LandingZone => ({
  ...landingZone,
  segments: Object.fromEntries(Object.entries(landingZone.segments).filter(([name]) => names.includes(name))),
});

test.each([
  ['the fixture', fixture],
  ['another landing zone', other],
  ['one with two segments', segmentsOf(fixture, 'shared', 'dev')],
])('the VPCs of %s lie apart in the ranges of their segments', (_, landingZone) => {
  const vpcs = Object.values(planStory(landingZone).vpcs);
  for (const { segment, cidr } of vpcs)
    expect(landingZone.segments[segment]?.cidrs.some((outer) => contains({ outer, inner: cidr }))).toBe(true);
  expect(new Set(vpcs.map(({ cidr }) => cidr)).size).toBe(vpcs.length);
  expect(new Set(vpcs.map(({ name }) => name)).size).toBe(vpcs.length);
});

test('the teams are those of the first segments that name an OU', () => {
  const { first, second, third, created, foreignSegment } = planStory(other);
  expect([first, second, third].map(({ segment }) => segment)).toEqual(['test', 'live', 'tools']);
  expect({ created, foreignSegment, unit: first.unit }).toEqual({
    created: 'test-analytics',
    foreignSegment: 'test',
    unit: 'Workloads/Test',
  });
});

test('with fewer segments one team has several parts', () => {
  const { first, third, foreignSegment } = planStory(segmentsOf(fixture, 'shared', 'dev'));
  expect(third).toEqual(first);
  expect(foreignSegment).toBe('shared');
});

test('a VPC is tagged with its segment where the OU permits several', () => {
  const unit = fixture.segments['dev']?.organizationalUnits ?? [];
  const { dev, staging } = fixture.segments;
  if (!dev || !staging) throw new Error('The fixture has no segments dev and staging.');
  const shared = { ...fixture, segments: { dev, staging: { ...staging, organizationalUnits: unit } } };
  expect(planStory(shared).first.tag).toBe('dev');
  expect(planStory(fixture).first.tag).toBe('true');
});

test('a hub VPC in the range of a segment is left out', () => {
  const { dev } = fixture.segments;
  if (!dev) throw new Error('The fixture has no segment dev.');
  const hub = { ...fixture.hub, vpc: { cidr: '10.1.0.0/20', azs: 3 } };
  expect(planStory({ ...fixture, hub, segments: { dev } }).vpcs.first.cidr).toBe('10.1.16.0/20');
});

test.each([
  ['no segment names an OU', segmentsOf(fixture, 'shared'), /^segments: expected one with organizationalUnits/],
  [
    'a segment is too small',
    { ...fixture, segments: { dev: { ...fixture.segments['dev'], cidrs: ['10.1.0.0/23'] } } } as LandingZone,
    /^segments\.dev\.cidrs: expected room/,
  ],
])('there is no story where %s', (_, landingZone, message) => {
  expect(() => planStory(landingZone)).toThrow(message);
});

test.each(REGION_NAMES)('the Availability Zones of the story exist in %s', (region) => {
  const { few, many, nextZone } = zonesFor({ ...fixture, hub: { ...fixture.hub, region } });
  const names = zonesOf(region).map(({ name }) => name);
  for (const letter of few + many + (nextZone ?? '')) expect(names).toContain(`${region}${letter}`);
  expect(few.length).toBe(fixture.join.requiredAzs);
  expect(few).not.toContain(nextZone ?? '-');
});
