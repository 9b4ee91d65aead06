import { makesLinkedRole } from '../linked-roles';
import {
  ANY,
  at,
  each,
  texts,
  type ActionTable,
  type Ask,
  type Dependent,
  type Resource,
  type ResourceKind,
} from './types';

/** Route 53 and its Resolver describe the VPC on the caller's behalf (AWS docs: Route 53 API permissions). */
const describeVpcs: Dependent = {
  action: 'ec2:DescribeVpcs',
  on: ({ input }) => (texts(input, 'VPC.VPCId').length + texts(input, 'ResourceId').length > 0 ? [ANY] : []),
};

const zone: ResourceKind = {
  find: ({ input }) =>
    [
      ...texts(input, 'HostedZoneId'),
      ...texts(input, 'Id'),
      ...texts(input, 'ResourceId'),
      ...texts(input, 'ResourceIds'),
    ].map((id) => ({ arn: `arn:aws:route53:::hostedzone/${id.replace(/^\/?hostedzone\//, '')}` })),
};
const change: ResourceKind = {
  find: ({ input }) =>
    texts(input, 'Id').map((id) => ({ arn: `arn:aws:route53:::change/${id.replace(/^\/?change\//, '')}` })),
};

/** The VPCs of a request as Route 53 writes them for IAM (Route 53 Developer Guide, "Using IAM policy conditions"). */
const vpcs = {
  'route53:VPCs': ({ input }: Ask): readonly string[] | undefined => {
    const named = [...at(input, 'VPC'), input].flatMap((each) => {
      const [id] = texts(each, 'VPCId');
      const [region] = texts(each, 'VPCRegion');
      return id === undefined || region === undefined ? [] : [`VPCId=${id},VPCRegion=${region}`];
    });
    return named.length > 0 ? named : undefined;
  },
};

export const route53: ActionTable = {
  prefix: 'route53',
  kinds: { hostedzone: zone, change },
  rules: {
    CreateHostedZone: { also: [describeVpcs], keys: vpcs },
    ListHostedZonesByVPC: { keys: vpcs },
    GetChange: { on: ['change'] },
    ...each(
      [
        ...['GetHostedZone', 'GetHostedZoneLimit', 'UpdateHostedZoneComment', 'DeleteHostedZone'],
        'ChangeResourceRecordSets',
        ...['ListResourceRecordSets', 'ListVPCAssociationAuthorizations', 'ChangeTagsForResource'],
        ...['ListTagsForResource', 'ListTagsForResources'],
      ],
      { on: ['hostedzone'] },
    ),
    ...each(['CreateVPCAssociationAuthorization', 'DeleteVPCAssociationAuthorization'], {
      on: ['hostedzone'],
      keys: vpcs,
    }),
    ...each(['AssociateVPCWithHostedZone', 'DisassociateVPCFromHostedZone'], {
      on: ['hostedzone'],
      keys: vpcs,
      also: [describeVpcs],
    }),
  },
};

const resolverArn = ({ call: { region, accountId } }: Ask, type: string, id: string): string =>
  `arn:aws:route53resolver:${region}:${accountId}:${type}/${id}`;

const endpoint: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: (ask) =>
    texts(ask.input, 'ResolverEndpointId').map((id) => ({ arn: resolverArn(ask, 'resolver-endpoint', id) })),
  made: (ask) => ({ arn: resolverArn(ask, 'resolver-endpoint', '*') }),
};

/** A configuration that another account shares keeps its owner's ARN. */
const config: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: (ask) =>
    texts(ask.input, 'ResolverQueryLogConfigId').map((id): Resource => {
      const arn = ask.world.resolver.queryLogConfigs.get(id)?.arn;
      return { arn: arn ?? resolverArn(ask, 'resolver-query-log-config', id) };
    }),
  made: (ask) => ({ arn: resolverArn(ask, 'resolver-query-log-config', '*') }),
};

const network = (action: string): Dependent => ({ action: `ec2:${action}`, on: () => [ANY] });
/** A network interface of an endpoint is the caller's to make. */
const makesInterface: Dependent = {
  action: 'ec2:CreateNetworkInterface',
  on: ({ call: { region, accountId } }) => [{ arn: `arn:aws:ec2:${region}:${accountId}:network-interface/*` }],
};

/** The first query log association of an account creates the role (Route 53 Developer Guide, "Using service-linked roles"). */
const linkedRole = makesLinkedRole('route53resolver.amazonaws.com', ({ world, call }) =>
  world.resolver.hasLinkedRole(call.region),
);

export const route53resolver: ActionTable = {
  prefix: 'route53resolver',
  kinds: { 'resolver-endpoint': endpoint, 'resolver-query-log-config': config },
  rules: {
    CreateResolverEndpoint: {
      on: ['+resolver-endpoint'],
      tags: 'set',
      also: [
        makesInterface,
        ...['DescribeSubnets', 'DescribeSecurityGroups', 'DescribeNetworkInterfaces'].map(network),
      ],
    },
    ...each(['GetResolverEndpoint', 'ListResolverEndpointIpAddresses', 'DeleteResolverEndpoint'], {
      on: ['resolver-endpoint'],
    }),
    CreateResolverQueryLogConfig: { on: ['+resolver-query-log-config'], tags: 'set' },
    ...each(['GetResolverQueryLogConfig', 'DeleteResolverQueryLogConfig'], { on: ['resolver-query-log-config'] }),
    AssociateResolverQueryLogConfig: { on: ['resolver-query-log-config'], also: [describeVpcs, linkedRole] },
    DisassociateResolverQueryLogConfig: { on: ['resolver-query-log-config'], also: [describeVpcs] },
  },
};
