import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { clusterExists, desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * Makes the account of an EKS cluster trust the cluster's OIDC issuer: a role can only trust a provider of its own account.
 *
 * Owns: providers with our tags. It deletes one only when its cluster is gone: until then roles of the team may trust it,
 * and alone it grants nothing. Never touches: providers without our tags, except that it adds the audience
 * `sts.amazonaws.com` to that of the cluster's issuer. IAM allows one provider per issuer and account, and returns its URL
 * without `https://`. A cluster that is created again under its name has another issuer.
 */
export const oidcProvider: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'oidc-provider',
  calls,
  observe,
  learn: (actual) =>
    clusterExists(actual) && actual.cluster?.issuer !== undefined ? { issuer: actual.cluster.issuer } : {},
  desire,
  diff,
  apply,
  ready,
};
