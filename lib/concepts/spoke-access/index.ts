import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Gives the account a current instance of both StackSets: the roles in one region that is enabled by default, the forward
 * rules in the governed region and in us-east-1.
 *
 * As soon as the roles are deployed, it looks for roles in the account that the service control policies exempt and that
 * no StackSet of the organization made, and refuses such an account, like one that already has a resource of a name of ours.
 *
 * Owns: instances of `wheelwright-roles` and `wheelwright-rules` that are missing or not current; it never deletes one.
 * Never touches: current instances, the templates, other StackSets, roles of the account. CloudFormation's auto-deployment removes the instances
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
