import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * A role that may only pull images from the hub's repositories. The cluster's service accounts that the config names
 * assume it with their OIDC tokens (IRSA).
 *
 * Owns: the cluster's role in `/wheelwright/pull/` with our tags: its trust policy, its boundary and all its policies, of
 * which it keeps one. Never touches: roles in other paths; a role in our path without our tags is reported. IAM returns
 * policies as they were put, percent-encoded. IAM deletes a role only if it has no policies.
 */
export const pullRole: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'pull-role',
  calls,
  observe,
  desire,
  diff,
  apply,
};
