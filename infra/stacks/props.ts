import type { StackProps } from 'aws-cdk-lib';
import type { LandingZone } from '../../lib/landing-zone';

/** What every stack takes: the props of a CDK stack, and the landing zone. */
export interface LandingZoneStackProps extends StackProps {
  /** The checked config, as `readLandingZone` returns it. It names the account and the region that belong into `env`. */
  readonly landingZone: LandingZone;
}
