import { calls as attachmentOwnerCalls } from '../../lib/aws/read/attachment-owners';
import { calls as enrollmentCalls } from '../../lib/aws/read/enrollment';
import { calls as organizationCalls } from '../../lib/aws/read/organization';
import { calls as zoneCalls } from '../../lib/aws/read/zone-vpcs';
import { actionsOf, type Calls, type Side } from '../../lib/aws/sdk/calls';
import {
  administratorRoleArn,
  administratorRoleName,
  logKeyArn,
  namingOf,
  noticeAddresses,
  noticeSecrets,
  noticeTopicArn,
  sweepReadsZones,
  zoneOwners,
  type LandingZone,
} from '../../lib/landing-zone';
import {
  HISTORY_PREFIX,
  LEDGER_LISTS,
  QUEUES,
  WORKERS,
  deadLetterQueueName,
  queueName,
  spokeRoleArn,
  zoneOwnerRoleArn,
  type FunctionName,
  type ManagementRole,
  type SpokeRole,
  type WorkerName,
} from '../../lib/names';
import { workers } from '../workers';
import { hubAccountScopes, hubScopes, zoneOwnerScopes, type HubIds } from './hub-permissions';
import { managementScopes } from './management-permissions';
import { hubArns } from './names';
import { operatorReadStatements } from './operator-permissions';
import { allow, fitting, type Statement } from './policy';
import { scoped } from './scopes';
import { callsOf, stepCalls, type WorkerCalls } from './worker-calls';
import { enrollScopes, grantPullScopes, joinScopes } from './spoke-permissions';

/** The part of a worker's declaration from which its permissions derive. */
export interface WorkerPermissions extends WorkerCalls {
  readonly name: WorkerName;
  readonly spokeRole: SpokeRole;
  readonly entersSpokes: (landingZone: LandingZone) => boolean;
  readonly managementRole: ManagementRole;
  readonly dependents: readonly WorkerName[];
  readonly mendedBy?: WorkerName;
  readonly admits?: true;
}

const ALL: readonly WorkerPermissions[] = Object.values(workers);

/** All actions that tables of calls need on one side, sorted. */
const actionsOn = (side: Side, tables: readonly Calls[]): readonly string[] =>
  [...new Set(tables.flatMap((calls) => actionsOf(calls, side)))].sort();

/** All actions that the workers need with a role of the spokes. */
const spokeActions = (landingZone: LandingZone, role: SpokeRole): readonly string[] =>
  actionsOn(
    'spoke',
    ALL.filter(({ spokeRole, entersSpokes }) => spokeRole === role && entersSpokes(landingZone)).flatMap((worker) =>
      callsOf(worker, landingZone),
    ),
  );

/** All actions that the functions need with a role of the management account. Only the sweep lists accounts. */
const managementActions = (landingZone: LandingZone, role: ManagementRole): readonly string[] =>
  actionsOn('management', [
    ...ALL.filter(({ managementRole }) => managementRole === role).flatMap((worker) => callsOf(worker, landingZone)),
    ...(role === 'org-read' ? SWEEP_CALLS : []),
  ]).filter((action) => role === 'org-read' || action !== 'organizations:ListAccounts');

const ROUTE_CALLS: readonly Calls[] = [attachmentOwnerCalls];
const SWEEP_CALLS: readonly Calls[] = [attachmentOwnerCalls, enrollmentCalls, organizationCalls];

const sweepCallsInHub = (landingZone: LandingZone): readonly Calls[] =>
  sweepReadsZones(landingZone) ? [...SWEEP_CALLS, zoneCalls] : SWEEP_CALLS;

/** The functions that assume a role in the spokes, or in the management account: its trust policy names them. */
export const functionsThatAssume = (role: SpokeRole | ManagementRole, account: 'spoke' | 'management') =>
  [
    ...WORKERS.filter((name) => workers[name][account === 'spoke' ? 'spokeRole' : 'managementRole'] === role),
    ...(account === 'management' && role === 'org-read' ? (['sweep'] as const) : []),
  ] satisfies readonly FunctionName[];

/** What a role in a spoke account may do; the account is `${AWS::AccountId}`. */
export const spokeRoleStatements = (landingZone: LandingZone, role: SpokeRole): readonly Statement[] => {
  const actions = spokeActions(landingZone, role);
  return scoped(
    actions,
    { enroll: enrollScopes, join: joinScopes, 'grant-pull': grantPullScopes }[role](landingZone, actions),
  );
};

/** The accounts beside the hub's in which `join` assumes a role, with what that role may do. */
export const zoneOwnerRoles = (landingZone: LandingZone) => {
  const actions = actionsOn('owner', callsOf(workers.join, landingZone));
  return zoneOwners(landingZone)
    .filter(() => actions.length > 0)
    .map(({ accountId, zoneIds }) => ({
      accountId,
      statements: scoped(actions, zoneOwnerScopes(landingZone, zoneIds)),
    }));
};

/** What a role in the management account may do. */
export const managementRoleStatements = (landingZone: LandingZone, role: ManagementRole): readonly Statement[] =>
  fitting(
    administratorRoleName(landingZone, role),
    role === 'operator-read'
      ? operatorReadStatements(landingZone)
      : scoped(managementActions(landingZone, role), managementScopes(landingZone)),
    'organizational units of segments',
  );

/** Lambda polls the queue with the function's role (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const POLL = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** A worker also hides the messages of a spoke that waits. */
const POLL_AND_DELAY = [...POLL, 'sqs:ChangeMessageVisibility'];
const SEND = ['sqs:SendMessage'];
/** TransactWriteItems is authorized as the writes that it makes (DynamoDB Developer Guide, "IAM with transactions"). */
const ADMIT = ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'];

const workerQueues = (landingZone: LandingZone, names: readonly WorkerName[]): string[] =>
  names.map((name) => hubArns(landingZone).queue(queueName(name)));

const inHub = (calls: readonly Calls[], landingZone: LandingZone, ids: HubIds): readonly Statement[] =>
  scoped(actionsOn('hub', calls), hubScopes(landingZone, ids));

/** Concepts that also manage the hub VPC and the transit gateway use the worker's own role: the hub has no spoke role. */
const inHubAccount = (worker: WorkerPermissions, landingZone: LandingZone, ids: HubIds): readonly Statement[] => {
  const calls = stepCalls(worker, landingZone, ({ alsoInHub }) => alsoInHub);
  return scoped(actionsOn('spoke', calls), hubAccountScopes(landingZone, ids)).map((statement, index) => ({
    Sid: `HubAccount${index}`,
    ...statement,
  }));
};

/** Logs and traces of a function. X-Ray has no resource-level permissions for these. */
const observability = (landingZone: LandingZone, name: FunctionName): readonly Statement[] => [
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], hubArns(landingZone).logGroup(name)),
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*', {
    StringEquals: { 'aws:RequestedRegion': [landingZone.hub.region] },
  }),
];

/** Everything that a worker's own role may do: calls in the hub account, queues, ledger, outbound bus, roles to assume. */
export function statementsOf(worker: WorkerPermissions, landingZone: LandingZone, ids: HubIds): readonly Statement[] {
  const { queue, ledger, admissions, outbound } = hubArns(landingZone);
  const naming = namingOf(landingZone);
  return [
    ...inHub(callsOf(worker, landingZone), landingZone, ids),
    ...inHubAccount(worker, landingZone, ids),
    allow(POLL_AND_DELAY, queue(queueName(worker.name))),
    allow(SEND, [
      queue(deadLetterQueueName(worker.name)),
      ...workerQueues(landingZone, [
        ...[...(worker.admits ? [worker.name] : []), ...worker.dependents],
        ...(worker.mendedBy === undefined ? [] : [worker.mendedBy]),
      ]),
    ]),
    allow(['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], ledger),
    ...(worker.admits ? [allow(ADMIT, admissions)] : []),
    allow(['events:PutEvents'], outbound),
    allow(
      ['sts:AssumeRole'],
      [
        administratorRoleArn(landingZone, worker.managementRole),
        ...(worker.entersSpokes(landingZone) ? [spokeRoleArn('*', worker.spokeRole, naming)] : []),
        ...(worker.name === 'join' ? zoneOwnerRoles(landingZone) : []).map((owner) =>
          zoneOwnerRoleArn(owner.accountId, naming),
        ),
      ],
    ),
    ...observability(landingZone, worker.name),
  ];
}

/** S3 encrypts an object with the key, for who puts it (S3 User Guide, "Using server-side encryption with AWS KMS keys"). */
function useOfKey(landingZone: LandingZone): readonly Statement[] {
  const key = logKeyArn(landingZone);
  const viaS3 = { StringEquals: { 'kms:ViaService': `s3.${landingZone.hub.region}.amazonaws.com` } };
  return key === undefined ? [] : [allow(['kms:GenerateDataKey'], key, viaS3)];
}

/**
 * What sends notices talks to hosts that are not AWS: it reads no ledger, and writes to nothing but its own table, its topics and
 * its log. A customer managed key of a secret has to allow the role `kms:Decrypt` in its own policy.
 */
function notifyStatements(landingZone: LandingZone): readonly Statement[] {
  const { queue, notices } = hubArns(landingZone);
  const topics = noticeAddresses(landingZone).map((address) => noticeTopicArn(landingZone, address));
  const secrets = noticeSecrets(landingZone);
  return [
    allow(POLL, queue(QUEUES.notify)),
    allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], notices),
    ...(topics.length > 0 ? [allow(['sns:Publish'], topics)] : []),
    ...(secrets.length > 0 ? [allow(['secretsmanager:GetSecretValue'], secrets)] : []),
    ...observability(landingZone, 'notify'),
  ];
}

/** Everything that a function's own role may do. */
export function functionStatements(landingZone: LandingZone, name: FunctionName, ids: HubIds): readonly Statement[] {
  const { queue, ledger, admissions, logBucket } = hubArns(landingZone);
  const wake = allow(SEND, workerQueues(landingZone, WORKERS));
  switch (name) {
    case 'route':
      return [
        ...inHub(ROUTE_CALLS, landingZone, ids),
        ...[allow(POLL, queue(QUEUES.intake)), wake],
        ...observability(landingZone, name),
      ];
    case 'sweep':
      return [
        ...inHub(sweepCallsInHub(landingZone), landingZone, ids),
        ...[allow(POLL_AND_DELAY, queue(QUEUES.sweep)), allow(SEND, queue(QUEUES.sweep)), wake],
        allow(['dynamodb:Query'], `${ledger}/index/${LEDGER_LISTS}`),
        allow(['dynamodb:BatchGetItem'], ledger),
        allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], admissions),
        allow(['sts:AssumeRole'], administratorRoleArn(landingZone, 'org-read')),
        ...observability(landingZone, name),
      ];
    case 'history':
      return [
        allow(['dynamodb:Query'], `${ledger}/index/${LEDGER_LISTS}`),
        allow(['s3:PutObject'], `${logBucket}/${HISTORY_PREFIX}/*`),
        ...useOfKey(landingZone),
        ...observability(landingZone, name),
      ];
    case 'notify':
      return notifyStatements(landingZone);
    default:
      return statementsOf(workers[name], landingZone, ids);
  }
}
