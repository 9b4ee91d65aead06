import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Enables the governed region in the account.
 *
 * Owns: that the region is enabled; it never disables one. Never touches: regions that are not governed. Only the
 * management account may enable a region in another account, in at most 50 accounts of an organization at a time. Some
 * services work only some time after the status is ENABLED: a call that fails with OptInRequired is made again later.
 */
export const regionOptIn: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'region-opt-in',
  calls,
  keptOnLeaving: true,
  observe,
  desire,
  diff,
  apply,
  ready,
};
