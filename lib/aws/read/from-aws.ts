import type * as ec2 from '@aws-sdk/client-ec2';
import type { HostedZoneSummary } from '@aws-sdk/client-route-53';
import { toRecord as tags } from '../sdk/tags';
import type {
  AttachmentDetails,
  DhcpOptions,
  MeshAttachment,
  Route,
  RouteTable,
  Subnet,
  Vpc,
  VpcEndpoint,
  Zone,
} from './shapes';

/** Responses of AWS reduced to what plans compare. They throw a `TypeError` if a member is missing that AWS always sends. */

export const vpcOf = (vpc: ec2.Vpc): Vpc => ({
  vpcId: required(vpc.VpcId),
  ownerId: required(vpc.OwnerId),
  isDefault: vpc.IsDefault ?? false,
  cidrs: (vpc.CidrBlockAssociationSet ?? [])
    .filter((cidr) => ['associating', 'associated'].includes(cidr.CidrBlockState?.State ?? ''))
    .map((cidr) => required(cidr.CidrBlock))
    .sort(),
  dhcpOptionsId: vpc.DhcpOptionsId ?? 'default',
  tags: tags(vpc.Tags),
});

export const subnetOf = (subnet: ec2.Subnet): Subnet => ({
  subnetId: required(subnet.SubnetId),
  vpcId: required(subnet.VpcId),
  zone: required(subnet.AvailabilityZone),
  ipv6Only: subnet.Ipv6Native ?? false,
  outpost: subnet.OutpostArn !== undefined,
  full: subnet.AvailableIpAddressCount === 0,
  tags: tags(subnet.Tags),
});

export const routeTableOf = (table: ec2.RouteTable): RouteTable => ({
  routeTableId: required(table.RouteTableId),
  vpcId: required(table.VpcId),
  edge: (table.Associations ?? []).some((association) => association.GatewayId !== undefined),
  main: (table.Associations ?? []).some(({ Main }) => Main === true),
  subnetIds: (table.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []).sort(),
  routes: (table.Routes ?? []).map(routeOf),
});

const routeOf = (route: ec2.Route): Route => ({
  destination: route.DestinationPrefixListId ?? route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '',
  target:
    route.TransitGatewayId ??
    route.GatewayId ??
    route.NatGatewayId ??
    route.VpcPeeringConnectionId ??
    route.NetworkInterfaceId ??
    'other',
  blackhole: route.State === 'blackhole',
  propagated: route.Origin === 'EnableVgwRoutePropagation',
});

export const dhcpOptionsOf = (options: ec2.DhcpOptions): DhcpOptions => ({
  dhcpOptionsId: required(options.DhcpOptionsId),
  configuration: Object.fromEntries(
    (options.DhcpConfigurations ?? []).map(({ Key, Values }) => [
      required(Key),
      (Values ?? []).flatMap(({ Value }) => (Value === undefined ? [] : [Value])),
    ]),
  ),
  tags: tags(options.Tags),
});

export const endpointOf = (endpoint: ec2.VpcEndpoint): VpcEndpoint => ({
  endpointId: required(endpoint.VpcEndpointId),
  vpcId: required(endpoint.VpcId),
  serviceName: required(endpoint.ServiceName),
  gateway: endpoint.VpcEndpointType === 'Gateway',
  privateDns: endpoint.PrivateDnsEnabled ?? false,
  routeTableIds: [...(endpoint.RouteTableIds ?? [])].sort(),
  state: (endpoint.State ?? '').toLowerCase(),
  tags: tags(endpoint.Tags),
});

/** EC2 lists attachments in these states for two more hours. */
export const GONE = new Set(['deleted', 'failed', 'rejected']);

export const attachmentOf = (attachment: ec2.TransitGatewayAttachment): MeshAttachment[] => {
  const { State, Association: association } = attachment;
  if (GONE.has(State ?? '')) return [];
  const routeTableId = association?.TransitGatewayRouteTableId;
  return [
    {
      attachmentId: required(attachment.TransitGatewayAttachmentId),
      resourceType: required(attachment.ResourceType),
      vpcId: required(attachment.ResourceId),
      accountId: required(attachment.ResourceOwnerId),
      state: required(State),
      createdAt: attachment.CreationTime ?? new Date(0),
      ...(routeTableId === undefined ? {} : { association: { routeTableId, state: required(association?.State) } }),
      tags: tags(attachment.Tags),
    },
  ];
};

export const detailsOf = (attachment: ec2.TransitGatewayVpcAttachment): AttachmentDetails => ({
  attachmentId: required(attachment.TransitGatewayAttachmentId),
  subnetIds: [...(attachment.SubnetIds ?? [])].sort(),
  options: given(attachment.Options ?? {}),
});

export const zoneOf = ({ HostedZoneId, Name }: HostedZoneSummary): Zone => ({
  zoneId: required(HostedZoneId).replace('/hostedzone/', ''),
  name: Name ?? '',
});

/** The members that AWS sent. */
const given = (options: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** A member that AWS always sends. */
function required(value: string | undefined): string {
  if (value === undefined)
    throw new TypeError('AWS returned a resource without a member that every such resource has.');
  return value;
}
