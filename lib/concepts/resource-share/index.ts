import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Makes the account a principal of the hub's RAM shares: transit gateway, mesh prefix list, query log config.
 *
 * Owns: the account's own principal in those shares. Never touches: principals that are OUs or the organization, other
 * shares, invitations from other accounts. If sharing within the organization is enabled, RAM sends no invitation;
 * otherwise the spoke accepts the hub's. An association may fail after the call succeeded, so its status is compared.
 */
export const resourceShare: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'resource-share',
  calls,
  observe,
  desire,
  diff,
  apply,
};
