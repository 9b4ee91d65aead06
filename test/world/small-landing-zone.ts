import { fixtureLandingZone } from './landing-zone';
import type { LandingZone } from '../../lib/landing-zone';

/**
 * The fixture with the segments `shared` and `dev` alone: one workload account, its two zones, everything
 * that joins a VPC. Worlds of it are built quickly. There is no drain.
 */
export function smallLandingZone(): LandingZone {
  const landingZone = fixtureLandingZone();
  const { shared, dev } = landingZone.segments;
  if (!shared || !dev) throw new Error('The fixture has no segments shared and dev.');
  return {
    ...landingZone,
    segments: { shared, dev },
    reach: [['shared', 'dev']],
    zones: {
      ...landingZone.zones,
      private: landingZone.zones.private
        .filter(({ segments }) => segments.includes('dev'))
        .map((zone) => ({ ...zone, segments: ['dev'] })),
    },
    leave: { drainMinutes: 0 },
  };
}
