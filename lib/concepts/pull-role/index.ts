import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * A read-only role for the hub's repositories, which the cluster's service accounts assume (IRSA): those that the config
 * names, with tokens of this cluster, for STS.
 *
 * Owns: the role of the cluster in `/wheelwright/pull/` with our tags: its trust, its boundary, its one policy, and that
 * it has no other. Never touches: roles elsewhere, and one in our path without our tags, which it reports. IAM reads
 * policies back as they were put, percent-encoded. A role is deleted only when its policies are.
 */
export const pullRole: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'pull-role',
  calls,
  observe,
  desire,
  diff,
  apply,
};
