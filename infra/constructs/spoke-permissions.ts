import { PULL_BOUNDARY, namingOf, type LandingZone } from '../../lib/landing-zone';
import { PULL_PATH } from '../../lib/names';
import { regionsOfCalls } from './names';
import { inRegions, onlyTagKeys, tagged, vpcsIn, type Scope } from './scopes';

/** The account of the role, which CloudFormation fills in. */
const OWN_ACCOUNT = '${AWS::AccountId}';

/** The first transit gateway attachment of an account creates the service's role there, and so does the first query log. */
const LINKED_SERVICES = {
  'ec2:CreateTransitGatewayVpcAttachment': 'transitgateway.amazonaws.com',
  'route53resolver:AssociateResolverQueryLogConfig': 'route53resolver.amazonaws.com',
} as const;

/** Actions of EC2. */
const ec2 = (...names: readonly string[]): readonly string[] => names.map((name) => `ec2:${name}`);

/** The ARN of the hub's resource in a spoke's statement: its id, where the config has one. Stacks of other accounts create the rest. */
const ofHub = ({ hub }: LandingZone, service: string, path: string, id = '*'): string =>
  `arn:aws:${service}:${hub.region}:${hub.accountId}:${path}/${id}`;

const gatewayOf = (landingZone: LandingZone): string => {
  const { transitGateway } = landingZone.hub;
  return ofHub(landingZone, 'ec2', 'transit-gateway', 'existing' in transitGateway ? transitGateway.existing : '*');
};

/** Lists, which have no resource level. Route 53 and its Resolver describe VPCs with the caller's permissions, from us-east-1 too. */
const lists = (landingZone: LandingZone): Scope =>
  inRegions(regionsOfCalls(landingZone))({
    actions: [
      ...ec2('DescribeVpcs', 'DescribeSubnets', 'DescribeRouteTables', 'DescribeDhcpOptions', 'DescribeVpcEndpoints'),
      ...ec2('DescribeFlowLogs', 'DescribeNetworkInterfaces'),
      'eks:ListClusters',
      ...['route53resolver:ListResolverQueryLogConfigAssociations', 'route53resolver:ListResolverRuleAssociations'],
    ],
    resources: '*',
  });

/**
 * A VPC of another account whose subnets are shared with this one has attributes that this account reads, and tags of this
 * account (VPC User Guide, "Share your VPC subnets"): the worker refuses it there.
 */
const VPCS_OF_ALL = 'arn:aws:ec2:*:*:vpc/*';

/** Resources of EC2 that the calls of a concept create. */
const CREATES = {
  'ec2:CreateTransitGatewayVpcAttachment': 'transit-gateway-attachment',
  'ec2:CreateFlowLogs': 'vpc-flow-log',
  'ec2:CreateDhcpOptions': 'dhcp-options',
  'ec2:CreateVpcEndpoint': 'vpc-endpoint',
} as const;

/** The entries of a table by action, without those of actions that are not granted. */
const granted = (table: Readonly<Record<string, string>>, wanted: readonly string[]) =>
  Object.entries(table).filter(([action]) => wanted.includes(action));

/**
 * What IAM can say about the writes of `wheelwright-join` in EC2. It knows the route table of CreateRoute and DeleteRoute, not
 * their targets; and the VPC of CreateFlowLogs, not its destination.
 */
const ec2Writes = (landingZone: LandingZone, wanted: readonly string[]): readonly Scope[] => {
  const { tags } = namingOf(landingZone);
  const creates = granted(CREATES, wanted);
  const own = (type: string): string => `arn:aws:ec2:*:${OWN_ACCOUNT}:${type}/*`;
  const [vpcs, subnets, tables, attachments] = [
    ...[own('vpc'), own('subnet'), own('route-table'), own('transit-gateway-attachment')],
  ] as const;
  const services = landingZone.regions.map((region) => `com.amazonaws.${region}.s3`);
  return [
    { actions: ec2('DescribeVpcAttribute'), resources: VPCS_OF_ALL },
    {
      actions: ec2('CreateTransitGatewayVpcAttachment'),
      resources: [gatewayOf(landingZone), vpcs, subnets, attachments],
    },
    { actions: ec2('ModifyTransitGatewayVpcAttachment'), resources: [attachments, subnets] },
    { actions: ec2('CreateFlowLogs'), resources: [vpcs, own('vpc-flow-log')] },
    { actions: ec2('DeleteFlowLogs'), resources: own('vpc-flow-log'), condition: tagged(tags.managed) },
    { actions: ec2('CreateDhcpOptions'), resources: own('dhcp-options') },
    { actions: ec2('AssociateDhcpOptions'), resources: [own('dhcp-options'), vpcs] },
    { actions: ec2('DeleteDhcpOptions'), resources: own('dhcp-options'), condition: tagged(tags.managed) },
    { actions: ec2('CreateVpcEndpoint'), resources: [vpcs, tables] },
    {
      actions: ec2('CreateVpcEndpoint'),
      resources: own('vpc-endpoint'),
      condition: { StringEquals: { 'ec2:VpceServiceName': services } },
    },
    { actions: ec2('ModifyVpcEndpoint'), resources: tables },
    { actions: ec2('ModifyVpcEndpoint'), resources: own('vpc-endpoint'), condition: tagged(tags.managed) },
    { actions: ec2('CreateRoute', 'DeleteRoute'), resources: tables },
    {
      // `wheelwright:managed` is set while creating only: with CreateTags alone, any resource could be marked and then deleted.
      actions: ec2('CreateTags'),
      resources: creates.map(([, type]) => own(type)),
      condition: { StringEquals: { 'ec2:CreateAction': creates.map(([action]) => action.replace('ec2:', '')) } },
    },
    {
      actions: ec2('CreateTags', 'DeleteTags'),
      resources: VPCS_OF_ALL,
      condition: onlyTagKeys([tags.status, tags.member]),
    },
  ];
};

/** Where `wheelwright-join` may make the wanted calls in an account. */
export const joinScopes = (landingZone: LandingZone, wanted: readonly string[]): readonly Scope[] => {
  const { logs, regions } = landingZone;
  const services = granted(LINKED_SERVICES, wanted).map(([, service]) => service);
  return [
    lists(landingZone),
    ...ec2Writes(landingZone, wanted).map(inRegions(regions)),
    // The log delivery service has neither resources nor condition keys.
    { actions: ['logs:CreateLogDelivery', 'logs:DeleteLogDelivery'], resources: '*' },
    {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: services.map((service) => `arn:aws:iam::${OWN_ACCOUNT}:role/aws-service-role/${service}/*`),
      condition: { StringEquals: { 'iam:AWSServiceName': services } },
    },
    { actions: ['eks:DescribeCluster'], resources: `arn:aws:eks:*:${OWN_ACCOUNT}:cluster/*` },
    {
      actions: [
        'route53resolver:AssociateResolverQueryLogConfig',
        'route53resolver:DisassociateResolverQueryLogConfig',
      ],
      resources: ofHub(landingZone, 'route53resolver', 'resolver-query-log-config', logs.queryLogConfig?.existing),
    },
    { actions: ['route53:ListHostedZonesByVPC'], resources: '*', condition: vpcsIn(regions) },
    // The ARN of a zone has no account.
    {
      actions: ['route53:AssociateVPCWithHostedZone'],
      resources: 'arn:aws:route53:::hostedzone/*',
      condition: vpcsIn(regions),
    },
  ];
};

/** Where `wheelwright-enroll` may make its calls in an account: it lists roles, and accepts the hub's invitations. */
export const enrollScopes = ({ hub, organization }: LandingZone): readonly Scope[] => [
  // IAM has neither resources nor condition keys for its lists.
  { actions: ['iam:ListRoles'], resources: '*' },
  // With RAM sharing in the organization there are no invitations.
  { actions: ['ram:GetResourceShareInvitations'], resources: organization.sharing ? [] : '*' },
  {
    actions: ['ram:AcceptResourceShareInvitation'],
    resources: organization.sharing ? [] : `arn:aws:ram:${hub.region}:*:resource-share-invitation/*`,
    condition: { StringEquals: { 'ram:ShareOwnerAccountId': hub.accountId } },
  },
];

const OF_ROLES = ['Create', 'Delete'].map((verb) => `iam:${verb}Role`);
/** IAM has no condition key `iam:PermissionsBoundary` for these. */
const UNBOUNDED = [
  ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:TagRole'],
];

/**
 * Where `wheelwright-grant-pull` may make its calls: on clusters, on the OIDC providers of EKS, and on the roles in our path
 * whose permissions boundary is the pull policy. It can neither create a role without that boundary nor remove the
 * boundary.
 */
export const grantPullScopes = (landingZone: LandingZone): readonly Scope[] => {
  const roles = `arn:aws:iam::${OWN_ACCOUNT}:role${PULL_PATH}*`;
  const provider = (verb: string): string => `iam:${verb}OpenIDConnectProvider`;
  return [
    lists(landingZone),
    // IAM has neither resources nor condition keys for its lists.
    { actions: ['iam:ListOpenIDConnectProviders', 'iam:ListRoles'], resources: '*' },
    { actions: ['eks:DescribeCluster'], resources: `arn:aws:eks:*:${OWN_ACCOUNT}:cluster/*` },
    {
      actions: [...['Create', 'Delete', 'Get', 'Tag'].map(provider), 'iam:AddClientIDToOpenIDConnectProvider'],
      resources: landingZone.regions.map(
        (region) => `arn:aws:iam::${OWN_ACCOUNT}:oidc-provider/oidc.eks.${region}.amazonaws.com/*`,
      ),
    },
    { actions: UNBOUNDED, resources: roles },
    {
      actions: [
        ...OF_ROLES,
        ...['iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
        'iam:UpdateAssumeRolePolicy',
      ],
      resources: roles,
      condition: { StringEquals: { 'iam:PermissionsBoundary': PULL_BOUNDARY } },
    },
  ];
};
