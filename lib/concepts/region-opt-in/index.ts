import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * The governed region is enabled in the account.
 *
 * Owns: nothing that it would ever take back. Never touches: regions that are not governed. Only the management account
 * may enable a region of another account, and 50 at a time in an organization. Some services come up later than the
 * status says; whatever meets OptInRequired waits.
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
