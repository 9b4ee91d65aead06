import { resourceTypeOf, type ResourceType } from '../../ec2/resources';
import { makesLinkedRole } from '../linked-roles';
import { requestTags } from './tags';
import {
  ANY,
  each,
  text,
  texts,
  type ActionTable,
  type Ask,
  type Dependent,
  type Resource,
  type ResourceKind,
} from './types';

/** All ids in the input, wherever they are: the prefix gives the kind of resource. */
function idsIn(input: unknown): string[] {
  if (typeof input === 'string') return resourceTypeOf(input) ? [input] : [];
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => (name === 'TagSpecifications' ? [] : idsIn(value)));
}

/** A missing or invisible resource is authorized as the caller's own, so that AWS does not reveal whether it exists. */
function resourceOf({ world, call }: Ask, type: ResourceType, id: string): Resource {
  const found = world.ec2.resource(id);
  const { accountId, region } = call;
  const owner = found ? { accountId: found.ownerId, region: found.region } : { accountId, region };
  return {
    arn: `arn:aws:ec2:${owner.region}:${owner.accountId}:${type}/${id}`,
    // EC2 keeps the tags of each account apart: a condition sees those of the caller.
    tags: world.ec2.tagsOf(id, accountId),
  };
}

const madeArn = ({ call: { region, accountId } }: Ask, type: ResourceType): string =>
  `arn:aws:ec2:${region}:${accountId}:${type}/*`;

const kind = (type: ResourceType): ResourceKind => ({
  tagKeys: ['aws:ResourceTag', 'ec2:ResourceTag'],
  find: (ask) =>
    [...new Set(idsIn(ask.input))].filter((id) => resourceTypeOf(id) === type).map((id) => resourceOf(ask, type, id)),
  made: (ask) => ({ arn: madeArn(ask, type) }),
});

/** Prefix lists that AWS manages belong to no account. */
const prefixLists: ResourceKind = {
  ...kind('prefix-list'),
  find: (ask) =>
    kind('prefix-list')
      .find(ask)
      .map((one) => ({ ...one, arn: one.arn.replace(':AWS:', ':aws:') })),
};

const KINDS = {
  ...Object.fromEntries(
    (
      [
        ...([
          'vpc',
          'subnet',
          'route-table',
          'dhcp-options',
          'vpc-flow-log',
          'vpc-endpoint',
          'internet-gateway',
          'network-interface',
        ] as const),
        ...(['transit-gateway', 'transit-gateway-attachment', 'transit-gateway-route-table'] as const),
      ] as const
    ).map((type) => [type, kind(type)]),
  ),
  'prefix-list': prefixLists,
} as const;

/** The first attachment of an account creates the service-linked role (AWS docs: Transit Gateways). */
const linkedRole = makesLinkedRole('transitgateway.amazonaws.com');

/** AWS docs: VPC, "Publish flow logs to Amazon S3", and to CloudWatch Logs. */
const logDelivery = (action: string): Dependent => ({ action, on: () => [ANY] });
const passRole: Dependent = {
  action: 'iam:PassRole',
  on: ({ input }) => texts(input, 'DeliverLogsPermissionArn').map((arn) => ({ arn })),
  keys: () => ({ 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' }),
};

/** An interface endpoint with private DNS has a private hosted zone of AWS's associated (AWS docs: PrivateLink, IAM). */
const endpointZone: Dependent = {
  action: 'route53:AssociateVPCWithHostedZone',
  on: ({ input }) =>
    text(input, 'VpcEndpointType') === 'Interface' ? [{ arn: 'arn:aws:route53:::hostedzone/*' }] : [],
};

/** Every operation that makes something with tags needs this, too. */
const tagOnCreate = (made: ResourceType): Dependent => ({
  action: 'ec2:CreateTags',
  on: (ask) => (texts(ask.input, 'TagSpecifications.Tags.Key').length > 0 ? [{ arn: madeArn(ask, made) }] : []),
  keys: ({ operation, input }) => ({ 'ec2:CreateAction': operation, ...requestTags(input) }),
});
const makes = (made: ResourceType, on: readonly ResourceType[] = [], also: readonly Dependent[] = []) => ({
  on: [...on, `+${made}`],
  tags: 'set' as const,
  also: [tagOnCreate(made), ...also],
});
const pool = { 'ec2:Ipv4IpamPoolId': ({ input }: Ask) => text(input, 'Ipv4IpamPoolId') };

const ALL = Object.keys(KINDS);

export const ec2: ActionTable = {
  prefix: 'ec2',
  kinds: KINDS,
  rules: {
    CreateVpc: { ...makes('vpc'), keys: pool },
    AssociateVpcCidrBlock: { on: ['vpc'], keys: pool },
    ...each(['DeleteVpc', 'DescribeVpcAttribute', 'ModifyVpcAttribute'], { on: ['vpc'] }),
    CreateSubnet: { ...makes('subnet', ['vpc']), keys: pool },
    DeleteSubnet: { on: ['subnet'] },

    CreateRouteTable: makes('route-table', ['vpc']),
    ...each(['CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'DeleteRouteTable'], { on: ['route-table'] }),
    ...each(['AssociateRouteTable', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable'], {
      on: ['route-table', 'subnet'],
    }),

    ...each(['CreateTags', 'DeleteTags'], { on: ALL, tags: 'set' }),

    CreateDhcpOptions: makes('dhcp-options'),
    DeleteDhcpOptions: { on: ['dhcp-options'] },
    AssociateDhcpOptions: { on: ['dhcp-options', 'vpc'] },

    CreateFlowLogs: makes(
      'vpc-flow-log',
      ['vpc', 'subnet', 'transit-gateway', 'transit-gateway-attachment'],
      [logDelivery('logs:CreateLogDelivery'), passRole],
    ),
    DeleteFlowLogs: { on: ['vpc-flow-log'], also: [logDelivery('logs:DeleteLogDelivery')] },

    CreateVpcEndpoint: {
      ...makes('vpc-endpoint', ['vpc', 'route-table', 'subnet'], [endpointZone]),
      keys: { 'ec2:VpceServiceName': ({ input }: Ask) => text(input, 'ServiceName') },
    },
    ModifyVpcEndpoint: { on: ['vpc-endpoint', 'route-table', 'subnet'] },
    DeleteVpcEndpoints: {
      on: ['vpc-endpoint'],
      keys: {
        'ec2:VpceServiceName': ({ world, input }) =>
          texts(input, 'VpcEndpointIds').flatMap((id) => world.ec2.endpoints.get(id)?.serviceName ?? []),
      },
    },

    CreateInternetGateway: makes('internet-gateway'),
    ...each(['AttachInternetGateway', 'DetachInternetGateway'], { on: ['internet-gateway', 'vpc'] }),
    DeleteInternetGateway: { on: ['internet-gateway'] },

    CreateNetworkInterface: makes('network-interface', ['subnet']),
    DeleteNetworkInterface: { on: ['network-interface'] },

    CreateTransitGateway: makes('transit-gateway'),
    ModifyTransitGateway: { on: ['transit-gateway', 'transit-gateway-route-table'] },
    DeleteTransitGateway: { on: ['transit-gateway'] },
    CreateTransitGatewayVpcAttachment: makes(
      'transit-gateway-attachment',
      ['transit-gateway', 'vpc', 'subnet'],
      [linkedRole],
    ),
    ModifyTransitGatewayVpcAttachment: { on: ['transit-gateway-attachment', 'subnet'] },
    ...each(
      ['Accept', 'Reject', 'Delete'].map((verb) => `${verb}TransitGatewayVpcAttachment`),
      { on: ['transit-gateway-attachment'] },
    ),
    CreateTransitGatewayRouteTable: makes('transit-gateway-route-table', ['transit-gateway']),
    ...each(['DeleteTransitGatewayRouteTable', 'DeleteTransitGatewayRoute', 'SearchTransitGatewayRoutes'], {
      on: ['transit-gateway-route-table'],
    }),
    ...each(
      [
        ...['AssociateTransitGatewayRouteTable', 'DisassociateTransitGatewayRouteTable'],
        ...['EnableTransitGatewayRouteTablePropagation', 'DisableTransitGatewayRouteTablePropagation'],
        ...['CreateTransitGatewayRoute', 'ReplaceTransitGatewayRoute'],
      ],
      { on: ['transit-gateway-attachment', 'transit-gateway-route-table'] },
    ),
    ...each(
      ['Create', 'Modify', 'Delete'].map((verb) => `${verb}TransitGatewayPrefixListReference`),
      { on: ['prefix-list', 'transit-gateway-route-table'] },
    ),

    CreateManagedPrefixList: makes('prefix-list'),
    ...each(
      [
        ...['ModifyManagedPrefixList', 'DeleteManagedPrefixList'],
        ...['GetManagedPrefixListEntries', 'GetManagedPrefixListAssociations'],
      ],
      { on: ['prefix-list'] },
    ),
  },
};
