import {
  DescribeDhcpOptionsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { ListHostedZonesByVPCCommand, type VPCRegion } from '@aws-sdk/client-route-53';
import { toRecord as tags } from '../../names/tags';
import type {
  Association,
  Attachment,
  DhcpOptions,
  Reads,
  Route,
  RouteTable,
  Subnet,
  Vpc,
  VpcEndpoint,
  Zone,
} from './shapes';
import type { BoundCalls, Calls } from '../sdk/calls';
import { allPages } from '../sdk/pages';

export const calls = {
  spoke: {
    describeVpcs: DescribeVpcsCommand,
    describeSubnets: DescribeSubnetsCommand,
    describeRouteTables: DescribeRouteTablesCommand,
    describeDhcpOptions: DescribeDhcpOptionsCommand,
    describeVpcEndpoints: DescribeVpcEndpointsCommand,
    listZonesOfVpc: ListHostedZonesByVPCCommand,
  },
  hub: {
    describeTransitGatewayVpcAttachments: DescribeTransitGatewayVpcAttachmentsCommand,
    describeTransitGatewayAttachments: DescribeTransitGatewayAttachmentsCommand,
  },
  // Route 53 asks EC2 on the caller's behalf whose VPC it is.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'] },
} satisfies Calls;

const PAGE = 1000;
/** Attachments in these states are listed for two hours more, and count for nothing. */
export const GONE = new Set(['deleted', 'failed', 'rejected']);

/**
 * The bulk reads that several concepts share: each a fixed number of pages however many VPCs a spoke has, each made
 * at most once until it is dropped. Answers are reduced to what plans compare.
 */
export function reads(bound: BoundCalls<typeof calls>, transitGatewayId: string, region: string): Reads {
  const made = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, make: () => Promise<T>) => {
    return (): Promise<T> => {
      const known = made.get(name) as Promise<T> | undefined;
      if (known) return known;
      const read = make();
      made.set(name, read);
      return read;
    };
  };
  const ofTheGateway = [{ Name: 'transit-gateway-id', Values: [transitGatewayId] }];

  return {
    zonesOf: (vpcId) =>
      once(`zones of ${vpcId}`, async () => {
        const found = await allPages(async (NextToken) => {
          const page = await bound.spoke.listZonesOfVpc({ VPCId: vpcId, VPCRegion: region as VPCRegion, NextToken });
          return { items: page.HostedZoneSummaries, next: page.NextToken };
        });
        return found.map(({ HostedZoneId, Name }): Zone => ({
          zoneId: named(HostedZoneId).replace('/hostedzone/', ''),
          name: Name ?? '',
        }));
      })(),

    drop: (...names) => names.forEach((name) => made.delete(name)),

    vpcs: once('vpcs', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.spoke.describeVpcs({ MaxResults: PAGE, NextToken });
        return { items: page.Vpcs, next: page.NextToken };
      });
      return found.map((vpc): Vpc => ({
        vpcId: named(vpc.VpcId),
        ownerId: named(vpc.OwnerId),
        isDefault: vpc.IsDefault ?? false,
        cidrs: (vpc.CidrBlockAssociationSet ?? [])
          .filter((cidr) => ['associating', 'associated'].includes(cidr.CidrBlockState?.State ?? ''))
          .map((cidr) => named(cidr.CidrBlock))
          .sort(),
        dhcpOptionsId: vpc.DhcpOptionsId ?? 'default',
        tags: tags(vpc.Tags),
      }));
    }),

    subnets: once('subnets', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.spoke.describeSubnets({ MaxResults: PAGE, NextToken });
        return { items: page.Subnets, next: page.NextToken };
      });
      return found.map((subnet): Subnet => ({
        subnetId: named(subnet.SubnetId),
        vpcId: named(subnet.VpcId),
        zone: named(subnet.AvailabilityZone),
        ipv6Only: subnet.Ipv6Native ?? false,
        outpost: subnet.OutpostArn !== undefined,
        tags: tags(subnet.Tags),
      }));
    }),

    routeTables: once('routeTables', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.spoke.describeRouteTables({ MaxResults: 100, NextToken });
        return { items: page.RouteTables, next: page.NextToken };
      });
      return found.map((table): RouteTable => ({
        routeTableId: named(table.RouteTableId),
        vpcId: named(table.VpcId),
        edge: (table.Associations ?? []).some((association) => association.GatewayId !== undefined),
        routes: (table.Routes ?? []).map((route): Route => ({
          destination:
            route.DestinationPrefixListId ?? route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '',
          target: route.TransitGatewayId ?? route.GatewayId ?? route.NatGatewayId ?? 'other',
          blackhole: route.State === 'blackhole',
        })),
      }));
    }),

    dhcpOptions: once('dhcpOptions', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.spoke.describeDhcpOptions({ MaxResults: PAGE, NextToken });
        return { items: page.DhcpOptions, next: page.NextToken };
      });
      return found.map((options): DhcpOptions => ({
        dhcpOptionsId: named(options.DhcpOptionsId),
        configuration: Object.fromEntries(
          (options.DhcpConfigurations ?? []).map(({ Key, Values }) => [
            named(Key),
            (Values ?? []).flatMap(({ Value }) => (Value === undefined ? [] : [Value])),
          ]),
        ),
        tags: tags(options.Tags),
      }));
    }),

    endpoints: once('endpoints', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.spoke.describeVpcEndpoints({ MaxResults: PAGE, NextToken });
        return { items: page.VpcEndpoints, next: page.NextToken };
      });
      return found.map((endpoint): VpcEndpoint => ({
        endpointId: named(endpoint.VpcEndpointId),
        vpcId: named(endpoint.VpcId),
        serviceName: named(endpoint.ServiceName),
        gateway: endpoint.VpcEndpointType === 'Gateway',
        privateDns: endpoint.PrivateDnsEnabled ?? false,
        routeTableIds: [...(endpoint.RouteTableIds ?? [])].sort(),
        state: (endpoint.State ?? '').toLowerCase(),
        tags: tags(endpoint.Tags),
      }));
    }),

    attachments: once('attachments', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.hub.describeTransitGatewayVpcAttachments({
          MaxResults: PAGE,
          NextToken,
          Filters: ofTheGateway,
        });
        return { items: page.TransitGatewayVpcAttachments, next: page.NextToken };
      });
      return found
        .filter(({ State }) => !GONE.has(State ?? ''))
        .map((attachment): Attachment => ({
          attachmentId: named(attachment.TransitGatewayAttachmentId),
          vpcId: named(attachment.VpcId),
          accountId: named(attachment.VpcOwnerId),
          state: named(attachment.State),
          subnetIds: [...(attachment.SubnetIds ?? [])].sort(),
          createdAt: attachment.CreationTime ?? new Date(0),
          tags: tags(attachment.Tags),
        }));
    }),

    associations: once('associations', async () => {
      const found = await allPages(async (NextToken) => {
        const page = await bound.hub.describeTransitGatewayAttachments({
          MaxResults: PAGE,
          NextToken,
          Filters: ofTheGateway,
        });
        return { items: page.TransitGatewayAttachments, next: page.NextToken };
      });
      return found
        .filter(({ State }) => !GONE.has(State ?? ''))
        .flatMap(({ TransitGatewayAttachmentId, ResourceId, Association }): Association[] =>
          Association?.TransitGatewayRouteTableId === undefined
            ? []
            : [
                {
                  vpcId: named(ResourceId),
                  attachmentId: named(TransitGatewayAttachmentId),
                  routeTableId: Association.TransitGatewayRouteTableId,
                  state: named(Association.State),
                },
              ],
        );
    }),
  };
}

/** AWS always answers these members; an answer without one cannot be planned against. */
function named(value: string | undefined): string {
  if (value === undefined) throw new TypeError('AWS answered without a member that every such resource has.');
  return value;
}
