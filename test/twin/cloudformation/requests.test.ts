import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackInstancesCommand,
  DescribeStackInstanceCommand,
  DescribeStackSetCommand,
  ListStackInstancesCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetsCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import { OrganizationsClient, RegisterDelegatedAdministratorCommand } from '@aws-sdk/client-organizations';
import { as, DEV, HUB, MANAGEMENT, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';
import { ROLE, StackSets, template } from './fixture';

let world: World;
let sets: StackSets;
let unit: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  sets = await StackSets.activated(world);
  unit = await sets.unit('Workloads');
});

const auto = (more: object) => ({ AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false, ...more } });
const body = (json: object) => ({ TemplateBody: JSON.stringify(json) });
const Resources = { Role: ROLE };

describe('a StackSet is refused', () => {
  test.each([
    ['with a name that begins with a digit', { StackSetName: '1st' }, 'StackSetName 1st is not valid'],
    ['with a template elsewhere', { TemplateURL: 'https://example.com/t.json' }, 'TemplateBody only'],
    ['without any template', { TemplateBody: undefined }, 'must be specified'],
    ['with 51,201 bytes', { TemplateBody: `${template(Resources)}${' '.repeat(51_201)}` }, 'at most 51200 bytes'],
    ['with a resource without a type', body({ Resources: { A: { Properties: {} } } }), 'must contain a Type'],
    [
      'with a condition that it does not have',
      body({ Resources: { A: { ...ROLE, Condition: 'InHub' } } }),
      'Unresolved condition',
    ],
    ['with a wrong deletion policy', body({ Resources: { A: { ...ROLE, DeletionPolicy: 'Keep' } } }), 'Unrecognized'],
    ['with a parameter of no type', body({ Resources, Parameters: { P: {} } }), 'no parameters of the type'],
    [
      'with a list as default',
      body({ Resources, Parameters: { P: { Type: 'String', Default: ['a'] } } }),
      'a single value',
    ],
    ['with retention left open', auto({ RetainStacksOnAccountRemoval: undefined }), 'RetainStacksOnAccountRemoval'],
    ['with eleven dependencies', auto({ DependsOn: Array.from({ length: 11 }, () => 'arn') }), 'at most 10'],
    [
      'with a previous value',
      { Parameters: [{ ParameterKey: 'P', UsePreviousValue: true }] },
      'with their values only',
    ],
  ])('%s', async (_what, input, message) => {
    await expect(sets.create(input)).rejects.toThrow(message);
    expect(world.cloudformation.all()).toEqual([]);
  });
});

describe('instances are refused', () => {
  const inUnit = (more: object) => ({ DeploymentTargets: { OrganizationalUnitIds: [unit], ...more } });

  test.each([
    ['for accounts by themselves', () => ({ Accounts: [HUB] }), 'OrganizationalUnit as target'],
    ['for a list of accounts elsewhere', () => inUnit({ AccountsUrl: 's3://x/y' }), 'no AccountsUrl'],
    ['for no OU', () => ({ DeploymentTargets: { Accounts: [HUB] } }), 'OrganizationalUnitIds are required'],
    ['for accounts without a filter', () => inUnit({ Accounts: [HUB] }), 'together or not at all'],
    ['for a filter without accounts', () => inUnit({ AccountFilterType: 'UNION' as const }), 'together or not at all'],
    [
      'for an account that does not exist',
      () => inUnit({ Accounts: ['999999999999'], AccountFilterType: 'UNION' as const }),
      'cannot be a target',
    ],
    ['for no region', () => ({ Regions: [] }), 'At least one region'],
    [
      'with two tolerances',
      () => ({ OperationPreferences: { FailureToleranceCount: 1, FailureTolerancePercentage: 1 } }),
      'either FailureTolerance',
    ],
    [
      'with two concurrencies',
      () => ({ OperationPreferences: { MaxConcurrentCount: 1, MaxConcurrentPercentage: 1 } }),
      'either MaxConcurrent',
    ],
    [
      'for a delegated administrator that is none',
      () => ({ CallAs: 'DELEGATED_ADMIN' as const }),
      'delegated admin account',
    ],
  ])('%s', async (_what, input, message) => {
    await sets.create();
    await expect(sets.deploy(unit, input())).rejects.toThrow(message);
    expect(world.cloudformation.all()[0]?.operations).toEqual([]);
  });

  test('are requested by a delegated administrator, of StackSets that the management account sees', async () => {
    const hub = new CloudFormationClient(as(world, HUB, 'us-east-1'));
    const request = {
      ...{ StackSetName: 'roles', CallAs: 'DELEGATED_ADMIN' as const, Regions: ['us-east-1'] },
      DeploymentTargets: { OrganizationalUnitIds: [unit] },
    };
    const AccountId = HUB;
    const ServicePrincipal = 'member.org.stacksets.cloudformation.amazonaws.com';
    await sets.create();
    await sets.move(DEV, unit);
    await expect(hub.send(new CreateStackInstancesCommand(request))).rejects.toThrow('delegated admin account');
    await new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1')).send(
      new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal }),
    );
    await hub.send(new CreateStackInstancesCommand(request));
    await sets.settle();
    expect((await sets.instances()).length).toBeGreaterThan(0);
    const asItself = new ListStackInstancesCommand({ StackSetName: 'roles' });
    await expect(hub.send(asItself)).rejects.toThrow('enable organizations access');
  });

  test('reach accounts beyond the OU by a union', async () => {
    await sets.create({ AutoDeployment: { Enabled: false } });
    await sets.deploy(unit, inUnit({ Accounts: [HUB], AccountFilterType: 'UNION' as const }));
    await sets.settle();
    expect(await sets.instances()).toEqual([`${HUB} us-east-1 CURRENT SUCCEEDED`]);
  });
});

describe('other requests are refused', () => {
  const StackSetName = 'roles';
  const update = (input: object) => sets.client.send(new UpdateStackSetCommand({ StackSetName, ...input }));

  test.each([
    ['an update with two templates', () => update({ UsePreviousTemplate: true, TemplateBody: '{}' }), 'Specify either'],
    ['an update with none', () => update({}), 'is required'],
    [
      'an instance that does not exist',
      () =>
        sets.client.send(
          new DescribeStackInstanceCommand({
            StackSetName,
            StackInstanceAccount: HUB,
            StackInstanceRegion: 'us-east-1',
          }),
        ),
      'not found',
    ],
    [
      'a page of 101',
      () => sets.client.send(new ListStackInstancesCommand({ StackSetName, MaxResults: 101 })),
      'MaxResults',
    ],
    [
      'instances by drift',
      () =>
        sets.client.send(
          new ListStackInstancesCommand({ StackSetName, Filters: [{ Name: 'DRIFT_STATUS', Values: 'DRIFTED' }] }),
        ),
      'does not filter',
    ],
    [
      'results of an unknown operation',
      () => sets.client.send(new ListStackSetOperationResultsCommand({ StackSetName, OperationId: 'none' })),
      'Operation none not found',
    ],
  ])('%s', async (_what, call, message) => {
    await sets.create();
    await expect(call()).rejects.toThrow(message);
  });

  test('organizations access from a member account', async () => {
    const member = new CloudFormationClient(as(world, HUB, 'us-east-1'));
    const activate = member.send(new ActivateOrganizationsAccessCommand({}));
    await expect(activate).rejects.toMatchObject({ name: 'InvalidOperationException' });
    await expect(member.send(new ListStackSetsCommand({}))).rejects.toMatchObject({ name: 'ValidationError' });
    const describe = member.send(new DescribeStackSetCommand({ StackSetName: 'roles' }));
    await expect(describe).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
