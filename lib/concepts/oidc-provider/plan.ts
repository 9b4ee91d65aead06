import type { Cluster, Provider } from '../../aws/read/clusters';
import { AUDIENCE } from '../../landing-zone';
import type { Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Refused, type Waiting } from '../../reconcile/outcome';
import { CLUSTER, MANAGED, by } from '../../names';

export interface Desired {
  /** On leaving, a provider stays as long as its cluster lives: other roles may trust it. */
  readonly trusted: boolean;
}

export interface Actual {
  readonly name: string;
  /** None where the cluster is gone. */
  readonly cluster?: Cluster;
  /** The account's providers of EKS issuers in the region, of whatever cluster. */
  readonly providers: readonly Provider[];
}

export type Change = ChangeBase & Readonly<{ what: 'provider' | 'client-id'; url: string; arn?: string }>;

/** EKS takes about ten minutes to make a cluster, sometimes more. */
const CREATION_SECONDS = 60;
const UNFINISHED = new Set(['CREATING', 'PENDING']);

export const desire = (target: Target): Desired => ({ trusted: target.intent === 'join' });

/** Whether a cluster is there to stay. */
export const lives = ({ cluster }: Actual): boolean => cluster !== undefined && cluster.status !== 'DELETING';

/**
 * A cluster that is made again under its name has another issuer: the provider of the former one goes.
 *
 *   cluster          provider of its issuer   ours, of another issuer
 *   CREATING         wait                     wait
 *   ACTIVE, joins    create, or adopt         delete
 *   ACTIVE, leaves   leave                    delete
 *   gone, DELETING   delete if ours           delete
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting | Refused {
  const { name: key, cluster } = actual;
  const issuer = lives(actual) ? cluster?.issuer : undefined;
  if (desired.trusted && cluster && lives(actual)) {
    if (UNFINISHED.has(cluster.status)) return waiting(`cluster ${key} is ${cluster.status}`, CREATION_SECONDS, true);
    if (issuer === undefined)
      return cluster.status === 'FAILED'
        ? refused(`cluster ${key} is FAILED and has no OIDC issuer: delete it and make it anew`)
        : waiting(`cluster ${key} is ${cluster.status} and has no OIDC issuer yet`, CREATION_SECONDS, true);
  }
  if (lives(actual) && issuer === undefined) return [];
  const providers = [...actual.providers].sort(by(({ url }) => url));
  const stale = providers
    .filter(({ url, tags }) => url !== issuer && tags[MANAGED] === 'true' && tags[CLUSTER] === key)
    .map(({ arn, url }): Change => {
      const because = `the cluster ${key} that ${url} issued for is gone`;
      return { verb: 'delete', key, what: 'provider', url, arn, because };
    });
  if (!desired.trusted || issuer === undefined) return stale;
  return [...stale, ...trust(key, issuer, providers)];
}

function trust(key: string, url: string, providers: readonly Provider[]): readonly Change[] {
  const provider = providers.find((each) => each.url === url);
  if (!provider)
    return [{ verb: 'create', key, what: 'provider', url, because: `the account does not trust the issuer of ${key}` }];
  if (provider.clientIds.includes(AUDIENCE)) return [];
  const because = `the provider of ${key} takes no tokens for ${AUDIENCE}`;
  return [{ verb: 'update', key, what: 'client-id', url, arn: provider.arn, because }];
}
