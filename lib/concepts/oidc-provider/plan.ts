import type { Cluster, Provider } from '../../aws/read/clusters';
import { AUDIENCE } from '../../landing-zone';
import type { Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Refused, type Waiting } from '../../reconcile/outcome';
import { CLUSTER, MANAGED, by } from '../../names';

export interface Desired {
  /** On leaving, the provider of an existing cluster stays: the team's roles may trust it. */
  readonly trusted: boolean;
}

export interface Actual {
  readonly name: string;
  /** Absent if the cluster is gone. */
  readonly cluster?: Cluster;
  /** The account's providers for EKS issuers of the region, of all clusters. */
  readonly providers: readonly Provider[];
}

export type Change = ChangeBase & Readonly<{ what: 'provider' | 'client-id'; url: string; arn?: string }>;

/** EKS takes about ten minutes to create a cluster, sometimes more. */
const CREATION_SECONDS = 60;
const UNFINISHED = new Set(['CREATING', 'PENDING']);

export const desire = (target: Target): Desired => ({ trusted: target.intent === 'join' });

/** Whether the cluster exists and is not being deleted. */
export const clusterExists = ({ cluster }: Actual): boolean => cluster !== undefined && cluster.status !== 'DELETING';

/**
 * A cluster that is created again under its name has another issuer: the provider of the former issuer is deleted.
 *
 * | cluster        | provider of its issuer           | ours, of another issuer |
 * |----------------|----------------------------------|-------------------------|
 * | CREATING       | wait                             | wait                    |
 * | ACTIVE, joins  | create; if present, add audience | delete                  |
 * | ACTIVE, leaves | –                                | delete                  |
 * | gone, DELETING | delete if ours                   | delete                  |
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting | Refused {
  const { name: key, cluster } = actual;
  const issuer = clusterExists(actual) ? cluster?.issuer : undefined;
  if (desired.trusted && cluster && clusterExists(actual)) {
    if (UNFINISHED.has(cluster.status)) return waiting(`cluster ${key} is ${cluster.status}`, CREATION_SECONDS, true);
    if (issuer === undefined)
      return cluster.status === 'FAILED'
        ? refused(
            'cluster-failed',
            `cluster ${key} is FAILED and has no OIDC issuer, expected one; delete the cluster and create it again`,
          )
        : waiting(`cluster ${key} is ${cluster.status} and has no OIDC issuer yet`, CREATION_SECONDS, true);
  }
  if (clusterExists(actual) && issuer === undefined) return [];
  const providers = [...actual.providers].sort(by(({ url }) => url));
  const stale = providers
    .filter(({ url, tags }) => url !== issuer && tags[MANAGED] === 'true' && tags[CLUSTER] === key)
    .map(({ arn, url }): Change => {
      const because = `the issuer ${url} belongs to no existing cluster ${key}`;
      return { verb: 'delete', key, what: 'provider', url, arn, because };
    });
  if (!desired.trusted || issuer === undefined) return stale;
  return [...stale, ...trustIssuer(key, issuer, providers)];
}

function trustIssuer(key: string, url: string, providers: readonly Provider[]): readonly Change[] {
  const provider = providers.find((each) => each.url === url);
  if (!provider)
    return [
      { verb: 'create', key, what: 'provider', url, because: `the account has no OIDC provider for cluster ${key}` },
    ];
  if (provider.clientIds.includes(AUDIENCE)) return [];
  const because = `the OIDC provider of cluster ${key} lacks the audience ${AUDIENCE}`;
  return [{ verb: 'update', key, what: 'client-id', url, arn: provider.arn, because }];
}
