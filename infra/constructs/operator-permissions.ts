import { actionsOf, type Calls, type Side } from '../../lib/aws/sdk/calls';
import {
  administratorRoleArn,
  hubArn,
  namingOf,
  ruleRegions,
  wantedKinds,
  type LandingZone,
} from '../../lib/landing-zone';
import {
  BUSES,
  FREEZE_PARTITION,
  LEAVES_PARTITION,
  LEDGER_LISTS,
  QUEUES,
  READ_ROLE,
  WORKERS,
  deadLetterQueueName,
  queueName,
  spokeRoleArn,
  type OperatorRole,
} from '../../lib/names';
import { COMMAND_CALLS, type CommandCalls } from '../../lib/operator/calls';
import { hubAccountScopes, hubScopes, type HubIds } from './hub-permissions';
import { managementScopes } from './management-permissions';
import { hubArns } from './names';
import { allow, type Statement } from './policy';
import { inRegions, scoped, type Scope } from './scopes';
import { enrollScopes, grantPullScopes, joinScopes } from './spoke-permissions';
import { callsOf, stepCalls } from './worker-calls';

/** Operations that read, by the first word of their names. */
const READS = /^[a-z0-9-]+:(BatchGet|Describe|Get|List|Query|Search)/;

const sorted = (actions: readonly string[]): readonly string[] => [...new Set(actions)].sort();

/** The commands of a role: who may act may also look. */
const commandsOf = (role: OperatorRole): readonly CommandCalls[] =>
  COMMAND_CALLS.filter((command) => role === 'act' || command.role === 'look');

/** The actions that commands need on one side: of their own calls, and what the workers read whose plans they make. */
const actionsOn = (landingZone: LandingZone, side: Side, commands: readonly CommandCalls[]): readonly string[] =>
  sorted([
    ...commands.flatMap(({ calls }) => calls).flatMap((calls) => actionsOf(calls, side)),
    ...planned(commands)
      .flatMap((worker) => callsOf(worker, landingZone))
      .flatMap((calls: Calls) => actionsOf(calls, side))
      .filter((action) => READS.test(action) && !(side === 'hub' && OF_WRITES.has(action))),
  ]);

/** Reads that AWS makes with the caller's permissions in the hub account, while it serves writes: a plan makes none. */
const OF_WRITES: ReadonlySet<string> = new Set(['ec2:DescribeVpcs', 'route53resolver:GetResolverQueryLogConfigPolicy']);

const planned = (commands: readonly CommandCalls[]) => commands.flatMap(({ plans = [] }) => plans);

/** What the workers read in the hub account as in a spoke. */
const inHubAccount = (landingZone: LandingZone, commands: readonly CommandCalls[]): readonly string[] =>
  sorted(
    planned(commands)
      .flatMap((worker) => stepCalls(worker, landingZone, ({ alsoInHub }) => alsoInHub))
      .flatMap((calls) => actionsOf(calls, 'spoke'))
      .filter((action) => READS.test(action)),
  );

/** Where commands may make their calls in the hub account, beside those of workers. */
const operatorScopes = (landingZone: LandingZone, role: OperatorRole, ids: HubIds): readonly Scope[] => {
  const { ledger, admissions, queue, logGroup, hubParameters } = hubArns(landingZone);
  return [
    { actions: ['ssm:GetParametersByPath'], resources: hubParameters },
    { actions: ['dynamodb:Query'], resources: [ledger, `${ledger}/index/${LEDGER_LISTS}`, admissions] },
    { actions: ['dynamodb:BatchGetItem'], resources: [ledger, admissions] },
    { actions: ['logs:FilterLogEvents'], resources: (['route', ...WORKERS] as const).map(logGroup) },
    { actions: ['sqs:GetQueueAttributes'], resources: [...dead, ...notifying(landingZone)].map(queue) },
    // Who waits for the queues of work to drain.
    { actions: ['sqs:GetQueueAttributes'], resources: role === 'act' ? work.map(queue) : [] },
    ...doctorScopes(landingZone, ids),
    ...actingScopes(landingZone),
  ];
};

/** What only `wheelwright doctor` reads in the hub account. */
const doctorScopes = (landingZone: LandingZone, { prefixListId }: HubIds): readonly Scope[] => {
  const { hub, regions } = landingZone;
  const { inbound, outbound } = hubArns(landingZone);
  return [
    // IAM has neither resources nor condition keys for its lists.
    { actions: ['iam:ListRoles'], resources: '*' },
    inRegions([...new Set([hub.region, ...ruleRegions(landingZone, regions)])])({
      actions: ['events:ListRules', 'events:ListRuleNamesByTarget'],
      resources: '*',
    }),
    { actions: ['events:DescribeEventBus'], resources: [inbound, outbound] },
    inRegions([hub.region])({
      actions: ['ec2:DescribeTransitGateways', 'ec2:DescribeManagedPrefixLists'],
      resources: '*',
    }),
    {
      actions: ['ec2:GetManagedPrefixListEntries', 'ec2:GetManagedPrefixListAssociations'],
      resources: hubArn(landingZone, 'ec2', `prefix-list/${prefixListId}`),
    },
  ];
};

/** The queues of work, and those of what could not be delivered or handled. */
const work = [QUEUES.intake, QUEUES.sweep, ...WORKERS.map(queueName)];
const notifying = (landingZone: LandingZone): readonly string[] =>
  wantedKinds(landingZone).size > 0 ? [QUEUES.notifyDeadLetters] : [];
const dead = [
  ...[QUEUES.intakeDeadLetters, QUEUES.sweepDeadLetters, QUEUES.undelivered],
  ...WORKERS.map(deadLetterQueueName),
];

/**
 * What the commands that act may write: messages of the queues of work, and of the dead-letter queues none, replays of our
 * archive, and in the tables the freezes and the confirmations of plans only.
 */
function actingScopes(landingZone: LandingZone): readonly Scope[] {
  const { ledger, admissions, queue, inbound } = hubArns(landingZone);
  const leading = (pk: string) => ({
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [pk] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });
  const archive = hubArn(landingZone, 'events', `archive/${BUSES.inbound}`);
  const replays = hubArn(landingZone, 'events', 'replay/wheelwright-*');
  return [
    { actions: ['sqs:SendMessage'], resources: work.map(queue) },
    {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      resources: dead.map(queue),
    },
    { actions: ['dynamodb:UpdateItem'], resources: ledger, condition: leading(FREEZE_PARTITION) },
    { actions: ['dynamodb:PutItem'], resources: admissions, condition: leading(LEAVES_PARTITION) },
    { actions: ['events:DescribeArchive'], resources: archive },
    // StartReplay needs the archive, the bus and the replay (Service Authorization Reference).
    { actions: ['events:StartReplay'], resources: [archive, inbound, replays] },
    { actions: ['events:DescribeReplay', 'events:CancelReplay'], resources: replays },
    inRegions([landingZone.hub.region])({ actions: ['events:ListReplays'], resources: '*' }),
  ];
}

/** What an operator role may do in the hub account, and the roles that it may assume elsewhere. */
export function operatorRoleStatements(
  landingZone: LandingZone,
  role: OperatorRole,
  ids: HubIds,
): readonly Statement[] {
  const commands = commandsOf(role);
  return [
    ...scoped(actionsOn(landingZone, 'hub', commands), [
      ...operatorScopes(landingZone, role, ids),
      ...hubScopes(landingZone, ids),
    ]),
    ...scoped(inHubAccount(landingZone, commands), hubAccountScopes(landingZone, ids)),
    allow(
      ['sts:AssumeRole'],
      [administratorRoleArn(landingZone, 'operator-read'), spokeRoleArn('*', READ_ROLE, namingOf(landingZone))],
    ),
  ];
}

/** What `wheelwright-read` may do in a spoke account. */
export const readRoleStatements = (landingZone: LandingZone): readonly Statement[] => {
  const actions = actionsOn(landingZone, 'spoke', COMMAND_CALLS);
  const scopes = [joinScopes, grantPullScopes, enrollScopes].flatMap((scopesOf) => scopesOf(landingZone, actions));
  return distinct(scoped(actions, scopes));
};

/** What `wheelwright-operator-read` may do in the management account. */
export const operatorReadStatements = (landingZone: LandingZone): readonly Statement[] =>
  scoped(actionsOn(landingZone, 'management', COMMAND_CALLS), managementScopes(landingZone));

/** Workers that read the same have the same scope. */
const distinct = (statements: readonly Statement[]): readonly Statement[] => [
  ...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values(),
];
