import {
  CreateStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackInstanceCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
  ListStackSetsCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudFormationClient, CreateStackSetCommand } from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { as, DEV, HUB, worldWithOrganization, MANAGEMENT, PROD } from '../organization-fixture';
import type { World } from '../world';
import { OPT_IN_REGION, ROLE, StackSets, template } from './fixture';

let world: World;
let sets: StackSets;
let workloads: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  sets = await StackSets.activated(world);
  workloads = await sets.unit('Workloads');
  await sets.move(DEV, workloads);
});
const send = () => sets.client;

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' },
});

describe('a StackSet', () => {
  test('needs organizations access, activated through CloudFormation', async () => {
    world.cloudformation.organizationsAccess = false;
    await expect(sets.create()).rejects.toThrow('You must enable organizations access');
    const member = new CloudFormationClient(as(world, HUB, 'us-east-1'));
    await expect(member.send(new ListStackSetsCommand({}))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('is described with its targets, in its own region only', async () => {
    const id = await sets.create({ ManagedExecution: { Active: true } });
    await sets.deploy(workloads);
    const { StackSet: set } = await send().send(new DescribeStackSetCommand({ StackSetName: 'roles' }));
    expect(set).toMatchObject({
      StackSetId: id,
      StackSetARN: `arn:aws:cloudformation:us-east-1:${MANAGEMENT}:stackset/${id}`,
      Status: 'ACTIVE',
      PermissionModel: 'SERVICE_MANAGED',
      OrganizationalUnitIds: [workloads],
      Regions: ['us-east-1'],
      ManagedExecution: { Active: true },
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
    });
    const elsewhere = new CloudFormationClient(as(world, MANAGEMENT, 'eu-west-1'));
    const call = elsewhere.send(new DescribeStackSetCommand({ StackSetName: 'roles' }));
    await expect(call).rejects.toMatchObject({ name: 'StackSetNotFoundException' });
  });

  test.each([
    ['YAML', { TemplateBody: 'Resources:\n  A: {}' }, 'ValidationError'],
    ['no resources', { TemplateBody: '{}' }, 'ValidationError'],
    ['a transform', { TemplateBody: '{"Transform":"AWS::Serverless-2016-10-31","Resources":{}}' }, 'ValidationError'],
    ['a nested stack', { TemplateBody: template({ A: { Type: 'AWS::CloudFormation::Stack' } }) }, 'ValidationError'],
    ['a named role and no capability', { Capabilities: [] }, 'InsufficientCapabilitiesException'],
    [
      'a parameter without a value',
      { TemplateBody: template({ A: ROLE }, { P: { Type: 'String' } }) },
      'ValidationError',
    ],
    ['an unknown parameter', { Parameters: [{ ParameterKey: 'X', ParameterValue: '1' }] }, 'ValidationError'],
    ['nothing about auto-deployment', { AutoDeployment: {} }, 'ValidationError'],
    [
      'a dependency that does not exist',
      { AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false, DependsOn: ['arn:x'] } },
      'ValidationError',
    ],
    ['its own administration role', { AdministrationRoleARN: `arn:aws:iam::${HUB}:role/x` }, 'NotImplemented'],
  ])('with %s is refused', async (_what, input, name) => {
    await expect(sets.create(input)).rejects.toMatchObject({ name });
  });

  test('exists once by its name, and is deleted when it is empty', async () => {
    await sets.create();
    await expect(sets.create()).rejects.toMatchObject({ name: 'NameAlreadyExistsException' });
    await sets.deploy(workloads);
    const remove = () => send().send(new DeleteStackSetCommand({ StackSetName: 'roles' }));
    await expect(remove()).rejects.toMatchObject({ name: 'OperationInProgressException' });
    await sets.settle();
    await expect(remove()).rejects.toMatchObject({ name: 'StackSetNotEmptyException' });
    await expect(send().send(new CreateStackSetCommand({ StackSetName: 'self' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });
});

describe('creating instances', () => {
  test("makes the template's resources in every account of the OU, after a while", async () => {
    await sets.create();
    const id = await sets.deploy(workloads);
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 OUTDATED PENDING`]);
    expect((await sets.operation(id))?.Status).toBe('RUNNING');
    expect(world.iam.roleNamed(DEV, 'app-role')).toBeUndefined();
    await sets.settle();
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 CURRENT SUCCEEDED`]);
    expect(await sets.operation(id)).toMatchObject({ Status: 'SUCCEEDED', Action: 'CREATE' });
    const role = world.iam.roleNamed(DEV, 'app-role');
    expect(role?.trust.text).toContain(`arn:aws:iam::${HUB}:root`);
    expect([...(role?.policies.keys() ?? [])]).toEqual(['grant']);
    expect(world.iam.roleNamed(PROD, 'app-role')).toBeUndefined();
  });

  test('uses an administrator role of its own in the account, which trusts its service-linked role alone', async () => {
    await sets.create();
    await sets.deploy(workloads);
    await sets.settle();
    const own = world.iam.rolesIn(DEV).filter(({ name }) => name.startsWith('stacksets-exec-'));
    expect(own).toHaveLength(1);
    expect(JSON.parse(own[0]?.trust.text ?? '')).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            AWS: `arn:aws:iam::${MANAGEMENT}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin`,
          },
          Action: 'sts:AssumeRole',
        },
      ],
    });
  });

  test("fills in parameters and the account's own names", async () => {
    await sets.createRules();
    await sets.deploy(workloads, {
      StackSetName: 'rules',
      ParameterOverrides: [{ ParameterKey: 'HubRegion', ParameterValue: 'us-east-1' }],
    });
    await sets.settle();
    const events = new EventBridgeClient(as(world, DEV, 'us-east-1'));
    const rule = await events.send(new DescribeRuleCommand({ Name: 'forward' }));
    expect(JSON.parse(rule.EventPattern ?? '')).toEqual({ source: ['aws.tag'], account: [DEV] });
    const { Targets: targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'forward' }));
    expect(targets).toMatchObject([
      {
        Arn: `arn:aws:events:us-east-1:${HUB}:event-bus/inbound`,
        RoleArn: `arn:aws:iam::${DEV}:role/forwarder`,
      },
    ]);
  });

  test('never reaches the management account, not even through the root', async () => {
    await sets.create();
    await sets.deploy(world.organizations.rootId);
    await sets.settle();
    expect((await sets.instances()).map((line) => line.split(' ')[0])).toEqual([HUB, DEV, PROD]);
    expect(world.iam.roleNamed(MANAGEMENT, 'app-role')).toBeUndefined();
  });

  test('in a region that the account has not enabled fails, and is not retried when it is enabled', async () => {
    await sets.createRules();
    await sets.enable(MANAGEMENT);
    const id = await sets.deploy(workloads, { StackSetName: 'rules', Regions: [OPT_IN_REGION] });
    await sets.settle();
    expect(await sets.operation(id, 'rules')).toMatchObject({
      Status: 'FAILED',
      StatusDetails: { FailedStackInstancesCount: 1 },
    });
    const describe = new DescribeStackInstanceCommand({
      StackSetName: 'rules',
      StackInstanceAccount: DEV,
      StackInstanceRegion: OPT_IN_REGION,
    });
    const { StackInstance: failed } = await send().send(describe);
    expect(failed?.StatusReason).toMatch(`Account ${DEV} has not enabled the region ${OPT_IN_REGION}`);
    await sets.enable(DEV);
    await sets.settle(100);
    expect(await sets.instances('rules')).toEqual([`${DEV} ${OPT_IN_REGION} OUTDATED FAILED`]);
    await sets.deploy(workloads, { StackSetName: 'rules', Regions: [OPT_IN_REGION] });
    await sets.settle();
    expect(await sets.instances('rules')).toEqual([`${DEV} ${OPT_IN_REGION} CURRENT SUCCEEDED`]);
  });

  test('needs the region enabled in the management account as well', async () => {
    await sets.createRules();
    await sets.enable(DEV);
    await sets.deploy(workloads, { StackSetName: 'rules', Regions: [OPT_IN_REGION] });
    await sets.settle();
    expect(world.cloudformation.all()[0]?.instances.get(`${DEV}/${OPT_IN_REGION}`)?.reason).toContain(MANAGEMENT);
  });

  test.each([
    ['a resource type that the twin has not', { A: { Type: 'AWS::S3::Bucket' } }, 'AWS::S3::Bucket'],
    ['a property that it has not', { A: { ...ROLE, Properties: { Foo: 1 } } }, 'unsupported property Foo'],
    [
      'a reference to nothing',
      { A: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: { Ref: 'Nothing' } } } },
      'unresolved reference to Nothing',
    ],
    [
      'a function that it does not evaluate',
      { A: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: { 'Fn::Base64': 'a' } } } },
      'Fn::Base64',
    ],
    [
      'what the service refuses',
      { A: { ...ROLE, Properties: { ...ROLE.Properties, AssumeRolePolicyDocument: {} } } },
      'MalformedPolicyDocument',
    ],
  ])('of a template with %s fails with the reason, and leaves nothing', async (_what, resources, reason) => {
    await sets.create({
      TemplateBody: template({
        First: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: 'first' } },
        ...resources,
      }),
    });
    const OperationId = await sets.deploy(workloads);
    await sets.settle();
    const { Summaries: results } = await send().send(
      new ListStackSetOperationResultsCommand({ StackSetName: 'roles', OperationId }),
    );
    expect(results).toMatchObject([{ Account: DEV, Status: 'FAILED' }]);
    expect(results?.[0]?.StatusReason).toContain(reason);
    const roles = world.iam.rolesIn(DEV).map((role) => role.name);
    expect(roles).toEqual(['OrganizationAccountAccessRole', expect.stringMatching(/^stacksets-exec-[0-9a-f]{32}$/)]);
  });

  test('of a role that exists already fails', async () => {
    world.iam.putRole({ accountId: DEV, name: 'App-Role', trust: TRUST });
    await sets.create();
    await sets.deploy(workloads);
    await sets.settle();
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 OUTDATED FAILED`]);
  });

  test('is narrowed to some accounts of the OU by a filter', async () => {
    await sets.move(PROD, workloads);
    await sets.create({ AutoDeployment: { Enabled: false } });
    const filtered = (AccountFilterType: 'INTERSECTION' | 'DIFFERENCE', ...Accounts: string[]) => ({
      DeploymentTargets: { OrganizationalUnitIds: [workloads], Accounts, AccountFilterType },
    });
    await sets.deploy(workloads, filtered('INTERSECTION', PROD, HUB));
    await sets.settle();
    expect(await sets.instances()).toEqual([`${PROD} us-east-1 CURRENT SUCCEEDED`]);
    await sets.deploy(workloads, filtered('DIFFERENCE', PROD));
    await sets.settle();
    expect(await sets.instances()).toContain(`${DEV} us-east-1 CURRENT SUCCEEDED`);
  });

  test.each([
    ['accounts instead of OUs', { Accounts: [DEV], DeploymentTargets: undefined }],
    ['accounts without a filter', { DeploymentTargets: { OrganizationalUnitIds: ['r-x'], Accounts: [DEV] } }],
    ['an OU that does not exist', { DeploymentTargets: { OrganizationalUnitIds: ['ou-root-nowhere0'] } }],
    ['a region that does not exist', { Regions: ['xx-north-1'] }],
    ['too much at once', { OperationPreferences: { MaxConcurrentCount: 3, FailureToleranceCount: 1 } }],
  ])('is refused for %s', async (_what, input) => {
    await sets.create();
    await expect(sets.deploy(workloads, input)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('is refused for a StackSet that does not exist, and for an operation id that was used', async () => {
    const unknown = new CreateStackInstancesCommand({ StackSetName: 'none', Regions: ['us-east-1'] });
    await expect(send().send(unknown)).rejects.toMatchObject({ name: 'StackSetNotFoundException' });
    await sets.create();
    const OperationId = await sets.deploy(workloads);
    await sets.settle();
    await expect(sets.deploy(workloads, { OperationId })).rejects.toMatchObject({
      name: 'OperationIdAlreadyExistsException',
    });
    const nowhere = new DescribeStackSetOperationCommand({ StackSetName: 'roles', OperationId: 'none' });
    await expect(send().send(nowhere)).rejects.toMatchObject({ name: 'OperationNotFoundException' });
  });
});

describe('updating a StackSet', () => {
  test('changes its instances in place: the role stays the same', async () => {
    await sets.create();
    await sets.deploy(workloads);
    await sets.settle();
    const before = world.iam.roleNamed(DEV, 'app-role')?.roleId;
    const changed = { ...ROLE, Properties: { ...ROLE.Properties, Policies: [], MaxSessionDuration: 7200 } };
    await send().send(new UpdateStackSetCommand({ StackSetName: 'roles', TemplateBody: template({ Role: changed }) }));
    await sets.settle();
    const role = world.iam.roleNamed(DEV, 'app-role');
    expect(role).toMatchObject({ roleId: before, maxSessionSeconds: 7200 });
    expect(role?.policies.size).toBe(0);
    const { Summaries: operations } = await send().send(new ListStackSetOperationsCommand({ StackSetName: 'roles' }));
    expect(operations?.map(({ Action, Status }) => `${Action} ${Status}`)).toEqual([
      'UPDATE SUCCEEDED',
      'CREATE SUCCEEDED',
    ]);
  });
});
