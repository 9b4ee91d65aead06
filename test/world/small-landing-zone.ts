import { shippedLandingZone } from './enrolled';
import type { LandingZone } from '../../lib/landing-zone';

/**
 * The shipped landing zone with the segments `shared` and `dev` alone: one workload account, its two zones, everything
 * that joins a VPC. Worlds of it are made quickly. Nobody waits for a drain.
 */
export function smallLandingZone(): LandingZone {
  const landingZone = shippedLandingZone();
  const { shared, dev } = landingZone.segments;
  if (!shared || !dev) throw new Error('The shipped landing zone has segments shared and dev.');
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
