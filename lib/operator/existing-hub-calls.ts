import {
  DescribeFlowLogsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayRouteTablesCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeTransitGatewaysCommand,
  DescribeVpcsCommand,
  GetTransitGatewayRouteTablePropagationsCommand,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeAccountCommand, DescribeOrganizationCommand, ListRootsCommand } from '@aws-sdk/client-organizations';
import { GetResourceShareAssociationsCommand, GetResourceSharesCommand } from '@aws-sdk/client-ram';
import { GetHostedZoneCommand, ListHostedZonesCommand } from '@aws-sdk/client-route-53';
import {
  ListResolverEndpointIpAddressesCommand,
  ListResolverEndpointsCommand,
  ListResolverQueryLogConfigsCommand,
} from '../aws/resolver';
import type { Calls } from '../aws/sdk/calls';

/** What `init --from-hub` reads: of the hub with the caller's credentials, of the organization with a role if one is named. */
export const calls = {
  spoke: { vpcs: DescribeVpcsCommand, subnets: DescribeSubnetsCommand },
  hub: {
    flowLogs: DescribeFlowLogsCommand,
    gateways: DescribeTransitGatewaysCommand,
    routeTables: DescribeTransitGatewayRouteTablesCommand,
    attachments: DescribeTransitGatewayAttachmentsCommand,
    vpcAttachments: DescribeTransitGatewayVpcAttachmentsCommand,
    propagations: GetTransitGatewayRouteTablePropagationsCommand,
    routes: SearchTransitGatewayRoutesCommand,
    vpcs: DescribeVpcsCommand,
    subnets: DescribeSubnetsCommand,
    vpcRouteTables: DescribeRouteTablesCommand,
    shares: GetResourceSharesCommand,
    shareAssociations: GetResourceShareAssociationsCommand,
    zones: ListHostedZonesCommand,
    zone: GetHostedZoneCommand,
    endpoints: ListResolverEndpointsCommand,
    endpointAddresses: ListResolverEndpointIpAddressesCommand,
    queryLogConfigs: ListResolverQueryLogConfigsCommand,
  },
  management: { organization: DescribeOrganizationCommand, roots: ListRootsCommand, account: DescribeAccountCommand },
} satisfies Calls;
