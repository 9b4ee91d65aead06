import { actionsOf, type Calls, type Side } from '../../lib/aws/calls';
import { calls as meshOwners } from '../../lib/aws/mesh-owners';
import { calls as organization } from '../../lib/aws/organization';
import { calls as reads } from '../../lib/aws/reads';
import { calls as vpcNotes } from '../../lib/aws/vpc-notes';
import { concepts } from '../../lib/concepts';
import type { LandingZone } from '../../lib/landing-zone';
import { GLOBAL, ROLES, hubArns, roleArn, type FunctionName } from './names';
import { allow, type Statement } from './policy';

/** The calls that each function makes, whoever's credentials it makes them with. */
const tables: Readonly<Record<FunctionName, readonly Calls[]>> = {
  route: [meshOwners],
  enroll: [reads, organization, ...concepts.enroll.map(({ calls }) => calls)],
  join: [reads, organization, vpcNotes, ...concepts.join.map(({ calls }) => calls)],
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
export const spokeStatements = (): readonly Statement[] => [
  allow(
    derivedActions(['enroll', 'join'], 'spoke').filter((action) => action !== LINKED_ROLE),
    '*',
  ),
  allow([LINKED_ROLE], `arn:aws:iam::*:role/aws-service-role/${GATEWAY_SERVICE}/*`, {
    StringEquals: { 'iam:AWSServiceName': GATEWAY_SERVICE },
  }),
];

/** What the management account's role for reading the organization may do. Organizations' lists have no resource level. */
export const orgReadStatements = (): readonly Statement[] => [
  allow(derivedActions(['route', 'join', 'sweep'], 'management'), '*'),
];

/** The same, and enabling regions in the organization's accounts and instances of our two StackSets. */
export const enrollStatements = ({ organization: { id, managementAccountId } }: LandingZone): readonly Statement[] => {
  const actions = derivedActions(['enroll'], 'management');
  const of = (service: string): readonly string[] => actions.filter((action) => action.startsWith(`${service}:`));
  const stackSets = ['wheelwright-roles', 'wheelwright-rules'].flatMap((name) => [
    `arn:aws:cloudformation:${GLOBAL}:${managementAccountId}:stackset/${name}:*`,
    `arn:aws:cloudformation:${GLOBAL}:${managementAccountId}:stackset-target/${name}:*`,
  ]);
  return [
    allow(of('organizations'), '*'),
    allow(of('account'), `arn:aws:account::${managementAccountId}:account/${id}/*`),
    // CreateStackInstances is also authorized against the types of the resources in the template.
    allow(of('cloudformation'), [...stackSets, `arn:aws:cloudformation:${GLOBAL}::type/resource/*`]),
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
    case 'enroll':
      return [management(ROLES.enroll), roleArn('*', ROLES.join)];
  }
};

const RECEIVE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

/** The queues that a function is fed from, those it sends to, and what it does with the ledger and the outbound bus. */
const plumbing = (landingZone: LandingZone, name: FunctionName): readonly Statement[] => {
  const { queue, ledger, outbound } = hubArns(landingZone);
  const read = ['dynamodb:GetItem', 'dynamodb:Query'];
  const write = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
  switch (name) {
    case 'route':
      return [
        allow(RECEIVE, queue('wheelwright-intake')),
        allow(['sqs:SendMessage'], [queue('wheelwright-enroll.fifo'), queue('wheelwright-join.fifo')]),
      ];
    case 'sweep':
      return [
        allow(['sqs:SendMessage'], [queue('wheelwright-enroll.fifo'), queue('wheelwright-join.fifo')]),
        allow(['dynamodb:Scan'], ledger),
      ];
    case 'enroll':
    case 'join':
      return [
        allow(RECEIVE, queue(`wheelwright-${name}.fifo`)),
        // Its own dead queue takes what grew too old; a finished enroll wakes join.
        allow(
          ['sqs:SendMessage'],
          [queue(`wheelwright-${name}-dead.fifo`), ...(name === 'enroll' ? [queue('wheelwright-join.fifo')] : [])],
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
  return [
    allow(derivedActions([name], 'hub'), '*'),
    ...(name === 'join' ? [{ Sid: 'Home', ...allow(homeActions(), '*') }] : []),
    ...plumbing(landingZone, name),
    ...(roles.length > 0 ? [allow(['sts:AssumeRole'], roles)] : []),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], hubArns(landingZone).logGroup(name)),
    // X-Ray has no resource level for these.
    allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
  ];
};
