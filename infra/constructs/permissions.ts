import { calls as attachmentOwnerCalls } from '../../lib/aws/read/attachment-owners';
import { calls as organizationCalls } from '../../lib/aws/read/organization';
import { actionsOf, type Calls, type Side } from '../../lib/aws/sdk/calls';
import { PULL_BOUNDARY, type LandingZone } from '../../lib/landing-zone';
import {
  PULL_PATH,
  QUEUES,
  WORKERS,
  deadLetterQueueName,
  queueName,
  managementRoleName,
  roleArn,
  spokeRoleName,
  type FunctionName,
  type ManagementRole,
  type SpokeRole,
  type WorkerName,
} from '../../lib/names';
import { workers } from '../workers';
import { GLOBAL, hubArns } from './names';
import { allow, type Statement } from './policy';

/** The part of a worker's declaration from which its permissions derive. */
export interface WorkerPermissions {
  readonly name: WorkerName;
  readonly steps: readonly { readonly calls: Calls; readonly alsoInHub: boolean }[];
  readonly calls: readonly Calls[];
  readonly spokeRole: SpokeRole;
  readonly entersSpokes: (landingZone: LandingZone) => boolean;
  readonly managementRole: ManagementRole;
  readonly dependents: readonly WorkerName[];
  readonly admits?: true;
}

const ALL: readonly WorkerPermissions[] = Object.values(workers);

const callsOf = ({ calls, steps }: Pick<WorkerPermissions, 'calls' | 'steps'>): readonly Calls[] => [
  ...calls,
  ...steps.map((step) => step.calls),
];

/** All actions that tables of calls need on one side, sorted. */
const actionsOn = (side: Side, tables: readonly Calls[]): readonly string[] =>
  [...new Set(tables.flatMap((calls) => actionsOf(calls, side)))].sort();

/** All actions that the workers need with a role of the spokes. */
const spokeActions = (landingZone: LandingZone, role: SpokeRole): readonly string[] =>
  actionsOn(
    'spoke',
    ALL.filter(({ spokeRole, entersSpokes }) => spokeRole === role && entersSpokes(landingZone)).flatMap(callsOf),
  );

/** All actions that the functions need with a role of the management account. */
const managementActions = (role: ManagementRole): readonly string[] =>
  actionsOn('management', [
    ...ALL.filter(({ managementRole }) => managementRole === role).flatMap(callsOf),
    ...(role === 'org-read' ? SWEEP_CALLS : []),
  ]);

const ROUTE_CALLS: readonly Calls[] = [attachmentOwnerCalls];
const SWEEP_CALLS: readonly Calls[] = [attachmentOwnerCalls, organizationCalls];

/** The functions that assume a role in the spokes, or in the management account: its trust policy names them. */
export const functionsThatAssume = (role: SpokeRole | ManagementRole, account: 'spoke' | 'management') =>
  [
    ...WORKERS.filter((name) => workers[name][account === 'spoke' ? 'spokeRole' : 'managementRole'] === role),
    ...(account === 'management' && role === 'org-read' ? (['sweep'] as const) : []),
  ] satisfies readonly FunctionName[];

const LINKED_ROLE = 'iam:CreateServiceLinkedRole';
/** The first transit gateway attachment of an account creates its service-linked role. */
const GATEWAY_SERVICE = 'transitgateway.amazonaws.com';

/**
 * What `wheelwright-join` may do in a spoke. Ids of VPCs, routes and attachments are unknown at synth, and most reads have
 * no resource-level permissions, so the service-linked role is the only resource by name.
 */
const joinStatements = (landingZone: LandingZone): readonly Statement[] => [
  allow(
    spokeActions(landingZone, 'join').filter((action) => action !== LINKED_ROLE),
    '*',
  ),
  allow([LINKED_ROLE], `arn:aws:iam::*:role/aws-service-role/${GATEWAY_SERVICE}/*`, {
    StringEquals: { 'iam:AWSServiceName': GATEWAY_SERVICE },
  }),
];

/** IAM has no resource-level permissions for these. */
const LISTS = ['eks:ListClusters', 'iam:ListOpenIDConnectProviders', 'iam:ListRoles'];
/** IAM has no condition key `iam:PermissionsBoundary` for these. */
const UNBOUNDED = [
  ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:TagRole'],
];

/**
 * What `wheelwright-grant-pull` may do in a spoke: read clusters, manage the OIDC providers of EKS, and write the roles in
 * our path whose permissions boundary is the pull policy. It can neither create a role without that boundary nor remove
 * the boundary.
 */
const grantPullStatements = (landingZone: LandingZone): readonly Statement[] => {
  const actions = spokeActions(landingZone, 'grant-pull');
  const clusters = actions.filter((action) => action === 'eks:DescribeCluster');
  const providers = actions.filter((action) => action.endsWith('OpenIDConnectProvider'));
  const others = [...LISTS, ...UNBOUNDED, ...clusters, ...providers];
  const roles = roleArn('*', PULL_PATH.slice(1).concat('*'));
  return [
    allow(LISTS, '*'),
    allow(clusters, 'arn:aws:eks:*:*:cluster/*'),
    allow(providers, 'arn:aws:iam::*:oidc-provider/oidc.eks.*'),
    allow(UNBOUNDED, roles),
    allow(
      actions.filter((action) => !others.includes(action)),
      roles,
      { StringEquals: { 'iam:PermissionsBoundary': PULL_BOUNDARY } },
    ),
  ];
};

/**
 * What `wheelwright-spoke-enroll` may do in a spoke: list roles, and accept RAM invitations. With RAM sharing in the
 * organization there are none. IAM and RAM have no resource-level permissions for the lists, and the id of an invitation is
 * unknown at synth.
 */
const enrollInSpoke = (landingZone: LandingZone): readonly Statement[] => [
  allow(
    spokeActions(landingZone, 'enroll').filter(
      (action) => !action.startsWith('ram:') || !landingZone.organization.sharing,
    ),
    '*',
  ),
];

const SPOKE_STATEMENTS: Readonly<Record<SpokeRole, (landingZone: LandingZone) => readonly Statement[]>> = {
  enroll: enrollInSpoke,
  join: joinStatements,
  'grant-pull': grantPullStatements,
};

/** What a role in a spoke account may do. */
export const spokeRoleStatements = (landingZone: LandingZone, role: SpokeRole): readonly Statement[] =>
  SPOKE_STATEMENTS[role](landingZone);

const CREATE_INSTANCES = 'cloudformation:CreateStackInstances';

/** Reads the organization's accounts, enables regions in them, and manages instances of our two StackSets. */
const enrollStatements = ({ organization: { id, managementAccountId } }: LandingZone): readonly Statement[] => {
  const actions = managementActions('enroll');
  const of = (service: string): readonly string[] => actions.filter((action) => action.startsWith(`${service}:`));
  const stackSets = (type: string): string[] =>
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
      stackSets('stackset'),
    ),
    // IAM also authorizes it against the targets of the instances and the types of the resources in the template.
    allow(
      [CREATE_INSTANCES],
      [...stackSets('stackset'), ...stackSets('stackset-target'), `arn:aws:cloudformation:${GLOBAL}::type/resource/*`],
    ),
  ];
};

/** What a role in the management account may do. Organizations' lists have no resource-level permissions. */
export const managementRoleStatements = (landingZone: LandingZone, role: ManagementRole): readonly Statement[] =>
  role === 'enroll' ? enrollStatements(landingZone) : [allow(managementActions('org-read'), '*')];

/** Lambda polls the queue with the function's role (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const POLL = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** A worker also hides the messages of a spoke that waits. */
const POLL_AND_DELAY = [...POLL, 'sqs:ChangeMessageVisibility'];
const SEND = ['sqs:SendMessage'];
/** TransactWriteItems is authorized as the writes that it makes (DynamoDB Developer Guide, "IAM with transactions"). */
const ADMIT = ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'];

const workerQueues = (landingZone: LandingZone, names: readonly WorkerName[]): string[] =>
  names.map((name) => hubArns(landingZone).queue(queueName(name)));

const managementRoleArn = ({ organization }: LandingZone, role: ManagementRole): string =>
  roleArn(organization.managementAccountId, managementRoleName(role));

const inHub = (calls: readonly Calls[]): readonly Statement[] => {
  const actions = actionsOn('hub', calls);
  return actions.length > 0 ? [allow(actions, '*')] : [];
};

/** Logs and traces of a function. X-Ray has no resource-level permissions for these. */
const observability = (landingZone: LandingZone, name: FunctionName): readonly Statement[] => [
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], hubArns(landingZone).logGroup(name)),
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
];

/** Everything that a worker's own role may do: calls in the hub account, queues, ledger, outbound bus, roles to assume. */
export function statementsOf(worker: WorkerPermissions, landingZone: LandingZone): readonly Statement[] {
  const { queue, ledger, admissions, outbound } = hubArns(landingZone);
  // Concepts that also manage the hub VPC and the transit gateway use the worker's own role: the hub has no spoke role.
  const alsoInHub = worker.steps.filter((step) => step.alsoInHub).flatMap(({ calls }) => actionsOf(calls, 'spoke'));
  return [
    ...inHub(callsOf(worker)),
    ...(alsoInHub.length > 0 ? [{ Sid: 'HubAccount', ...allow(alsoInHub, '*') }] : []),
    allow(POLL_AND_DELAY, queue(queueName(worker.name))),
    allow(SEND, [
      queue(deadLetterQueueName(worker.name)),
      ...workerQueues(landingZone, [...(worker.admits ? [worker.name] : []), ...worker.dependents]),
    ]),
    allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], ledger),
    ...(worker.admits ? [allow(ADMIT, admissions)] : []),
    allow(['events:PutEvents'], outbound),
    allow(
      ['sts:AssumeRole'],
      [
        managementRoleArn(landingZone, worker.managementRole),
        ...(worker.entersSpokes(landingZone) ? [roleArn('*', spokeRoleName(worker.spokeRole))] : []),
      ],
    ),
    ...observability(landingZone, worker.name),
  ];
}

/** Everything that a function's own role may do. */
export function functionStatements(landingZone: LandingZone, name: FunctionName): readonly Statement[] {
  const { queue, ledger } = hubArns(landingZone);
  const wake = allow(SEND, workerQueues(landingZone, WORKERS));
  switch (name) {
    case 'route':
      return [...inHub(ROUTE_CALLS), allow(POLL, queue(QUEUES.intake)), wake, ...observability(landingZone, name)];
    case 'sweep':
      return [
        ...inHub(SWEEP_CALLS),
        ...[wake, allow(['dynamodb:Scan'], ledger)],
        allow(['sts:AssumeRole'], managementRoleArn(landingZone, 'org-read')),
        ...observability(landingZone, name),
      ];
    default:
      return statementsOf(workers[name], landingZone);
  }
}
