import type * as ec2 from '@aws-sdk/client-ec2';
import type { HostedZoneSummary } from '@aws-sdk/client-route-53';
import { toRecord as tags } from '../sdk/tags';
import type { Association, Attachment, DhcpOptions, Route, RouteTable, Subnet, Vpc, VpcEndpoint, Zone } from './shapes';

/** AWS's answers reduced to what plans compare. Each throws a `TypeError` where a member is missing that AWS always sends. */

export const vpcOf = (vpc: ec2.Vpc): Vpc => ({
  vpcId: present(vpc.VpcId),
  ownerId: present(vpc.OwnerId),
  isDefault: vpc.IsDefault ?? false,
  cidrs: (vpc.CidrBlockAssociationSet ?? [])
    .filter((cidr) => ['associating', 'associated'].includes(cidr.CidrBlockState?.State ?? ''))
    .map((cidr) => present(cidr.CidrBlock))
    .sort(),
  dhcpOptionsId: vpc.DhcpOptionsId ?? 'default',
  tags: tags(vpc.Tags),
});

export const subnetOf = (subnet: ec2.Subnet): Subnet => ({
  subnetId: present(subnet.SubnetId),
  vpcId: present(subnet.VpcId),
  zone: present(subnet.AvailabilityZone),
  ipv6Only: subnet.Ipv6Native ?? false,
  outpost: subnet.OutpostArn !== undefined,
  tags: tags(subnet.Tags),
});

export const routeTableOf = (table: ec2.RouteTable): RouteTable => ({
  routeTableId: present(table.RouteTableId),
  vpcId: present(table.VpcId),
  edge: (table.Associations ?? []).some((association) => association.GatewayId !== undefined),
  routes: (table.Routes ?? []).map(routeOf),
});

const routeOf = (route: ec2.Route): Route => ({
  destination: route.DestinationPrefixListId ?? route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '',
  target: route.TransitGatewayId ?? route.GatewayId ?? route.NatGatewayId ?? 'other',
  blackhole: route.State === 'blackhole',
});

export const dhcpOptionsOf = (options: ec2.DhcpOptions): DhcpOptions => ({
  dhcpOptionsId: present(options.DhcpOptionsId),
  configuration: Object.fromEntries(
    (options.DhcpConfigurations ?? []).map(({ Key, Values }) => [
      present(Key),
      (Values ?? []).flatMap(({ Value }) => (Value === undefined ? [] : [Value])),
    ]),
  ),
  tags: tags(options.Tags),
});

export const endpointOf = (endpoint: ec2.VpcEndpoint): VpcEndpoint => ({
  endpointId: present(endpoint.VpcEndpointId),
  vpcId: present(endpoint.VpcId),
  serviceName: present(endpoint.ServiceName),
  gateway: endpoint.VpcEndpointType === 'Gateway',
  privateDns: endpoint.PrivateDnsEnabled ?? false,
  routeTableIds: [...(endpoint.RouteTableIds ?? [])].sort(),
  state: (endpoint.State ?? '').toLowerCase(),
  tags: tags(endpoint.Tags),
});

/** EC2 lists attachments in these states for two hours more. They count for nothing. */
export const GONE = new Set(['deleted', 'failed', 'rejected']);

export const attachmentOf = (attachment: ec2.TransitGatewayVpcAttachment): Attachment[] =>
  GONE.has(attachment.State ?? '')
    ? []
    : [
        {
          attachmentId: present(attachment.TransitGatewayAttachmentId),
          vpcId: present(attachment.VpcId),
          accountId: present(attachment.VpcOwnerId),
          state: present(attachment.State),
          subnetIds: [...(attachment.SubnetIds ?? [])].sort(),
          createdAt: attachment.CreationTime ?? new Date(0),
          tags: tags(attachment.Tags),
        },
      ];

export const associationOf = ({
  State,
  TransitGatewayAttachmentId,
  ResourceId,
  Association,
}: ec2.TransitGatewayAttachment): Association[] =>
  GONE.has(State ?? '') || Association?.TransitGatewayRouteTableId === undefined
    ? []
    : [
        {
          vpcId: present(ResourceId),
          attachmentId: present(TransitGatewayAttachmentId),
          routeTableId: Association.TransitGatewayRouteTableId,
          state: present(Association.State),
        },
      ];

export const zoneOf = ({ HostedZoneId, Name }: HostedZoneSummary): Zone => ({
  zoneId: present(HostedZoneId).replace('/hostedzone/', ''),
  name: Name ?? '',
});

/** AWS always sends these members; an answer without one cannot be planned against. */
function present(value: string | undefined): string {
  if (value === undefined) throw new TypeError('AWS answered without a member that every such resource has.');
  return value;
}
