import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Gives the account a current instance of both StackSets: the roles in one region that is enabled by default, the forward
 * rules in the governed region and in us-east-1.
 *
 * Owns: instances of `wheelwright-roles` and `wheelwright-rules` that are missing or not current; it never deletes one.
 * Never touches: current instances, the templates, other StackSets. CloudFormation's auto-deployment removes the instances
 * when an account leaves its OU.
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
