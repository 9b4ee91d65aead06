import { attachmentOf } from '../aws/read/from-aws';
import type { MeshAttachment } from '../aws/read/shapes';
import { bind, type Bound } from '../aws/sdk/calls';
import { isFailure } from '../aws/sdk/failure';
import { allPages } from '../aws/sdk/pages';
import type { Session } from '../aws/sdk/session';
import { toRecord } from '../aws/sdk/tags';
import { by } from '../names';
import { calls } from './existing-hub-calls';
import type { ExistingAttachment, ExistingHub, ExistingTable } from './existing-hub-types';
import { hubVpc, logBucket, queryLogConfig, resolverOf, sharesOf, zonesOf } from './existing-hub-parts';
import { OperatorError } from './operator-error';

type HubCalls = Bound<typeof calls.hub>;
type ManagementCalls = Bound<typeof calls.management>;

export interface ReadHubOptions {
  /** The caller, in the hub account and region. */
  readonly hub: Session;
  /** Who reads the organization. */
  readonly management: Session;
  readonly transitGatewayId?: string;
  readonly vpcId?: string;
}

/**
 * Reads a hub that people made. It changes nothing.
 * @throws OperatorError where it is not clear which transit gateway or VPC is meant; a `Failure` if AWS refuses a call
 */
export async function readHub(options: ReadHubOptions): Promise<ExistingHub> {
  const { hub: session, management } = options;
  const [hub, organization] = [bind(calls.hub, session), bind(calls.management, management)];
  const gateway = await gatewayOf(hub, options);
  const attached = await attachmentsOf(hub, gateway.id);
  const tables = await tablesOf(hub, gateway.id);
  const { all, cidrs } = tables;
  const attachments: ExistingAttachment[] = [];
  for (const each of attached)
    attachments.push(await withAccount(organization, each, cidrs.get(each.attachmentId) ?? []));
  const vpc = await hubVpc(hub, options, attachments);
  const optional = {
    vpc,
    resolver: vpc && (await resolverOf(hub, vpc.id)),
    queryLogConfigId: await queryLogConfig(hub),
    logBucket: await logBucket(hub, [gateway.id, vpc?.id ?? '']),
  };
  return {
    ...{ accountId: session.accountId, region: session.region, gateway, tables: all, attachments },
    organization: await organizationOf(organization, bind(calls.management, session)),
    zones: await zonesOf(hub),
    shares: await sharesOf(hub, gateway.arn),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<ExistingHub>),
  };
}

async function gatewayOf(hub: HubCalls, { transitGatewayId, hub: { accountId } }: ReadHubOptions) {
  const { TransitGateways = [] } = await hub.gateways(
    transitGatewayId === undefined ? {} : { TransitGatewayIds: [transitGatewayId] },
  );
  const own = TransitGateways.filter(({ OwnerId, State }) => OwnerId === accountId && State === 'available');
  const [gateway, ...others] = own;
  if (gateway === undefined || others.length > 0)
    throw new OperatorError({
      found: own.length === 0 ? 'none' : own.map(({ TransitGatewayId }) => TransitGatewayId).join(', '),
      expected: `one transit gateway of account ${accountId}`,
      next: own.length === 0 ? 'look at --profile and --region' : 'name one: --transit-gateway <id>',
    });
  const { TransitGatewayId: id = '', TransitGatewayArn: arn = '', Options } = gateway;
  return {
    ...{ id, arn },
    defaultAssociation: Options?.DefaultRouteTableAssociation === 'enable',
    defaultPropagation: Options?.DefaultRouteTablePropagation === 'enable',
  };
}

async function attachmentsOf(hub: HubCalls, gatewayId: string): Promise<readonly MeshAttachment[]> {
  const found = await allPages(async (NextToken) => {
    const page = await hub.attachments({ Filters: [{ Name: 'transit-gateway-id', Values: [gatewayId] }], NextToken });
    return { items: page.TransitGatewayAttachments, next: page.NextToken };
  });
  return found.flatMap(attachmentOf).sort(by(({ attachmentId }) => attachmentId));
}

async function tablesOf(hub: HubCalls, gatewayId: string) {
  const tables = await allPages(async (NextToken) => {
    const page = await hub.routeTables({ Filters: [{ Name: 'transit-gateway-id', Values: [gatewayId] }], NextToken });
    return { items: page.TransitGatewayRouteTables, next: page.NextToken };
  });
  const cidrs = new Map<string, readonly string[]>();
  const all: ExistingTable[] = [];
  for (const { TransitGatewayRouteTableId: id = '', Tags, State } of tables) {
    if (State !== 'available') continue;
    const tags = toRecord(Tags);
    const { Name: name } = tags;
    const propagations = await allPages(async (NextToken) => {
      const page = await hub.propagations({ TransitGatewayRouteTableId: id, NextToken });
      return { items: page.TransitGatewayRouteTablePropagations, next: page.NextToken };
    });
    const routes = async (type: string) =>
      (await hub.routes({ TransitGatewayRouteTableId: id, Filters: [{ Name: 'type', Values: [type] }] })).Routes ?? [];
    for (const { DestinationCidrBlock: cidr = '', TransitGatewayAttachments = [] } of await routes('propagated'))
      for (const { TransitGatewayAttachmentId: of = '' } of TransitGatewayAttachments)
        cidrs.set(of, [...new Set([...(cidrs.get(of) ?? []), cidr])].sort());
    all.push({
      ...{ id, tags, ...(name === undefined ? {} : { name }) },
      propagations: propagations.flatMap(({ TransitGatewayAttachmentId: each }) => each ?? []).sort(),
      staticRoutes: (await routes('static')).map(({ DestinationCidrBlock = '' }) => DestinationCidrBlock).sort(),
    });
  }
  return { all: all.sort(by(({ id }) => id)), cidrs };
}

async function withAccount(
  organization: ManagementCalls,
  { attachmentId, resourceType: kind, vpcId: id, accountId, association, tags }: MeshAttachment,
  cidrs: readonly string[],
): Promise<ExistingAttachment> {
  const ouPath = await unitsOf(organization, accountId);
  return {
    ...{ attachmentId, kind, id, accountId, tags, cidrs },
    ...(association === undefined ? {} : { tableId: association.routeTableId }),
    ...(ouPath === undefined ? {} : { ouPath }),
  };
}

/** Only the management account and delegated administrators may read accounts: without them the config has no OUs. */
const readable = async <T>(read: Promise<T>): Promise<T | undefined> =>
  read.catch((error: unknown) => {
    if (isFailure(error, 'denied')) return undefined;
    throw error;
  });

async function unitsOf(organization: ManagementCalls, AccountId: string): Promise<readonly string[] | undefined> {
  const found = await readable(organization.account({ AccountId }));
  return found?.Account?.Paths?.[0]?.split('/').filter((part) => /^(r|ou)-/.test(part));
}

export async function managementAccountOf(hub: Session): Promise<string> {
  const { Organization: found } = await bind(calls.management, hub).organization({});
  return found?.MasterAccountId ?? '';
}

/** Any account of the organization may describe it. */
async function organizationOf(management: ManagementCalls, hub: ManagementCalls): Promise<ExistingHub['organization']> {
  const { Organization: found } = await hub.organization({});
  const rootId = (await readable(management.roots({})))?.Roots?.[0]?.Id;
  return {
    ...{ id: found?.Id ?? '', managementAccountId: found?.MasterAccountId ?? '' },
    ...(rootId === undefined ? {} : { rootId }),
  };
}
