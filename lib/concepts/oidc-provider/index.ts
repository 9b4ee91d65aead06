import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe, ready } from './aws';
import { desire, diff, lives, type Actual, type Change, type Desired } from './plan';

/**
 * The issuer of an EKS cluster is trusted in the cluster's own account: a role can trust no other account's provider.
 *
 * Owns: providers with our tags, until their cluster is gone. Never touches: providers that somebody else made, but that
 * it adds the audience `sts.amazonaws.com` to one that lacks it, and a provider whose cluster lives: roles of other
 * people may trust it, and alone it grants nothing. IAM has one provider per issuer and account, and reads its URL back
 * without `https://`; EKS gives a cluster that is made again another issuer.
 */
export const oidcProvider: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 'oidc-provider',
  calls,
  observe,
  learn: (actual) => (lives(actual) && actual.cluster?.issuer !== undefined ? { issuer: actual.cluster.issuer } : {}),
  desire,
  diff,
  apply,
  ready,
};
