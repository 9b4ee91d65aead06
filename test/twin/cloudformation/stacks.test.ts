import { DeleteStackInstancesCommand, UpdateStackSetCommand } from '@aws-sdk/client-cloudformation';
import { AccountClient, DisableRegionCommand } from '@aws-sdk/client-account';
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { as, DEV, worldWithOrganization, MANAGEMENT } from '../organization-fixture';
import type { World } from '../world';
import { OPT_IN_REGION, ROLE, RULE, RULES, StackSets, template } from './fixture';

let world: World;
let sets: StackSets;
let unit: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  sets = await StackSets.activated(world);
  unit = await sets.unit('Workloads');
  await sets.move(DEV, unit);
});

const named = (RoleName: string) => ({ ...ROLE, Properties: { ...ROLE.Properties, RoleName } });
/** The names of the account's roles, without that of StackSets itself. */
const roles = () =>
  world.iam
    .rolesIn(DEV)
    .map((role) => role.name)
    .filter((name) => !name.startsWith('stacksets-exec-'));
const events = () => new EventBridgeClient(as(world, DEV, 'us-east-1'));
const describeRule = (Name: string) => events().send(new DescribeRuleCommand({ Name }));

async function reasonFor(TemplateBody: string): Promise<string | undefined> {
  await sets.create({ TemplateBody, Parameters: [] });
  await sets.deploy(unit);
  await sets.settle();
  return world.cloudformation.all()[0]?.instances.get(`${DEV}/us-east-1`)?.reason;
}

async function update(TemplateBody: string, StackSetName = 'roles'): Promise<void> {
  await sets.client.send(new UpdateStackSetCommand({ StackSetName, TemplateBody }));
  await sets.settle();
}

describe('a stack', () => {
  test('creates a resource after those that it refers to, in any order of the template', async () => {
    const Last = { ...RULE, Properties: { ...RULE.Properties, Targets: [], Name: { Ref: 'First' } } };
    const described = { ...named('first'), DependsOn: 'Zero' };
    expect(await reasonFor(template({ Last, First: described, Zero: named('zero') }))).toBeUndefined();
    expect(roles()).toEqual(['OrganizationAccountAccessRole', 'zero', 'first']);
    expect((await describeRule('first')).Name).toBe('first');
  });

  test('gives attributes and names of its own', async () => {
    const Properties = {
      ...RULE.Properties,
      Targets: [],
      Name: 'described',
      Description: { 'Fn::Sub': ['${Role.Arn} of ${Who} in ${AWS::Region}, ${!Literal}', { Who: { Ref: 'Role' } }] },
    };
    expect(await reasonFor(template({ Rule: { ...RULE, Properties }, Role: named('worker') }))).toBeUndefined();
    expect((await describeRule('described')).Description).toBe(
      `arn:aws:iam::${DEV}:role/worker of worker in us-east-1, \${Literal}`,
    );
  });

  test.each([
    [
      'whose resources wait for each other',
      { A: { ...named('a'), DependsOn: ['B'] }, B: { ...named('b'), DependsOn: ['A'] } },
      'Circular dependency',
    ],
    [
      'that joins no list',
      { A: named('a'), B: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: { 'Fn::Join': ['-', 'x'] } } } },
      'Fn::Join',
    ],
    [
      'with a target of a kind that the twin has not',
      { A: { ...RULE, Properties: { ...RULE.Properties, Targets: [{ Id: 'x', Arn: 'y', HttpParameters: {} }] } } },
      'unsupported property HttpParameters',
    ],
    [
      'with a rule in no state',
      { A: { ...RULE, Properties: { ...RULE.Properties, Targets: [], State: 'ON' } } },
      'validation failed at State',
    ],
  ])('%s fails', async (_what, resources, reason) => {
    expect(await reasonFor(template(resources))).toContain(reason);
  });

  test('does not take over a rule that exists', async () => {
    await events().send(new PutRuleCommand({ Name: 'forward', EventPattern: '{"source":["aws.ec2"]}' }));
    expect(await reasonFor(RULES)).toBe(
      'ResourceLogicalId:Rule, ResourceType:AWS::Events::Rule, ResourceStatusReason:forward already exists',
    );
    expect((await describeRule('forward')).EventPattern).toBe('{"source":["aws.ec2"]}');
  });
});

describe('an update', () => {
  test('replaces what is named anew, and removes what is gone from the template', async () => {
    expect(await reasonFor(template({ A: named('a'), B: named('b') }))).toBeUndefined();
    await update(template({ A: named('renamed') }));
    expect(roles()).toEqual(['OrganizationAccountAccessRole', 'renamed']);
  });

  test('that fails in an account is rolled back there, and the instance stays outdated', async () => {
    expect(await reasonFor(template({ A: named('a') }))).toBeUndefined();
    await update(template({ A: named('renamed'), B: { ...named('OrganizationAccountAccessRole'), DependsOn: 'A' } }));
    expect(roles()).toEqual(['OrganizationAccountAccessRole', 'a']);
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 OUTDATED FAILED`]);
    await update(template({ A: named('renamed') }));
    expect(roles()).toEqual(['OrganizationAccountAccessRole', 'renamed']);
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 CURRENT SUCCEEDED`]);
  });

  test('changes a rule and its targets in place', async () => {
    await sets.createRules();
    await sets.deploy(unit, { StackSetName: 'rules' });
    await sets.settle();
    const Properties = { Name: 'forward', EventPattern: { source: ['aws.ec2'] }, State: 'DISABLED' };
    await update(template({ Rule: { ...RULE, Properties } }), 'rules');
    expect(await describeRule('forward')).toMatchObject({
      EventPattern: '{"source":["aws.ec2"]}',
      State: 'DISABLED',
    });
    const scope = world.eventbridge.scope({ accountId: DEV, region: 'us-east-1' });
    expect(scope.buses.get('default')?.rules.get('forward')?.targets.size).toBe(0);
  });
});

describe('deleting an instance', () => {
  const remove = (RetainStacks: boolean, StackSetName = 'roles', Regions = ['us-east-1']) =>
    sets.client.send(
      new DeleteStackInstancesCommand({
        StackSetName,
        Regions,
        RetainStacks,
        DeploymentTargets: { OrganizationalUnitIds: [unit] },
      }),
    );

  test.each([
    [false, ['OrganizationAccountAccessRole']],
    [true, ['OrganizationAccountAccessRole', 'app-role']],
  ])('with RetainStacks %s leaves %j', async (retain, left) => {
    expect(await reasonFor(template({ Role: ROLE }))).toBeUndefined();
    await remove(retain);
    await sets.settle();
    expect(await sets.instances()).toEqual([]);
    expect(roles()).toEqual(left);
  });

  test('in a region that was disabled meanwhile leaves it inoperable', async () => {
    for (const account of [MANAGEMENT, DEV]) await sets.enable(account);
    await sets.createRules();
    await sets.deploy(unit, { StackSetName: 'rules', Regions: [OPT_IN_REGION] });
    await sets.settle();
    await new AccountClient(as(world, DEV, 'us-east-1')).send(new DisableRegionCommand({ RegionName: OPT_IN_REGION }));
    await remove(false, 'rules', [OPT_IN_REGION]);
    await sets.settle();
    expect(await sets.instances('rules')).toEqual([`${DEV} ${OPT_IN_REGION} INOPERABLE INOPERABLE`]);
  });
});
