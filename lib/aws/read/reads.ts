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
import type { BoundCalls, Calls } from '../sdk/calls';
import { allPages } from '../sdk/pages';
import {
  associationOf,
  attachmentOf,
  dhcpOptionsOf,
  endpointOf,
  gatewayAttachmentOf,
  routeTableOf,
  subnetOf,
  vpcOf,
  zoneOf,
} from './from-aws';
import { readOnce } from './once';
import type { Reads } from './shapes';

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
  // Route 53 reads the VPC from EC2 with the caller's permissions.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'] },
} satisfies Calls;

const MaxResults = 1000;

/** One paged list: the call, its items, and how each is reduced. */
interface PagedList<Page extends { readonly NextToken?: string | undefined }, Item, Shape> {
  readonly call: (paging: { readonly NextToken: string | undefined }) => Promise<Page>;
  readonly items: (page: Page) => readonly Item[] | undefined;
  readonly map: (item: Item) => Shape | readonly Shape[];
}

async function read<Page extends { readonly NextToken?: string | undefined }, Item, Shape>(
  list: PagedList<Page, Item, Shape>,
): Promise<readonly Shape[]> {
  const items = await allPages(async (NextToken) => {
    const page = await list.call({ NextToken });
    return { items: list.items(page), next: page.NextToken };
  });
  return items.flatMap(list.map);
}

/**
 * The bulk reads that several concepts share. Each is made at most once until it is dropped. They throw a `Failure` if AWS
 * refuses a call, and a `TypeError` if a response lacks a member that AWS always sends.
 */
export function reads({ spoke, hub }: BoundCalls<typeof calls>, transitGatewayId: string, region: string): Reads {
  const { once, forget } = readOnce();
  const Filters = [{ Name: 'transit-gateway-id', Values: [transitGatewayId] }];
  const list =
    <Page extends { readonly NextToken?: string | undefined }, Item, Shape>(
      name: string,
      table: PagedList<Page, Item, Shape>,
    ) =>
    (): Promise<readonly Shape[]> =>
      once(name, () => read(table));

  const gatewayAttachments = list('gatewayAttachments', {
    call: (paging) => hub.describeTransitGatewayAttachments({ MaxResults, Filters, ...paging }),
    items: ({ TransitGatewayAttachments }) => TransitGatewayAttachments,
    map: gatewayAttachmentOf,
  });

  return {
    vpcs: list('vpcs', {
      call: (paging) => spoke.describeVpcs({ MaxResults, ...paging }),
      items: ({ Vpcs }) => Vpcs,
      map: vpcOf,
    }),
    subnets: list('subnets', {
      call: (paging) => spoke.describeSubnets({ MaxResults, ...paging }),
      items: ({ Subnets }) => Subnets,
      map: subnetOf,
    }),
    routeTables: list('routeTables', {
      call: (paging) => spoke.describeRouteTables({ MaxResults: 100, ...paging }),
      items: ({ RouteTables }) => RouteTables,
      map: routeTableOf,
    }),
    dhcpOptions: list('dhcpOptions', {
      call: (paging) => spoke.describeDhcpOptions({ MaxResults, ...paging }),
      items: ({ DhcpOptions }) => DhcpOptions,
      map: dhcpOptionsOf,
    }),
    endpoints: list('endpoints', {
      call: (paging) => spoke.describeVpcEndpoints({ MaxResults, ...paging }),
      items: ({ VpcEndpoints }) => VpcEndpoints,
      map: endpointOf,
    }),
    attachments: list('attachments', {
      call: (paging) => hub.describeTransitGatewayVpcAttachments({ MaxResults, Filters, ...paging }),
      items: ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
      map: attachmentOf,
    }),
    gatewayAttachments,
    associations: async () => (await gatewayAttachments()).flatMap(associationOf),
    zonesOf: (vpcId) =>
      list(`zones of ${vpcId}`, {
        call: (paging) => spoke.listZonesOfVpc({ VPCId: vpcId, VPCRegion: region as VPCRegion, ...paging }),
        items: ({ HostedZoneSummaries }) => HostedZoneSummaries,
        map: zoneOf,
      })(),
    drop: forget,
  };
}
