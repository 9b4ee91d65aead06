import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { GLOBAL, HUB_SHARE } from './names';
import { inRegions, onlyTagKeys, vpcsIn, tagged, type Scope } from './scopes';

/** Ids of the hub's resources, which its stack publishes as parameters. */
export interface HubIds {
  readonly transitGatewayId: string;
  /** Of transit gateway route tables, one for each segment. */
  readonly routeTableIds: readonly string[];
  /** Of the hub account's private zones. */
  readonly zoneIds: readonly string[];
  readonly queryLogConfigId: string;
  /** Of the mesh prefix list. */
  readonly prefixListId: string;
}

/** Ids as long as AWS makes them, for the size of policies. */
export const sampleIds = ({ segments, zones }: LandingZone): HubIds => ({
  transitGatewayId: `tgw-${'0'.repeat(17)}`,
  routeTableIds: Object.keys(segments).map(() => `tgw-rtb-${'0'.repeat(17)}`),
  zoneIds: zones.private.filter(({ accountId }) => accountId === undefined).map(() => `Z${'0'.repeat(20)}`),
  queryLogConfigId: `rqlc-${'0'.repeat(17)}`,
  prefixListId: `pl-${'0'.repeat(17)}`,
});

const ec2 = (...names: readonly string[]): readonly string[] => names.map((name) => `ec2:${name}`);

/**
 * Where functions may make their calls in the hub account, with their own roles. An attachment belongs to its VPC's account,
 * and the hub accepts, deletes and tags those of all accounts, of accounts that have left the organization too.
 */
export const hubScopes = (landingZone: LandingZone, ids: HubIds): readonly Scope[] => {
  const { hub } = landingZone;
  const { tags } = namingOf(landingZone);
  const { routeTableIds, zoneIds, queryLogConfigId } = ids;
  const attachments = `arn:aws:ec2:${hub.region}:*:transit-gateway-attachment/*`;
  const table = (id: string): string => `arn:aws:ec2:${hub.region}:${hub.accountId}:transit-gateway-route-table/${id}`;
  const tables = routeTableIds.map(table);
  // A VPC that is adopted may be associated with a table of an existing transit gateway that is no segment's, and moves from there.
  const left = 'existing' in hub.transitGateway ? [table('*')] : tables;
  return [
    // These have no resource level. Route 53 describes VPCs with the caller's permissions, from us-east-1 too.
    inRegions([...new Set([GLOBAL, hub.region])])({
      actions: [
        ...ec2('DescribeVpcs', 'DescribeTransitGatewayAttachments', 'DescribeTransitGatewayVpcAttachments'),
        ...ec2('GetTransitGatewayAttachmentPropagations', 'GetTransitGatewayRouteTablePropagations'),
        'ram:GetResourceShareAssociations',
      ],
      resources: '*',
    }),
    {
      actions: ['Accept', 'Reject', 'Delete'].map((verb) => `ec2:${verb}TransitGatewayVpcAttachment`),
      resources: attachments,
    },
    {
      actions: ec2('CreateTags'),
      resources: attachments,
      condition: onlyTagKeys(['Name', tags.managed, tags.cidrs, tags.localCidrs, tags.shadowed]),
    },
    {
      actions: [
        ...ec2('AssociateTransitGatewayRouteTable'),
        ...ec2('EnableTransitGatewayRouteTablePropagation', 'DisableTransitGatewayRouteTablePropagation'),
      ],
      resources: [attachments, ...tables],
    },
    { actions: ec2('DisassociateTransitGatewayRouteTable'), resources: [attachments, ...left] },
    {
      // Without attachments: so CreateTransitGatewayRoute creates blackholes only.
      actions: ec2('SearchTransitGatewayRoutes', 'CreateTransitGatewayRoute', 'DeleteTransitGatewayRoute'),
      resources: tables,
    },
    ...zoneScopes(landingZone, zoneIds),
    ...sharingScopes(landingZone, queryLogConfigId),
  ];
};

/** What the owner of private zones may do with them. */
const zoneScopes = ({ regions }: LandingZone, zoneIds: readonly string[]): readonly Scope[] => {
  const resources = zoneIds.map((id) => `arn:aws:route53:::hostedzone/${id}`);
  return [
    {
      actions: ['GetHostedZone', 'GetHostedZoneLimit', 'ListVPCAssociationAuthorizations'].map(
        (name) => `route53:${name}`,
      ),
      resources,
    },
    {
      actions: [
        ...['route53:CreateVPCAssociationAuthorization', 'route53:DeleteVPCAssociationAuthorization'],
        'route53:DisassociateVPCFromHostedZone',
      ],
      resources,
      condition: vpcsIn(regions),
    },
  ];
};

/** Where `join` may make its calls in another account that owns private zones. */
export const zoneOwnerScopes = (landingZone: LandingZone, zoneIds: readonly string[]): readonly Scope[] => [
  inRegions([...new Set([GLOBAL, landingZone.hub.region])])({ actions: ec2('DescribeVpcs'), resources: '*' }),
  ...zoneScopes(landingZone, zoneIds),
];

/** Where enroll may share the hub's resources. */
const sharingScopes = ({ hub }: LandingZone, queryLogConfigId: string): readonly Scope[] => [
  {
    // RAM authorizes each principal and each resource of a call alone, and a resource has no `ram:Principal` (RAM User Guide).
    // Organizations and OUs are principals as ARNs, so twelve characters are an account.
    actions: ['ram:AssociateResourceShare', 'ram:DisassociateResourceShare'],
    resources: `arn:aws:ram:${hub.region}:${hub.accountId}:resource-share/*`,
    condition: {
      StringEquals: { 'ram:ResourceShareName': HUB_SHARE },
      StringLike: { 'ram:Principal': '?'.repeat(12) },
    },
  },
  {
    actions: ['Get', 'Put'].map((verb) => `route53resolver:${verb}ResolverQueryLogConfigPolicy`),
    resources: `arn:aws:route53resolver:${hub.region}:${hub.accountId}:resolver-query-log-config/${queryLogConfigId}`,
  },
];

/** Where a worker may make the calls for the hub's own VPC and transit gateway that it makes in spokes with their role. */
export const hubAccountScopes = (landingZone: LandingZone, { transitGatewayId }: HubIds): readonly Scope[] => {
  const { hub } = landingZone;
  const own = (type: string, id = '*'): string => `arn:aws:ec2:${hub.region}:${hub.accountId}:${type}/${id}`;
  const logs = own('vpc-flow-log');
  return [
    inRegions([hub.region])({ actions: ec2('DescribeFlowLogs'), resources: '*' }),
    { actions: ec2('CreateFlowLogs'), resources: [own('vpc'), own('transit-gateway', transitGatewayId), logs] },
    { actions: ec2('DeleteFlowLogs'), resources: logs, condition: tagged(namingOf(landingZone).tags.managed) },
    {
      actions: ec2('CreateTags'),
      resources: logs,
      condition: { StringEquals: { 'ec2:CreateAction': 'CreateFlowLogs' } },
    },
    // The log delivery service has neither resources nor condition keys.
    { actions: ['logs:CreateLogDelivery', 'logs:DeleteLogDelivery'], resources: '*' },
  ];
};
