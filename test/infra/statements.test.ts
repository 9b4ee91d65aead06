import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AcceptTransitGatewayVpcAttachmentCommand,
  CreateRouteCommand,
  DescribeVpcsCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { functionStatements, statementsOf, type WorkerPermissions } from '../../infra/constructs/permissions';
import type { Statement } from '../../infra/constructs/policy';
import { parseLandingZone } from '../../lib/landing-zone';
import type { Calls } from '../../lib/aws/sdk/calls';

const shipped = parseLandingZone(readFileSync(join(__dirname, '../../landing-zone.yaml'), 'utf8'), 'landing-zone.yaml');
const HUB = 'ap-southeast-3:100000000002';
const queue = (name: string) => `arn:aws:sqs:${HUB}:wheelwright-${name}.fifo`;
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/wheelwright-${name}`;

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

const allow = (Action: string[], Resource: string | string[]): Statement => ({ Effect: 'Allow', Action, Resource });
const HUB_ACTIONS = ['ec2:AcceptTransitGatewayVpcAttachment', 'ec2:CreateTags', 'ec2:DescribeVpcs'];
const BESIDE_CALLS: readonly Statement[] = [
  allow(
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    queue('enroll'),
  ),
  allow(['sqs:SendMessage'], [queue('enroll-dead'), queue('join'), queue('grant-pull')]),
  allow(
    ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    `arn:aws:dynamodb:${HUB}:table/wheelwright-ledger`,
  ),
  allow(['events:PutEvents'], `arn:aws:events:${HUB}:event-bus/wheelwright-outbound`),
  allow(['sts:AssumeRole'], [role('100000000001', 'org-read'), role('*', 'spoke-grant-pull')]),
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    `arn:aws:logs:${HUB}:log-group:/aws/lambda/wheelwright-enroll:*`,
  ),
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
];

const assumed = (statements: readonly Statement[]) =>
  statements.flatMap(({ Action, Resource }) => (String(Action) === 'sts:AssumeRole' ? (Resource ?? []) : []));

test('a worker may make its hub calls, use its own queues, ledger and bus, wake its dependents and assume its roles', () => {
  expect(statementsOf(worker, shipped)).toEqual([allow(HUB_ACTIONS, '*'), ...BESIDE_CALLS]);
});

test('one more hub call in a concept is one more action, and nothing else', () => {
  const calls = { ...concept, hub: { ...concept.hub, search: SearchTransitGatewayRoutesCommand } };
  expect(statementsOf({ ...worker, steps: [{ calls, alsoInHub: false }] }, shipped)).toEqual([
    allow([...HUB_ACTIONS, 'ec2:SearchTransitGatewayRoutes'], '*'),
    ...BESIDE_CALLS,
  ]);
});

test('a worker without hub calls has no statement about them', () => {
  const spokeOnly: Calls = { spoke: concept.spoke, hub: {} };
  const statements = statementsOf({ ...worker, steps: [{ calls: spokeOnly, alsoInHub: false }], calls: [] }, shipped);
  expect(statements).toEqual(BESIDE_CALLS);
});

test('calls of a concept for the resources of the hub account are actions of a statement of their own', () => {
  const hubOnly: Calls = { spoke: {}, hub: { disable: DisableTransitGatewayRouteTablePropagationCommand } };
  const steps = [
    { calls: concept, alsoInHub: true },
    { calls: hubOnly, alsoInHub: false },
  ];
  expect(statementsOf({ ...worker, steps }, shipped).filter(({ Sid }) => Sid !== undefined)).toEqual([
    { Sid: 'HubAccount', ...allow(['ec2:CreateRoute'], '*') },
  ]);
});

test('a worker assumes the role in spokes only where the config lets it enter spokes', () => {
  const entersSpokes: WorkerPermissions['entersSpokes'] = ({ organization }) => !organization.sharing;
  const withSharing = (sharing: boolean) => ({ ...shipped, organization: { ...shipped.organization, sharing } });
  const management = role('100000000001', 'org-read');
  expect(assumed(statementsOf({ ...worker, entersSpokes }, withSharing(true)))).toEqual([management]);
  expect(assumed(statementsOf({ ...worker, entersSpokes }, withSharing(false)))).toEqual([
    management,
    role('*', 'spoke-grant-pull'),
  ]);
});

test('a worker without dependents sends to its dead-letter queue only', () => {
  const sends = statementsOf({ ...worker, dependents: [] }, shipped).filter(
    ({ Action }) => String(Action) === 'sqs:SendMessage',
  );
  expect(sends).toEqual([allow(['sqs:SendMessage'], [queue('enroll-dead')])]);
});

describe('the functions that are no workers', () => {
  const wake = allow(['sqs:SendMessage'], [queue('enroll'), queue('join'), queue('grant-pull')]);

  test('route receives from the intake queue, wakes the workers and assumes no role', () => {
    const statements = functionStatements(shipped, 'route');
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

  test('sweep receives from no queue, wakes the workers, scans the ledger and reads the organization', () => {
    const statements = functionStatements(shipped, 'sweep');
    const scan = allow(['dynamodb:Scan'], `arn:aws:dynamodb:${HUB}:table/wheelwright-ledger`);
    expect(statements).toEqual(expect.arrayContaining([wake, scan]));
    expect(JSON.stringify(statements)).not.toContain('sqs:ReceiveMessage');
    expect(assumed(statements)).toEqual([role('100000000001', 'org-read')]);
  });
});
