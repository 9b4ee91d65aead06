import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * The VPC is associated with its segment's private hosted zones. Authorizations never linger.
 *
 * Owns: associations of the VPC with the zones that the config names, and authorizations for them. Never touches: other
 * zones. Route 53 is global and reads zone ids back with or without `/hostedzone/`. An association with a zone that has
 * the name of another one of the VPC is refused by AWS (ConflictingDomainExists) and reported.
 */
export const privateZone: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'private-zone',
  calls,
  hubCanRelease: true,
  observe,
  desire,
  diff,
  apply,
};
