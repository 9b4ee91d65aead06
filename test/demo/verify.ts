import * as ec2 from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand, ListVPCAssociationAuthorizationsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListResolverQueryLogConfigAssociationsCommand, Route53ResolverClient } from '../../lib/aws/resolver';
import { reachableSegments, zoneOwner, zonesOf } from '../../lib/landing-zone';
import type { JoinConcept } from '../../lib/names';
import type { EnrolledWorld } from '../world/enrolled';

/** What must be true of a VPC in the end: the segment that it is in, or null for none. */
export interface Expected {
  readonly name?: string;
  readonly accountId: string;
  readonly vpcId: string;
  readonly segment: string | null;
}

/** Reads the emulated AWS through plain SDK calls, with people's credentials. Returns what is not as expected. */
export async function verify(setting: EnrolledWorld, expected: readonly Expected[]): Promise<readonly string[]> {
  const hub = await hubView(setting);
  const faults: string[] = [];
  for (const each of expected) {
    const seen = await spokeView(setting, each);
    const wanted = each.segment === null ? apart() : member(setting, each.segment, seen);
    const found = { ...seen.found, ...hub.of(each.vpcId, seen.zoneOf) };
    for (const [what, value] of Object.entries(wanted)) {
      const is = JSON.stringify(found[what as keyof typeof found]);
      if (is !== JSON.stringify(value))
        faults.push(`${named(each)}: ${what} is ${is}, expected ${JSON.stringify(value)}`);
    }
  }
  return faults;
}

const named = ({ name, vpcId, accountId }: Expected): string =>
  name === undefined ? `${vpcId} of account ${accountId}` : `${name} (${vpcId})`;

/** Facts about one VPC, in a form that can be compared. */
interface Facts {
  readonly attachment: string;
  readonly zonesCovered: readonly string[];
  readonly association: string | null;
  readonly propagations: readonly string[];
  readonly activeIn: readonly string[];
  readonly routedTables: string;
  readonly hostedZones: readonly string[];
  readonly authorizations: readonly string[];
  readonly nameServers: readonly string[];
  readonly flowLogs: readonly string[];
  readonly queryLog: string | null;
  readonly s3Endpoint: boolean;
}

/** A VPC outside the mesh: no path, no private zones, no logs of ours. A gateway endpoint may have stayed. */
const apart = (): Omit<Facts, 'zonesCovered' | 's3Endpoint'> => ({
  attachment: 'none',
  association: null,
  propagations: [],
  activeIn: [],
  routedTables: 'none',
  hostedZones: [],
  authorizations: [],
  nameServers: ['AmazonProvidedDNS'],
  flowLogs: [],
  queryLog: null,
});

interface SpokeView {
  readonly found: Pick<Facts, 'routedTables' | 'nameServers' | 'flowLogs' | 'queryLog' | 's3Endpoint'>;
  /** Zones by subnet. */
  readonly zoneOf: ReadonlyMap<string, string>;
}

function member({ landingZone, hub }: EnrolledWorld, segment: string, { zoneOf }: SpokeView): Facts {
  const { nameServers } = landingZone.join;
  const reaching = reachableSegments(landingZone, segment);
  const has = (concept: JoinConcept): boolean =>
    landingZone.join.concepts === 'all' || landingZone.join.concepts.includes(concept);
  const inbound = has('dhcp-options') && landingZone.segments[segment]?.dns === 'inbound';
  return {
    attachment: 'available',
    zonesCovered: [...new Set(zoneOf.values())].sort(),
    association: segment,
    propagations: reaching,
    activeIn: reaching,
    routedTables: 'all',
    hostedZones: has('private-zone') ? zonesOf(landingZone, segment) : [],
    authorizations: [],
    nameServers: inbound
      ? nameServers.flatMap((each) => (each === 'hub-inbound' ? hub.resolverIps : each))
      : ['AmazonProvidedDNS'],
    flowLogs: has('flow-log') ? ['ACTIVE'] : [],
    queryLog: has('query-log') && landingZone.logs.query ? 'ACTIVE' : null,
    s3Endpoint: has('s3-endpoint') && landingZone.join.s3Endpoint !== 'off',
  };
}

async function spokeView(setting: EnrolledWorld, { accountId, vpcId }: Expected): Promise<SpokeView> {
  const { people, hub } = setting;
  const client = await people.ec2(accountId);
  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const [vpcs, subnets, tables, logs, endpoints] = await Promise.all([
    client.send(new ec2.DescribeVpcsCommand({ VpcIds: [vpcId] })),
    client.send(new ec2.DescribeSubnetsCommand(ofVpc)),
    client.send(new ec2.DescribeRouteTablesCommand(ofVpc)),
    client.send(new ec2.DescribeFlowLogsCommand({ Filter: [{ Name: 'resource-id', Values: [vpcId] }] })),
    client.send(new ec2.DescribeVpcEndpointsCommand(ofVpc)),
  ]);
  const DhcpOptionsIds = [vpcs.Vpcs?.[0]?.DhcpOptionsId ?? ''];
  const { DhcpOptions } = await client.send(new ec2.DescribeDhcpOptionsCommand({ DhcpOptionsIds }));
  const servers = DhcpOptions?.[0]?.DhcpConfigurations?.find(({ Key }) => Key === 'domain-name-servers')?.Values ?? [];
  const resolver = new Route53ResolverClient(await people.configOf(accountId));
  const { ResolverQueryLogConfigAssociations } = await resolver.send(
    new ListResolverQueryLogConfigAssociationsCommand({}),
  );
  const routed = (tables.RouteTables ?? []).map(({ Routes }) =>
    (Routes ?? []).some(
      (route) =>
        route.DestinationPrefixListId === hub.prefixListId &&
        route.TransitGatewayId === hub.transitGatewayId &&
        route.State === 'active',
    ),
  );
  return {
    zoneOf: new Map(
      (subnets.Subnets ?? []).map(({ SubnetId, AvailabilityZone }) => [SubnetId ?? '', AvailabilityZone ?? '']),
    ),
    found: {
      routedTables: routed.every(Boolean) ? 'all' : routed.some(Boolean) ? 'some' : 'none',
      nameServers: servers.map(({ Value }) => Value ?? ''),
      flowLogs: (logs.FlowLogs ?? []).map(({ FlowLogStatus }) => FlowLogStatus ?? ''),
      queryLog: ResolverQueryLogConfigAssociations?.find(({ ResourceId }) => ResourceId === vpcId)?.Status ?? null,
      s3Endpoint: (endpoints.VpcEndpoints ?? []).some(({ VpcEndpointType }) => VpcEndpointType === 'Gateway'),
    },
  };
}

async function hubView(setting: EnrolledWorld) {
  const { world, landingZone, hub } = setting;
  const admin = world.administrator(landingZone.hub.accountId);
  const client = new ec2.EC2Client(world.config(admin, landingZone.hub.region));
  const live = (state: string | undefined): boolean => !['deleted', 'failed', 'rejected'].includes(state ?? '');
  const { TransitGatewayVpcAttachments } = await client.send(new ec2.DescribeTransitGatewayVpcAttachmentsCommand({}));
  const attachments = (TransitGatewayVpcAttachments ?? []).filter(({ State }) => live(State));
  const { TransitGatewayAttachments } = await client.send(new ec2.DescribeTransitGatewayAttachmentsCommand({}));
  const tables = await routeTables(client, hub);
  const zones = await privateZones(setting);
  return {
    of(vpcId: string, zoneOf: SpokeView['zoneOf']): Omit<Facts, keyof SpokeView['found']> {
      const attachment = attachments.find(({ VpcId }) => VpcId === vpcId);
      const associated = TransitGatewayAttachments?.find(
        ({ ResourceId, State }) => ResourceId === vpcId && live(State),
      )?.Association;
      return {
        attachment: attachment?.State ?? 'none',
        zonesCovered: (attachment?.SubnetIds ?? []).map((id) => zoneOf.get(id) ?? id).sort(),
        association:
          tables.find(({ id }) => id === associated?.TransitGatewayRouteTableId && associated.State === 'associated')
            ?.segment ?? null,
        propagations: tables
          .filter(({ propagated }) => propagated.includes(vpcId))
          .map(({ segment }) => segment)
          .sort(),
        activeIn: tables
          .filter(({ active }) => active.includes(vpcId))
          .map(({ segment }) => segment)
          .sort(),
        hostedZones: zones
          .filter(({ vpcs }) => vpcs.some(({ VPCId }) => VPCId === vpcId))
          .map(({ name }) => name)
          .sort(),
        authorizations: zones
          .filter(({ authorized }) => authorized.some(({ VPCId }) => VPCId === vpcId))
          .map(({ name }) => name),
      };
    },
  };
}

/** Per segment: the VPCs that are propagated to its route table, and those that have an active route there. */
function routeTables(client: ec2.EC2Client, hub: EnrolledWorld['hub']) {
  return Promise.all(
    Object.entries(hub.routeTableIds).map(async ([segment, TransitGatewayRouteTableId]) => {
      const propagations = await client.send(
        new ec2.GetTransitGatewayRouteTablePropagationsCommand({ TransitGatewayRouteTableId }),
      );
      const search = { TransitGatewayRouteTableId, Filters: [{ Name: 'state', Values: ['active'] }] };
      const routes = await client.send(new ec2.SearchTransitGatewayRoutesCommand(search));
      return {
        segment,
        id: TransitGatewayRouteTableId,
        propagated: (propagations.TransitGatewayRouteTablePropagations ?? [])
          .filter(({ State }) => State === 'enabled')
          .map(({ ResourceId }) => ResourceId),
        active: (routes.Routes ?? []).flatMap(({ TransitGatewayAttachments: to }) =>
          (to ?? []).map(({ ResourceId }) => ResourceId),
        ),
      };
    }),
  );
}

function privateZones({ world, landingZone, hub }: EnrolledWorld) {
  return Promise.all(
    Object.entries(hub.zoneIds).map(async ([name, id]) => {
      const owner = world.administrator(zoneOwner(landingZone, name));
      const route53 = new Route53Client(world.config(owner, 'us-east-1'));
      const { VPCs } = await route53.send(new GetHostedZoneCommand({ Id: id }));
      const authorizations = await route53.send(new ListVPCAssociationAuthorizationsCommand({ HostedZoneId: id }));
      return { name, vpcs: VPCs ?? [], authorized: authorizations.VPCs ?? [] };
    }),
  );
}
