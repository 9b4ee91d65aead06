import { relative } from 'node:path';
import { readLandingZone } from '../../infra/landing-zone-file';
import { inPackage } from '../../infra/package';
import type { LandingZone } from '../../lib/landing-zone';

/** The landing zone of tests, and of the demo and the sandbox without `--config`. The user's is `landing-zone.yaml`. */
export const FIXTURE = relative('', inPackage('test/fixtures/landing-zone.yaml'));

export const fixtureLandingZone = (): LandingZone => readLandingZone(FIXTURE);
