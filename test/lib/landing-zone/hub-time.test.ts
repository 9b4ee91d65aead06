import { accountTurnMs, hubMs } from '../../../lib/landing-zone';
import { smallLandingZone } from '../../world/small-landing-zone';

const landingZone = smallLandingZone();
const { zones, join } = landingZone;

it.each([
  ['two tables and two zones', landingZone, 400],
  [
    'two tables, where the config associates no zones',
    { ...landingZone, join: { ...join, concepts: ['attachment' as const] } },
    400,
  ],
  ['one table and two zones', { ...landingZone, reach: [] }, 400],
  ['one table and no zone', { ...landingZone, reach: [], zones: { ...zones, private: [] } }, 200],
])('a join keeps the hub busy for %s', (_, config, ms) => {
  expect(hubMs(config, 'dev')).toBe(ms);
});

it('zones of other owners have the rates of their own accounts', () => {
  const [first, ...others] = zones.private;
  if (first === undefined) throw new Error('Expected a private zone in the fixture, found none.');
  const owned = { ...first, accountId: '200000000009' };
  const config = { ...landingZone, reach: [], zones: { ...zones, private: [owned, ...others] } };
  expect(hubMs(config, 'dev')).toBe(200);
});

it('an account that is read takes as long as a join in the segment with the fewest tables', () => {
  const { shared, dev } = landingZone.segments;
  if (!shared || !dev) throw new Error('Expected the segments shared and dev in the fixture.');
  const others = { a: dev, b: dev, c: dev };
  const reach = ['a', 'b', 'c'].map((segment): [string, string] => [segment, 'shared']);
  const config = { ...landingZone, segments: { shared, ...others }, reach };
  expect([hubMs(config, 'shared'), hubMs(config, 'a'), accountTurnMs(config)]).toEqual([800, 400, 400]);
});

it('an account that is read takes a fifth of a second at least, so that half of what Organizations serves is left to others', () => {
  const noZones = { ...landingZone, reach: [], zones: { ...zones, private: [] } };
  expect(accountTurnMs(noZones)).toBe(200);
});
