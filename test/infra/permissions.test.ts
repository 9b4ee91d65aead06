import { actionsOf, type Calls, type Side } from '../../lib/aws/sdk/calls';
import { calls as meshOwners } from '../../lib/aws/read/attachment-owners';
import { calls as organization } from '../../lib/aws/read/organization';
import { calls as reads } from '../../lib/aws/read/reads';
import { calls as vpcNotes } from '../../lib/workers/join/vpc-tags';
import { workers } from '../../infra/workers';
import { calls as flowLogCalls } from '../../lib/concepts/flow-log/aws';
import { rolesTemplate } from '../../infra/stacks/spoke';
import { actionsIn, landingZone, propertiesOf, statementsOf, templates, type Statement } from './deployed';

const HUB = 'arn:aws:iam::100000000002:root';
const of = (worker: keyof typeof workers): readonly Calls[] => workers[worker].steps.map(({ calls }) => calls);
const derived = (side: Side, ...tables: readonly Calls[]): string[] =>
  [...new Set(tables.flatMap((calls) => actionsOf(calls, side)))].sort();

/** What enroll reads of the mesh. */
const attachments: Calls = { spoke: {}, hub: { of: reads.hub.describeTransitGatewayVpcAttachments } };

const inHub = propertiesOf(templates.automation, 'AWS::IAM::Role');
const inManagement = propertiesOf(templates.management, 'AWS::IAM::Role');
const inSpoke = Object.values(rolesTemplate(landingZone).Resources).map(
  ({ Properties }) => Properties as Readonly<Record<string, unknown>>,
);
const trustOf = (roles: typeof inHub, roleName: string): unknown =>
  roles.find(({ RoleName }) => RoleName === roleName)?.['AssumeRolePolicyDocument'];

describe('a function may make in the hub exactly the calls that its code names', () => {
  const cases: readonly [name: string, tables: readonly Calls[]][] = [
    ['route', [meshOwners]],
    ['enroll', [attachments, organization, ...of('enroll')]],
    ['join', [reads, organization, vpcNotes, ...of('join')]],
    ['grant-pull', [organization, ...of('grant-pull')]],
    ['sweep', [meshOwners, organization]],
  ];
  /** What Lambda and our own plumbing need, which no table of calls names. */
  const plumbing = /^(sqs|dynamodb|events|logs|sts|xray):/;

  const home = ({ Sid }: Statement): boolean => Sid === 'HubAccount';

  test.each(cases)('%s', (name, tables) => {
    const actions = actionsIn(statementsOf(inHub, `wheelwright-${name}`).filter((statement) => !home(statement)));
    expect(actions.filter((action) => !plumbing.test(action))).toEqual(derived('hub', ...tables));
  });

  test('and no call on everything but those, tracing aside', () => {
    for (const [name, tables] of cases) {
      const anywhere = statementsOf(inHub, `wheelwright-${name}`).filter(
        (statement) => statement.Resource === '*' && !home(statement),
      );
      const allowed = [...derived('hub', ...tables), 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'].sort();
      expect(actionsIn(anywhere)).toEqual(allowed);
    }
  });

  test("and join what it keeps true of the hub's own: flow logs, with no way to the bucket's policy", () => {
    const actions = actionsIn(statementsOf(inHub, 'wheelwright-join').filter(home));
    expect(actions).toEqual(actionsOf(flowLogCalls, 'spoke'));
    expect(actions.filter((action) => action.startsWith('s3:'))).toEqual([]);
  });
});

test('a spoke lets the workers make exactly the calls of their concepts', () => {
  const actions = actionsIn(statementsOf(inSpoke, 'wheelwright-join'));
  // An organization that shares with itself invites nobody.
  const invitations = /^ram:/;
  expect(actions).toEqual(
    derived('spoke', reads, organization, vpcNotes, ...of('enroll'), ...of('join')).filter(
      (action) => !invitations.test(action),
    ),
  );
});

test('a spoke lets the workers make one service-linked role only', () => {
  const statement = statementsOf(inSpoke, 'wheelwright-join').find(({ Action }) =>
    [Action].flat().includes('iam:CreateServiceLinkedRole'),
  );
  expect(statement).toMatchObject({
    Action: ['iam:CreateServiceLinkedRole'],
    Condition: { StringEquals: { 'iam:AWSServiceName': 'transitgateway.amazonaws.com' } },
  });
});

describe('a spoke lets grant-pull', () => {
  const statements = statementsOf(inSpoke, 'wheelwright-grant-pull');
  const granting = (action: string): Statement[] => statements.filter(({ Action }) => [Action].flat().includes(action));
  const BOUNDED = {
    StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly' },
  };

  test('make exactly the calls of its concepts, each granted once', () => {
    expect(actionsIn(statements)).toEqual(derived('spoke', ...of('grant-pull')));
  });

  test.each([
    ...['iam:CreateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
    ...['iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRole'],
  ])('%s in our path, with the boundary and not without', (action) => {
    expect(granting(action)).toMatchObject([
      { Resource: 'arn:aws:iam::*:role/wheelwright/pull/*', Condition: BOUNDED },
    ]);
  });

  test('read and tag roles in our path', () => {
    expect(granting('iam:GetRole')).toEqual(granting('iam:TagRole'));
    expect(granting('iam:TagRole')).toMatchObject([{ Resource: 'arn:aws:iam::*:role/wheelwright/pull/*' }]);
  });

  test('write the OIDC providers of EKS, and no others', () => {
    const providers = statements.filter(({ Action }) =>
      [Action].flat().some((action) => /iam:.+Provider$/.test(action)),
    );
    expect(providers.map(({ Resource }) => Resource)).toEqual(['arn:aws:iam::*:oidc-provider/oidc.eks.*']);
  });

  test('take no boundary away, attach nothing, and do nothing else everywhere than list', () => {
    const everywhere = statements.filter(({ Resource }) => Resource === '*');
    expect(actionsIn(everywhere)).toEqual(['eks:ListClusters', 'iam:ListOpenIDConnectProviders', 'iam:ListRoles']);
    expect(granting('iam:DeleteRolePermissionsBoundary')).toEqual([]);
    expect(granting('iam:AttachRolePolicy')).toEqual([]);
  });
});

test('the management account lets its organization be read, and enroll do what its concepts do', () => {
  expect(actionsIn(statementsOf(inManagement, 'wheelwright-org-read'))).toEqual(derived('management', organization));
  expect(actionsIn(statementsOf(inManagement, 'wheelwright-enroll'))).toEqual(
    derived('management', organization, ...of('enroll')).filter((action) => action !== 'organizations:ListAccounts'),
  );
});

test('enroll creates instances of our two StackSets only', () => {
  const statement = statementsOf(inManagement, 'wheelwright-enroll').find(({ Action }) =>
    [Action].flat().includes('cloudformation:CreateStackInstances'),
  );
  expect(statement?.Resource).toEqual([
    'arn:aws:cloudformation:us-east-1:100000000001:stackset/wheelwright-roles:*',
    'arn:aws:cloudformation:us-east-1:100000000001:stackset/wheelwright-rules:*',
    'arn:aws:cloudformation:us-east-1:100000000001:stackset-target/wheelwright-roles:*',
    'arn:aws:cloudformation:us-east-1:100000000001:stackset-target/wheelwright-rules:*',
    'arn:aws:cloudformation:us-east-1::type/resource/*',
  ]);
});

test.each([
  ['wheelwright-join', inSpoke, ['enroll', 'join']],
  ['wheelwright-grant-pull', inSpoke, ['grant-pull']],
  ['wheelwright-org-read', inManagement, ['join', 'grant-pull', 'sweep']],
  ['wheelwright-enroll', inManagement, ['enroll']],
] as const)("%s trusts the hub's root, held to the functions' roles", (roleName, roles, functions) => {
  expect(trustOf(roles, roleName)).toMatchObject({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: HUB },
        Action: 'sts:AssumeRole',
        Condition: {
          ArnEquals: {
            'aws:PrincipalArn': functions.map((name) => `arn:aws:iam::100000000002:role/wheelwright-${name}`),
          },
          StringEquals: { 'aws:PrincipalOrgID': 'o-pikselorg1' },
        },
      },
    ],
  });
});

test.each([
  ['spoke', inSpoke],
  ['management', inManagement],
  ['hub', inHub],
] as const)('the forwarder of the %s account delivers to the inbound bus and does nothing else', (_account, roles) => {
  expect(trustOf(roles, 'wheelwright-forwarder')).toMatchObject({
    Statement: [{ Principal: { Service: 'events.amazonaws.com' } }],
  });
  expect(statementsOf(roles, 'wheelwright-forwarder')).toEqual([
    {
      Effect: 'Allow',
      Action: ['events:PutEvents'],
      Resource: 'arn:aws:events:ap-southeast-3:100000000002:event-bus/wheelwright-inbound',
    },
  ]);
});
