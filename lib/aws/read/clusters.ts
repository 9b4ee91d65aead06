import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import type { Once } from './once';
import type { BoundCalls, Calls } from '../sdk/calls';
import { isFailure } from '../sdk/failure';
import { allPages } from '../sdk/pages';
import { type Tags, toRecord } from '../sdk/tags';
import { PULL_PATH, pullRolePrefix } from '../../names';

/** The reads of the grant-pull worker and its concepts. Each list is read once per reconcile. */
export const calls = {
  spoke: {
    listClusters: ListClustersCommand,
    describeCluster: DescribeClusterCommand,
    listProviders: ListOpenIDConnectProvidersCommand,
    getProvider: GetOpenIDConnectProviderCommand,
    listRoles: ListRolesCommand,
    getRole: GetRoleCommand,
  },
  hub: {},
} satisfies Calls;

type SpokeCalls = BoundCalls<typeof calls>['spoke'];
/** The part of a spoke that these reads need. */
export interface ClusterReader<Call extends keyof SpokeCalls> {
  readonly region: string;
  readonly once: Once;
  readonly calls: { readonly spoke: Pick<SpokeCalls, Call> };
}

export interface Cluster {
  readonly name: string;
  /** CREATING, ACTIVE, UPDATING, DELETING, FAILED, PENDING. */
  readonly status: string;
  /** `oidc.eks.<region>.amazonaws.com/id/<ID>`, as IAM writes it; absent while the cluster is being created. */
  readonly issuer?: string;
  /** The VPC in which the cluster's endpoint resolves to private addresses; absent if private access is off. */
  readonly privateEndpointVpcId?: string;
}

export interface Provider {
  readonly arn: string;
  /** The issuer, without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly tags: Tags;
}

/** A role in `/wheelwright/pull/`, from `GetRole`. */
export interface PullRole {
  readonly name: string;
  /** JSON. */
  readonly trust: string;
  readonly boundary?: string;
  readonly tags: Tags;
}

/** The clusters of the region, with one call each: EKS has no bulk description. Throws a `Failure`. */
export const clusters = ({
  calls: { spoke },
  once,
}: ClusterReader<'listClusters' | 'describeCluster'>): Promise<readonly Cluster[]> =>
  once('clusters', async () => {
    const names = await allPages(async (nextToken) => {
      const page = await spoke.listClusters({ maxResults: 100, nextToken });
      return { items: page.clusters, next: page.nextToken };
    });
    return (await Promise.all(names.map((name) => describe(spoke, name)))).flatMap((found) => found ?? []);
  });

/** One cluster; undefined if it does not exist. Throws a `Failure`. */
export async function describe(spoke: Pick<SpokeCalls, 'describeCluster'>, name: string): Promise<Cluster | undefined> {
  try {
    const { cluster } = await spoke.describeCluster({ name });
    const issuer = cluster?.identity?.oidc?.issuer?.replace('https://', '');
    const { vpcId, endpointPrivateAccess } = cluster?.resourcesVpcConfig ?? {};
    return {
      name,
      status: cluster?.status ?? '',
      ...(issuer === undefined ? {} : { issuer }),
      ...(vpcId !== undefined && endpointPrivateAccess === true ? { privateEndpointVpcId: vpcId } : {}),
    };
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

/** All OIDC providers for EKS issuers of the region, with one call each: IAM lists only ARNs. Throws a `Failure`. */
export const providers = ({
  calls: { spoke },
  region,
  once,
}: ClusterReader<'listProviders' | 'getProvider'>): Promise<readonly Provider[]> =>
  once('OIDC providers', async () => {
    const { OpenIDConnectProviderList: all = [] } = await spoke.listProviders({});
    const arns = all.flatMap(({ Arn }) => (Arn?.includes(`:oidc-provider/oidc.eks.${region}.`) === true ? [Arn] : []));
    const found = arns.map(async (arn): Promise<Provider[]> => {
      try {
        const provider = await spoke.getProvider({ OpenIDConnectProviderArn: arn });
        return [{ arn, url: urlOf(arn), clientIds: provider.ClientIDList ?? [], tags: toRecord(provider.Tags) }];
      } catch (error) {
        if (isFailure(error, 'not-found')) return [];
        throw error;
      }
    });
    return (await Promise.all(found)).flat();
  });

const urlOf = (arn: string): string => arn.replace(/^.*:oidc-provider\//, '');

/**
 * The region's roles in `/wheelwright/pull/`, read with `GetRole`: `ListRoles` leaves out tags and boundary. They are listed
 * by path first: the worker may read this path only, and IAM denies `GetRole` for a role that does not exist, because that
 * has no path. Throws a `Failure`.
 */
export const pullRoles = ({
  calls: { spoke },
  region,
  once,
}: ClusterReader<'listRoles' | 'getRole'>): Promise<readonly PullRole[]> =>
  once('pull roles', async () => {
    const listed = await allPages(async (Marker) => {
      const page = await spoke.listRoles({ PathPrefix: PULL_PATH, Marker });
      return { items: page.Roles, next: page.Marker };
    });
    const names = listed.flatMap(({ RoleName }) => RoleName ?? []);
    const found = names
      .filter((name) => name.startsWith(pullRolePrefix(region)))
      .map(async (name): Promise<PullRole> => {
        const { Role: role } = await spoke.getRole({ RoleName: name });
        const boundary = role?.PermissionsBoundary?.PermissionsBoundaryArn;
        return {
          name,
          trust: decodeURIComponent(role?.AssumeRolePolicyDocument ?? ''),
          tags: toRecord(role?.Tags),
          ...(boundary === undefined ? {} : { boundary }),
        };
      });
    return Promise.all(found);
  });
