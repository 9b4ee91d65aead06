import type { Calls } from '../../aws/sdk/calls';
import type { LandingZone } from '../../landing-zone';
import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/** Without a zone in the config there is none that a VPC may have. */
const callsWith = ({ zones }: LandingZone): Calls | undefined => (zones.private.length === 0 ? undefined : calls);

/**
 * Associates the VPC with its segment's private hosted zones, and leaves no authorization behind.
 *
 * Owns: associations of the VPC with the zones in the config, and authorizations for them. Never touches: other zones.
 * Route 53 is global and returns zone ids with or without `/hostedzone/`. If the VPC already has a zone of the same name,
 * AWS refuses the association (ConflictingDomainExists): it is not tried, and the zone is named.
 */
export const privateZone: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'private-zone',
  calls,
  callsWith,
  dependsOn: ['query-log', 'flow-log', 'attachment', 'segment-routing'],
  hubCanRelease: true,
  observe,
  desire,
  diff,
  apply,
};
