import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { ListHostedZonesByVPCCommand, type VPCRegion } from '@aws-sdk/client-route-53';
import type { BoundCalls, Calls } from '../sdk/calls';
import { attachmentReads, calls as attachmentCalls, type Together } from './attachment-reads';
import { calls as dhcpCalls, dhcpReads } from './dhcp-sets';
import { endpointOf, routeTableOf, subnetOf, vpcOf, zoneOf } from './from-aws';
import { readOnce } from './once';
import { calls as propagationCalls, propagationReads } from './propagations';
import { readList, type PagedList } from './paged-list';
import type { SpokeAddress } from '../../names';
import type { Reads, SeenDhcpOptions, Subnet } from './shapes';

export const calls = {
  spoke: {
    describeVpcs: DescribeVpcsCommand,
    describeSubnets: DescribeSubnetsCommand,
    describeRouteTables: DescribeRouteTablesCommand,
    ...dhcpCalls,
    describeVpcEndpoints: DescribeVpcEndpointsCommand,
    listZonesOfVpc: ListHostedZonesByVPCCommand,
  },
  hub: { ...attachmentCalls, ...propagationCalls },
  // Route 53 reads the VPC from EC2 with the caller's permissions.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'] },
} satisfies Calls;

/** Those of the reads that the join worker makes for every VPC. A concept that makes others names them in its own table. */
export const callsForEveryVpc = {
  spoke: { describeVpcs: calls.spoke.describeVpcs, describeSubnets: calls.spoke.describeSubnets },
  hub: attachmentCalls,
} satisfies Calls;

const MaxResults = 1000;

/**
 * The bulk reads that several concepts share. Each is made at most once until it is dropped. They throw a `Failure` if AWS
 * refuses a call, and a `TypeError` if a response lacks a member that AWS always sends.
 */
export function reads(
  { spoke, hub }: BoundCalls<typeof calls>,
  transitGatewayId: string,
  { accountId, region }: SpokeAddress,
  known: {
    readonly subnets?: readonly Subnet[];
    readonly attachments?: Together;
    readonly dhcpSets?: SeenDhcpOptions;
  } = {},
): Reads {
  const { attachments, dhcpSets, ...read } = known;
  const { once, ifRead, forget } = readOnce(read);
  const list =
    <Page extends { readonly NextToken?: string | undefined }, Item, Shape>(
      name: string,
      table: PagedList<Page, Item, Shape>,
    ) =>
    (): Promise<readonly Shape[]> =>
      once(name, () => readList(table));

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
    ...dhcpReads(spoke, once, dhcpSets),
    endpoints: list('endpoints', {
      call: (paging) => spoke.describeVpcEndpoints({ MaxResults, ...paging }),
      items: ({ VpcEndpoints }) => VpcEndpoints,
      map: endpointOf,
    }),
    ...attachmentReads(hub, once, { transitGatewayId, accountId }, attachments),
    ...propagationReads(hub, attachments?.propagations),
    zonesOf: (vpcId) =>
      list(`zones of ${vpcId}`, {
        call: (paging) => spoke.listZonesOfVpc({ VPCId: vpcId, VPCRegion: region as VPCRegion, ...paging }),
        items: ({ HostedZoneSummaries }) => HostedZoneSummaries,
        map: zoneOf,
      })(),
    subnetsIfRead: () => ifRead('subnets'),
    drop: forget,
  };
}
