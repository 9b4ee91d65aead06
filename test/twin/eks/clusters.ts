import type * as eks from '@aws-sdk/client-eks';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { inUse, invalidParameter, invalidRequest, limitExceeded, notFound } from './errors';
import type { Cluster } from './state';
import { checkedTags, tellTags } from './tags';

const NAME = /^[0-9A-Za-z][A-Za-z0-9\-_]{0,99}$/;
const VERSION = '1.33';
/** Parameters that would create a cluster unlike those of the twin. */
const NOT_MODELLED = [
  ...(['outpostConfig', 'encryptionConfig', 'remoteNetworkConfig', 'computeConfig', 'storageConfig'] as const),
];

/** What AWS shows of a cluster: the endpoint, the certificate and the issuer come when it is ACTIVE. */
function view(cluster: Cluster): eks.Cluster {
  const { name, arn, createdAt, version, roleArn, network, status, clientRequestToken, tags } = cluster;
  const creating = status === 'CREATING';
  return {
    ...{ name, arn, createdAt, version, roleArn, status, clientRequestToken },
    resourcesVpcConfig: network,
    platformVersion: 'eks.1',
    tags: Object.fromEntries(tags),
    certificateAuthority: creating ? {} : { data: 'VHdpbg==' },
    deletionProtection: cluster.deletionProtection,
    ...(creating ? {} : { endpoint: cluster.endpoint, identity: { oidc: { issuer: `https://${cluster.issuer}` } } }),
  };
}

/** EKS clusters: creation and deletion take minutes. */
export const clusterOps = (world: World) => {
  const clustersOf = (call: Call): Map<string, Cluster> => world.eks.clusters.of(call);

  function clusterOf(call: Call, name = ''): Cluster {
    const cluster = clustersOf(call).get(name);
    if (!cluster) throw notFound(name);
    return cluster;
  }

  function requireRole(roleArn: string, name: string): void {
    const trust = world.iam.role(roleArn)?.trust.text ?? '';
    if (!trust.includes('eks.amazonaws.com'))
      throw invalidParameter(
        `Role with arn: ${roleArn}, could not be assumed because it does not exist or the trusted entity is not correct`,
        name,
      );
  }

  /** The control plane's network interfaces lie in at least two zones of one VPC. */
  function networkOf(call: Call, name: string, wanted: eks.VpcConfigRequest): eks.VpcConfigResponse {
    const subnets = (wanted.subnetIds ?? []).map((id) => {
      const subnet = world.ec2.subnets.owned(id, call);
      if (!subnet) throw invalidParameter(`The subnet ID '${id}' does not exist (InvalidSubnetID.NotFound)`, name);
      return subnet;
    });
    if (new Set(subnets.map(({ zone }) => zone.name)).size < 2)
      throw invalidParameter('Subnets specified must be in at least two different AZs', name);
    const [vpcId, ...others] = new Set(subnets.map((subnet) => subnet.vpcId));
    if (vpcId === undefined || others.length > 0)
      throw invalidParameter('Subnets specified must belong to the same VPC', name);
    return {
      subnetIds: subnets.map(({ subnetId }) => subnetId),
      securityGroupIds: wanted.securityGroupIds ?? [],
      clusterSecurityGroupId: world.ids.ec2('sg'),
      vpcId,
      endpointPublicAccess: wanted.endpointPublicAccess ?? true,
      endpointPrivateAccess: wanted.endpointPrivateAccess ?? false,
      publicAccessCidrs: wanted.publicAccessCidrs ?? ['0.0.0.0/0'],
    };
  }

  return {
    CreateCluster(input, call) {
      const { name = '', roleArn = '', clientRequestToken, resourcesVpcConfig = {} } = input;
      const extra = NOT_MODELLED.find((parameter) => input[parameter] !== undefined);
      if (extra !== undefined)
        throw new AwsError('NotImplemented', `The twin's CreateCluster has no ${extra}.`, {}, 501);
      if (!NAME.test(name))
        throw invalidParameter('The cluster name must match the regular expression ^[0-9A-Za-z][A-Za-z0-9-_]*$.');
      const tags = checkedTags(input.tags);
      const present = clustersOf(call).get(name);
      if (present && present.clientRequestToken === clientRequestToken) return { cluster: view(present) };
      if (present) throw inUse(`Cluster already exists with name: ${name}`, name);
      const limit = world.eks.quotas.clustersPerRegion;
      if (clustersOf(call).size >= limit) throw limitExceeded(`Cluster limit exceeded for account. Limit: ${limit}`);
      requireRole(roleArn, name);
      const network = networkOf(call, name, resourcesVpcConfig);
      const id = world.ids.id('', 32, '0123456789ABCDEF');
      const { accountId, region } = call;
      const cluster: Cluster = {
        ...{ accountId, region, name, roleArn, network, clientRequestToken, tags },
        arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
        version: input.version ?? VERSION,
        createdAt: world.clock.now(),
        deletionProtection: input.deletionProtection ?? false,
        issuer: `oidc.eks.${region}.amazonaws.com/id/${id}`,
        endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
        key: world.ids.id('', 32),
        status: 'CREATING',
      };
      clustersOf(call).set(name, cluster);
      tellTags(world, cluster, [...tags.keys()]);
      world.clock.after(world.times.cluster, () => {
        if (cluster.status === 'CREATING') cluster.status = 'ACTIVE';
      });
      return { cluster: view(cluster) };
    },

    DescribeCluster(input, call) {
      return { cluster: view(clusterOf(call, input.name)) };
    },

    ListClusters(input, call) {
      const limit = input.maxResults ?? 100;
      if (limit < 1 || limit > 100) throw invalidParameter('maxResults must be between 1 and 100.');
      const names = [...clustersOf(call).keys()].sort();
      const invalidToken = () => invalidParameter('Invalid nextToken.');
      const { items, next } = page(names, { limit, token: input.nextToken, invalidToken });
      return { clusters: items, nextToken: next };
    },

    DeleteCluster(input, call) {
      const cluster = clusterOf(call, input.name);
      if (cluster.status === 'CREATING' || cluster.status === 'DELETING')
        throw inUse(`Cluster ${cluster.name} is in status ${cluster.status}`, cluster.name);
      if (cluster.deletionProtection)
        throw invalidRequest(`Cluster ${cluster.name} is protected against deletion`, cluster.name);
      cluster.status = 'DELETING';
      world.clock.after(world.times.cluster, () => clustersOf(call).delete(cluster.name));
      return { cluster: view(cluster) };
    },
  } satisfies Ops<typeof eks>;
};
