import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AcceptTransitGatewayVpcAttachmentCommand,
  CreateRouteCommand,
  CreateTransitGatewayRouteCommand,
  CreateVpcCommand,
  DeleteFlowLogsCommand,
  DescribeVpcsCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { functionStatements, statementsOf, type WorkerPermissions } from '../../infra/constructs/permissions';
import type { HubIds } from '../../infra/constructs/hub-permissions';
import type { Statement } from '../../infra/constructs/policy';
import { parseLandingZone } from '../../lib/landing-zone';
import type { Calls } from '../../lib/aws/sdk/calls';

const fixture = parseLandingZone(
  readFileSync(join(__dirname, '../fixtures/landing-zone.yaml'), 'utf8'),
  'landing-zone.yaml',
);
const HUB = 'ap-southeast-3:100000000002';
const queue = (name: string) => `arn:aws:sqs:${HUB}:wheelwright-${name}.fifo`;
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/wheelwright-${name}`;

const IDS: HubIds = {
  ...{
    transitGatewayId: 'tgw-1',
    routeTableIds: ['tgw-rtb-1', 'tgw-rtb-2'],
    zoneIds: ['Z1'],
    queryLogConfigId: 'rqlc-1',
    prefixListId: 'pl-0123456789abcdef0',
  },
};
const TABLES = IDS.routeTableIds.map((id) => `arn:aws:ec2:${HUB}:transit-gateway-route-table/${id}`);
const ATTACHMENTS = 'arn:aws:ec2:ap-southeast-3:*:transit-gateway-attachment/*';
const IN_HUB_REGION = { StringEquals: { 'aws:RequestedRegion': ['ap-southeast-3'] } };

const concept = {
  spoke: { createRoute: CreateRouteCommand },
  hub: { accept: AcceptTransitGatewayVpcAttachmentCommand },
  management: { accounts: ListAccountsCommand },
  alsoNeeds: { hub: ['ec2:CreateTags'] },
} satisfies Calls;

/** A worker that does not exist, under the name of one that does. */
const worker: WorkerPermissions = {
  name: 'enroll',
  steps: [{ calls: concept, alsoInHub: false }],
  calls: [{ spoke: {}, hub: { vpcs: DescribeVpcsCommand } }],
  spokeRole: 'grant-pull',
  entersSpokes: () => true,
  managementRole: 'org-read',
  dependents: ['join', 'grant-pull'],
};

const allow = (Action: string[], Resource: string | string[], Condition?: object): Statement => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition ? { Condition } : {}),
});
const HUB_CALLS: readonly Statement[] = [
  allow(['ec2:DescribeVpcs'], '*', { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'ap-southeast-3'] } }),
  allow(['ec2:AcceptTransitGatewayVpcAttachment'], ATTACHMENTS),
  allow(['ec2:CreateTags'], ATTACHMENTS, {
    'ForAllValues:StringEquals': {
      'aws:TagKeys': [
        'Name',
        'wheelwright:managed',
        'wheelwright:cidrs',
        'wheelwright:local-cidrs',
        'wheelwright:shadowed',
      ],
    },
    Null: { 'aws:TagKeys': 'false' },
  }),
];
const BESIDE_CALLS: readonly Statement[] = [
  allow(
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    queue('enroll'),
  ),
  allow(['sqs:SendMessage'], [queue('enroll-dead'), queue('join'), queue('grant-pull')]),
  allow(
    ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    `arn:aws:dynamodb:${HUB}:table/wheelwright-ledger`,
  ),
  allow(['events:PutEvents'], `arn:aws:events:${HUB}:event-bus/wheelwright-outbound`),
  allow(['sts:AssumeRole'], [role('100000000001', 'org-read'), role('*', 'spoke-grant-pull')]),
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    `arn:aws:logs:${HUB}:log-group:/aws/lambda/wheelwright-enroll:*`,
  ),
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*', IN_HUB_REGION),
];

const assumed = (statements: readonly Statement[]) =>
  statements.flatMap(({ Action, Resource }) => (String(Action) === 'sts:AssumeRole' ? (Resource ?? []) : []));

test('a worker may make its hub calls, use its own queues, ledger and bus, wake its dependents and assume its roles', () => {
  expect(statementsOf(worker, fixture, IDS)).toEqual([...HUB_CALLS, ...BESIDE_CALLS]);
});

test('one more hub call in a concept is one more action, and nothing else', () => {
  const calls = { ...concept, hub: { ...concept.hub, search: SearchTransitGatewayRoutesCommand } };
  expect(statementsOf({ ...worker, steps: [{ calls, alsoInHub: false }] }, fixture, IDS)).toEqual([
    ...HUB_CALLS,
    allow(['ec2:SearchTransitGatewayRoutes'], TABLES),
    ...BESIDE_CALLS,
  ]);
});

test('a worker without hub calls has no statement about them', () => {
  const spokeOnly: Calls = { spoke: concept.spoke, hub: {} };
  const statements = statementsOf(
    { ...worker, steps: [{ calls: spokeOnly, alsoInHub: false }], calls: [] },
    fixture,
    IDS,
  );
  expect(statements).toEqual(BESIDE_CALLS);
});

test('an action for which no resources are known is an error that names it', () => {
  const calls = { spoke: {}, hub: { create: CreateVpcCommand } } satisfies Calls;
  expect(() => statementsOf({ ...worker, calls: [calls] }, fixture, IDS)).toThrow(/^ec2:CreateVpc: found no resources/);
});

test('a worker writes blackholes, and no route to an attachment', () => {
  const calls = { spoke: {}, hub: { route: CreateTransitGatewayRouteCommand } } satisfies Calls;
  const routes = statementsOf({ ...worker, steps: [], calls: [calls] }, fixture, IDS);
  expect(routes).toEqual([allow(['ec2:CreateTransitGatewayRoute'], TABLES), ...BESIDE_CALLS]);
});

test('a worker may make the calls of the concepts that the config has, and of these what it does not turn off', () => {
  const calls = { spoke: {}, hub: { route: CreateTransitGatewayRouteCommand } } satisfies Calls;
  const made = (step: object, stepsWith?: WorkerPermissions['stepsWith']) => {
    const steps = [{ calls, alsoInHub: false, ...step }];
    return statementsOf({ ...worker, calls: [], steps, ...(stepsWith ? { stepsWith } : {}) }, fixture, IDS);
  };
  expect(made({})).toEqual([allow(['ec2:CreateTransitGatewayRoute'], TABLES), ...BESIDE_CALLS]);
  expect(made({ callsWith: () => undefined })).toEqual(BESIDE_CALLS);
  expect(made({ callsWith: () => ({ spoke: {}, hub: {} }) })).toEqual(BESIDE_CALLS);
  expect(made({}, () => [])).toEqual(BESIDE_CALLS);
});

test('calls of a concept for the resources of the hub account are statements of their own', () => {
  const inHub = { spoke: { deleteFlowLogs: DeleteFlowLogsCommand }, hub: {} } satisfies Calls;
  const hubOnly: Calls = { spoke: {}, hub: { disable: DisableTransitGatewayRouteTablePropagationCommand } };
  const steps = [
    { calls: inHub, alsoInHub: true },
    { calls: hubOnly, alsoInHub: false },
  ];
  expect(statementsOf({ ...worker, steps }, fixture, IDS).filter(({ Sid }) => Sid !== undefined)).toEqual([
    {
      Sid: 'HubAccount0',
      ...allow(['ec2:DeleteFlowLogs'], `arn:aws:ec2:${HUB}:vpc-flow-log/*`, {
        StringEquals: { 'aws:ResourceTag/wheelwright:managed': 'true' },
      }),
    },
  ]);
});

test('a worker assumes the role in spokes only where the config lets it enter spokes', () => {
  const entersSpokes: WorkerPermissions['entersSpokes'] = ({ organization }) => !organization.sharing;
  const withSharing = (sharing: boolean) => ({ ...fixture, organization: { ...fixture.organization, sharing } });
  const management = role('100000000001', 'org-read');
  expect(assumed(statementsOf({ ...worker, entersSpokes }, withSharing(true), IDS))).toEqual([management]);
  expect(assumed(statementsOf({ ...worker, entersSpokes }, withSharing(false), IDS))).toEqual([
    management,
    role('*', 'spoke-grant-pull'),
  ]);
});

test('a worker without dependents sends to its dead-letter queue only', () => {
  const sends = statementsOf({ ...worker, dependents: [] }, fixture, IDS).filter(
    ({ Action }) => String(Action) === 'sqs:SendMessage',
  );
  expect(sends).toEqual([allow(['sqs:SendMessage'], [queue('enroll-dead')])]);
});

describe('the functions that are no workers', () => {
  const wake = allow(['sqs:SendMessage'], [queue('enroll'), queue('join'), queue('grant-pull')]);

  test('route receives from the intake queue, wakes the workers and assumes no role', () => {
    const statements = functionStatements(fixture, 'route', IDS);
    expect(statements).toEqual(
      expect.arrayContaining([
        allow(
          ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          `arn:aws:sqs:${HUB}:wheelwright-intake`,
        ),
        wake,
      ]),
    );
    expect(assumed(statements)).toEqual([]);
  });

  test('sweep receives its steps from its own queue, sends the next there, wakes the workers, asks the ledger what waits and what is recorded of accounts, and reads the organization', () => {
    const statements = functionStatements(fixture, 'sweep', IDS);
    const query = allow(['dynamodb:Query'], `arn:aws:dynamodb:${HUB}:table/wheelwright-ledger/index/lists`);
    const queue = `arn:aws:sqs:${HUB}:wheelwright-sweep`;
    const poll = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'];
    const receive = allow(
      poll.map((action) => `sqs:${action}`),
      queue,
    );
    const next = allow(['sqs:SendMessage'], queue);
    const look = allow(['dynamodb:BatchGetItem'], `arn:aws:dynamodb:${HUB}:table/wheelwright-ledger`);
    expect(statements).toEqual(expect.arrayContaining([receive, next, wake, query, look]));
    expect(assumed(statements)).toEqual([role('100000000001', 'org-read')]);
  });
});
