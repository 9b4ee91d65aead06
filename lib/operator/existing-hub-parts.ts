import { detailsOf, routeTableOf, subnetOf, vpcOf } from '../aws/read/from-aws';
import type { Bound } from '../aws/sdk/calls';
import { allPages } from '../aws/sdk/pages';
import type { Session } from '../aws/sdk/session';
import { by } from '../names';
import type { ExistingAttachment, ExistingHub, ExistingVpc, ExistingZone } from './existing-hub-types';
import type { calls } from './existing-hub-calls';
import { OperatorError } from './operator-error';

/** The parts of a hub that people made, beside its transit gateway. */
type HubCalls = Bound<typeof calls.hub>;

export async function hubVpc(
  hub: HubCalls,
  { vpcId, hub: { accountId } }: { readonly vpcId?: string; readonly hub: Session },
  attachments: readonly ExistingAttachment[],
): Promise<ExistingVpc | undefined> {
  const own = attachments.filter((each) => each.kind === 'vpc' && each.accountId === accountId);
  const ids = vpcId === undefined ? own.map(({ id }) => id) : [vpcId];
  const [id, ...others] = ids;
  if (id === undefined) return undefined;
  if (others.length > 0)
    throw new OperatorError({
      found: ids.join(', '),
      expected: 'one attached VPC of the hub account',
      next: 'name the one with the resolver: --vpc <id>',
    });
  const attachmentId = own.find((each) => each.id === id)?.attachmentId;
  const [vpc] = ((await hub.vpcs({ VpcIds: [id] })).Vpcs ?? []).map(vpcOf);
  const Filters = [{ Name: 'vpc-id', Values: [id] }];
  const { Subnets = [] } = await hub.subnets({ Filters });
  const { RouteTables = [] } = await hub.vpcRouteTables({ Filters });
  const details =
    attachmentId === undefined
      ? undefined
      : (await hub.vpcAttachments({ TransitGatewayAttachmentIds: [attachmentId] })).TransitGatewayVpcAttachments?.map(
          detailsOf,
        )[0];
  const zones = new Map<string, { readonly id: string; readonly cidr: string }>();
  for (const subnet of Subnets) {
    const { subnetId, zone } = subnetOf(subnet);
    if (details === undefined ? !zones.has(zone) : details.subnetIds.includes(subnetId))
      zones.set(zone, { id: subnetId, cidr: subnet.CidrBlock ?? '' });
  }
  return {
    ...{ id, cidr: vpc?.cidrs[0] ?? '' },
    ...(attachmentId === undefined ? {} : { attachmentId }),
    subnets: [...zones].sort(by(([zone]) => zone)).map(([, subnet]) => subnet),
    routeTableIds: RouteTables.map(routeTableOf)
      .filter(({ edge }) => !edge)
      .map(({ routeTableId }) => routeTableId)
      .sort(),
  };
}

export async function resolverOf(hub: HubCalls, vpcId: string): Promise<ExistingHub['resolver']> {
  const { ResolverEndpoints = [] } = await hub.endpoints({});
  const found = ResolverEndpoints.find(({ Direction, HostVPCId }) => Direction === 'INBOUND' && HostVPCId === vpcId);
  if (found?.Id === undefined) return undefined;
  const { IpAddresses = [] } = await hub.endpointAddresses({ ResolverEndpointId: found.Id });
  return { id: found.Id, addresses: IpAddresses.flatMap(({ Ip }) => Ip ?? []).sort() };
}

export async function zonesOf(hub: HubCalls): Promise<readonly ExistingZone[]> {
  const found = await allPages(async (Marker) => {
    const page = await hub.zones({ Marker });
    return { items: page.HostedZones, next: page.NextMarker };
  });
  const zones: ExistingZone[] = [];
  for (const { Id = '', Name = '', Config } of found) {
    if (Config?.PrivateZone !== true) continue;
    const { VPCs = [] } = await hub.zone({ Id });
    zones.push({
      id: Id.replace('/hostedzone/', ''),
      name: Name.replace(/\.$/, ''),
      vpcIds: VPCs.flatMap(({ VPCId }) => VPCId ?? []).sort(),
    });
  }
  return zones.sort(by(({ name }) => name));
}

export async function sharesOf(hub: HubCalls, resourceArn: string): Promise<ExistingHub['shares']> {
  const { resourceShareAssociations = [] } = await hub.shareAssociations({ associationType: 'RESOURCE', resourceArn });
  const live = resourceShareAssociations.filter(({ status }) => status === 'ASSOCIATED' || status === 'ASSOCIATING');
  return live
    .map(({ resourceShareArn: arn = '', resourceShareName: name = '' }) => ({ arn, name }))
    .filter(({ name }) => name !== 'wheelwright-hub')
    .sort(by(({ arn }) => arn));
}

export async function queryLogConfig(hub: HubCalls): Promise<string | undefined> {
  const { ResolverQueryLogConfigs = [] } = await hub.queryLogConfigs({});
  const shared = ResolverQueryLogConfigs.filter(({ DestinationArn }) => DestinationArn?.startsWith('arn:aws:s3:'));
  return shared.length === 1 ? shared[0]?.Id : undefined;
}

export async function logBucket(hub: HubCalls, resourceIds: readonly string[]): Promise<string | undefined> {
  const { FlowLogs = [] } = await hub.flowLogs({});
  const buckets = FlowLogs.filter(({ ResourceId = '' }) => resourceIds.includes(ResourceId)).flatMap(
    ({ LogDestination, LogDestinationType }) =>
      LogDestinationType === 's3' ? (LogDestination?.split(':').at(-1)?.split('/')[0] ?? []) : [],
  );
  return new Set(buckets).size === 1 ? buckets[0] : undefined;
}
