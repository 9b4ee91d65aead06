import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * The account has a current instance of both StackSets: the roles in one region that is always enabled, the forward
 * rules in the governed region and in us-east-1.
 *
 * Owns: instances of `wheelwright-roles` and `wheelwright-rules`. Never touches: their templates, other StackSets, an
 * instance that is current. Auto-deployment removes instances when an account leaves its OU; this concept never does.
 */
export const spokeAccess: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'spoke-access',
  calls,
  keptOnLeaving: true,
  observe,
  desire,
  diff,
  apply,
};
