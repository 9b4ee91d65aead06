import { actionsOf, type Calls, type Side } from '../../lib/aws/sdk/calls';
import { calls as meshOwners } from '../../lib/aws/read/attachment-owners';
import { calls as organization } from '../../lib/aws/read/organization';
import { calls as reads } from '../../lib/aws/read/reads';
import { calls as vpcNotes } from '../../lib/workers/join/vpc-tags';
import { concepts } from '../../lib/concepts';
import { PULL_BOUNDARY, PULL_PATH, type LandingZone } from '../../lib/landing-zone';
import { GLOBAL, ROLES, WORKERS, hubArns, roleArn, type FunctionName, type WorkerName } from './names';
import { allow, type Statement } from './policy';

/** Enroll reads of the mesh only whether an account that leaves has attachments still. */
const attachments: Calls = {
  spoke: {},
  hub: { describeAttachments: reads.hub.describeTransitGatewayVpcAttachments },
};

/** The calls that each function makes, whoever's credentials it makes them with. */
const tables: Readonly<Record<FunctionName, readonly Calls[]>> = {
  route: [meshOwners],
  enroll: [attachments, organization, ...concepts.enroll.map(({ calls }) => calls)],
  join: [reads, organization, vpcNotes, ...concepts.join.map(({ calls }) => calls)],
  'grant-pull': [organization, ...concepts['grant-pull'].map(({ calls }) => calls)],
  sweep: [meshOwners, organization],
};

/** Every action that the functions need on one side, sorted. */
export const derivedActions = (functions: readonly FunctionName[], side: Side): readonly string[] =>
  [...new Set(functions.flatMap((name) => tables[name].flatMap((calls) => actionsOf(calls, side))))].sort();

const LINKED_ROLE = 'iam:CreateServiceLinkedRole';
/** Made by the first transit gateway attachment of an account. */
const GATEWAY_SERVICE = 'transitgateway.amazonaws.com';

/**
 * What `wheelwright-join` may do in a spoke. Ids of VPCs, routes and attachments are unknown beforehand, and most reads
 * have no resource level, so only the service-linked role is named.
 */
export const spokeStatements = ({ organization: { sharing } }: LandingZone): readonly Statement[] => [
  allow(
    derivedActions(['enroll', 'join'], 'spoke').filter(
      // Within an organization that shares there are no invitations.
      (action) => action !== LINKED_ROLE && !(sharing && action.startsWith('ram:')),
    ),
    '*',
  ),
  allow([LINKED_ROLE], `arn:aws:iam::*:role/aws-service-role/${GATEWAY_SERVICE}/*`, {
    StringEquals: { 'iam:AWSServiceName': GATEWAY_SERVICE },
  }),
];

/** These have no resource level. */
const LISTS = ['eks:ListClusters', 'iam:ListOpenIDConnectProviders', 'iam:ListRoles'];
/** IAM knows no `iam:PermissionsBoundary` for these. */
const UNBOUNDED = [
  ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:TagRole'],
];

/**
 * What `wheelwright-grant-pull` may do in a spoke: read clusters, keep the OIDC providers of EKS, and write the roles in
 * our path that are bounded by what pulling takes. It cannot make one without that boundary, nor take it away.
 */
export const grantPullStatements = (): readonly Statement[] => {
  const derived = derivedActions(['grant-pull'], 'spoke');
  const clusters = derived.filter((action) => action === 'eks:DescribeCluster');
  const providers = derived.filter((action) => action.endsWith('OpenIDConnectProvider'));
  const others = [...LISTS, ...UNBOUNDED, ...clusters, ...providers];
  const roles = roleArn('*', PULL_PATH.slice(1).concat('*'));
  return [
    allow(LISTS, '*'),
    allow(clusters, 'arn:aws:eks:*:*:cluster/*'),
    allow(providers, 'arn:aws:iam::*:oidc-provider/oidc.eks.*'),
    allow(UNBOUNDED, roles),
    allow(
      derived.filter((action) => !others.includes(action)),
      roles,
      { StringEquals: { 'iam:PermissionsBoundary': PULL_BOUNDARY } },
    ),
  ];
};

/** What the management account's role for reading the organization may do. Organizations' lists have no resource level. */
export const orgReadStatements = (): readonly Statement[] => [
  allow(derivedActions(['route', 'join', 'grant-pull', 'sweep'], 'management'), '*'),
];

const CREATE_INSTANCES = 'cloudformation:CreateStackInstances';

/** The same, and enabling regions in the organization's accounts and instances of our two StackSets. */
export const enrollStatements = ({ organization: { id, managementAccountId } }: LandingZone): readonly Statement[] => {
  const actions = derivedActions(['enroll'], 'management');
  const of = (service: string): readonly string[] => actions.filter((action) => action.startsWith(`${service}:`));
  const named = (type: string): string[] =>
    ['wheelwright-roles', 'wheelwright-rules'].map(
      (name) => `arn:aws:cloudformation:${GLOBAL}:${managementAccountId}:${type}/${name}:*`,
    );
  return [
    // Only the sweep lists accounts.
    allow(
      of('organizations').filter((action) => action !== 'organizations:ListAccounts'),
      '*',
    ),
    allow(of('account'), `arn:aws:account::${managementAccountId}:account/${id}/*`),
    allow(
      of('cloudformation').filter((action) => action !== CREATE_INSTANCES),
      named('stackset'),
    ),
    // Also authorized against where the instances go, and the types of the resources in the template.
    allow(
      [CREATE_INSTANCES],
      [...named('stackset'), ...named('stackset-target'), `arn:aws:cloudformation:${GLOBAL}::type/resource/*`],
    ),
  ];
};

/** The roles that a function assumes: the spokes' one, and one of the management account. */
const assumed = (landingZone: LandingZone, name: FunctionName): readonly string[] => {
  const management = (role: string): string => roleArn(landingZone.organization.managementAccountId, role);
  switch (name) {
    case 'route':
      return [];
    case 'sweep':
      return [management(ROLES.orgRead)];
    case 'join':
      return [management(ROLES.orgRead), roleArn('*', ROLES.join)];
    case 'grant-pull':
      return [management(ROLES.orgRead), roleArn('*', ROLES.grantPull)];
    case 'enroll':
      // A spoke has something to do for it only where it must accept an invitation.
      return [management(ROLES.enroll), ...(landingZone.organization.sharing ? [] : [roleArn('*', ROLES.join)])];
  }
};

/** What Lambda asks for to feed a function (AWS docs: Lambda with SQS), and what a worker needs to let messages wait. */
const FEED = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const RECEIVE = [...FEED, 'sqs:ChangeMessageVisibility'];

/** The queues that a function is fed from, those it sends to, and what it does with the ledger and the outbound bus. */
const plumbing = (landingZone: LandingZone, name: FunctionName): readonly Statement[] => {
  const { queue, ledger, outbound } = hubArns(landingZone);
  const read = ['dynamodb:GetItem', 'dynamodb:Query'];
  const write = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
  const workers = (names: readonly WorkerName[]): string[] =>
    names.map((worker) => queue(`wheelwright-${worker}.fifo`));
  switch (name) {
    case 'route':
      return [allow(FEED, queue('wheelwright-intake')), allow(['sqs:SendMessage'], workers(WORKERS))];
    case 'sweep':
      return [allow(['sqs:SendMessage'], workers(WORKERS)), allow(['dynamodb:Scan'], ledger)];
    case 'enroll':
    case 'join':
    case 'grant-pull':
      return [
        allow(RECEIVE, queue(`wheelwright-${name}.fifo`)),
        // Its own dead queue takes what grew too old; a finished enroll wakes the others.
        allow(
          ['sqs:SendMessage'],
          [queue(`wheelwright-${name}-dead.fifo`), ...workers(name === 'enroll' ? ['join', 'grant-pull'] : [])],
        ),
        allow([...read, ...write], ledger),
        allow(['events:PutEvents'], outbound),
      ];
  }
};

/** What is kept true of the hub's own VPC and transit gateway, with the function's own role: it cannot assume itself. */
const homeActions = (): readonly string[] =>
  concepts.join.filter(({ hubToo }) => hubToo).flatMap(({ calls }) => actionsOf(calls, 'spoke'));

/** Everything that a function's own role may do in the hub account. */
export const functionStatements = (landingZone: LandingZone, name: FunctionName): readonly Statement[] => {
  const roles = assumed(landingZone, name);
  const inHub = derivedActions([name], 'hub');
  return [
    ...(inHub.length > 0 ? [allow(inHub, '*')] : []),
    ...(name === 'join' ? [{ Sid: 'Home', ...allow(homeActions(), '*') }] : []),
    ...plumbing(landingZone, name),
    ...(roles.length > 0 ? [allow(['sts:AssumeRole'], roles)] : []),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], hubArns(landingZone).logGroup(name)),
    // X-Ray has no resource level for these.
    allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
  ];
};
