import { DeleteStackInstancesCommand, ListStackSetOperationsCommand } from '@aws-sdk/client-cloudformation';
import { CloseAccountCommand, CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { as, DEV, HUB, worldWithOrganization, MANAGEMENT, PROD } from '../organization-fixture';
import type { World } from '../world';
import { OPT_IN_REGION, ROLE, StackSets, template } from './fixture';

let world: World;
let sets: StackSets;
let dev: string;
let prod: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  sets = await StackSets.activated(world);
  const workloads = await sets.unit('Workloads');
  dev = await sets.unit('Dev', workloads);
  prod = await sets.unit('Prod', workloads);
});

const operations = async (StackSetName = 'roles') => {
  const answer = await sets.client.send(new ListStackSetOperationsCommand({ StackSetName }));
  return (answer.Summaries ?? []).map(({ Action, Status }) => `${Action} ${Status}`);
};
const hasRole = (accountId: string) => world.iam.roleNamed(accountId, 'app-role') !== undefined;

describe('an account that enters a target', () => {
  test('gets its instances automatically, with any account filter of the request', async () => {
    await sets.create();
    await sets.deploy(dev, {
      DeploymentTargets: { OrganizationalUnitIds: [dev], Accounts: [HUB], AccountFilterType: 'INTERSECTION' },
    });
    await sets.settle();
    expect(await sets.instances()).toEqual([]);
    await sets.move(DEV, dev);
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 OUTDATED PENDING`]);
    await sets.settle();
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 CURRENT SUCCEEDED`]);
    expect(hasRole(DEV)).toBe(true);
  });

  test('gets nothing if it is the management account', async () => {
    await sets.create();
    await sets.deploy(dev);
    await sets.settle();
    await sets.move(MANAGEMENT, dev);
    expect(await sets.instances()).toEqual([]);
  });

  test('gets nothing where auto-deployment is off', async () => {
    await sets.create({ AutoDeployment: { Enabled: false } });
    await sets.deploy(dev);
    await sets.settle();
    await sets.move(DEV, dev);
    await sets.settle();
    expect(await sets.instances()).toEqual([]);
  });

  test('as a new account of the organization gets what the root holds', async () => {
    await sets.create();
    await sets.deploy(world.organizations.rootId);
    await sets.settle();
    await new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1')).send(
      new CreateAccountCommand({ AccountName: 'new', Email: 'new@example.com' }),
    );
    await sets.settle(2);
    const account = world.organizations.accounts().at(-1)?.id ?? '';
    expect(hasRole(account)).toBe(true);
  });

  test('fails in a region that it has not enabled, without keeping the other regions from it', async () => {
    await sets.enable(MANAGEMENT);
    await sets.createRules();
    await sets.deploy(dev, { StackSetName: 'rules', Regions: [OPT_IN_REGION, 'us-east-1'] });
    await sets.settle(2);
    await sets.move(DEV, dev);
    await sets.settle(2);
    expect(await sets.instances('rules')).toEqual([
      `${DEV} ${OPT_IN_REGION} OUTDATED FAILED`,
      `${DEV} us-east-1 CURRENT SUCCEEDED`,
    ]);
    await sets.enable(DEV);
    await sets.settle(100);
    expect(await sets.instances('rules')).toContain(`${DEV} ${OPT_IN_REGION} OUTDATED FAILED`);
  });

  test('is skipped when it is closed', async () => {
    await sets.create();
    await sets.deploy(dev);
    await sets.settle();
    await new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1')).send(new CloseAccountCommand({ AccountId: DEV }));
    await sets.settle();
    await sets.move(DEV, dev);
    await sets.settle();
    expect(await sets.instances()).toEqual([`${DEV} us-east-1 OUTDATED SKIPPED_SUSPENDED_ACCOUNT`]);
  });
});

describe('an account that leaves a target', () => {
  const inDev = async (retain: boolean) => {
    await sets.create({ AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: retain } });
    await sets.deploy(dev);
    await sets.settle();
    await sets.move(DEV, dev);
    await sets.settle();
  };

  test('loses what it had', async () => {
    await inDev(false);
    await sets.move(DEV, prod);
    await sets.settle();
    expect(await sets.instances()).toEqual([]);
    expect(hasRole(DEV)).toBe(false);
  });

  test('keeps it where stacks are retained', async () => {
    await inDev(true);
    await sets.move(DEV, prod);
    await sets.settle();
    expect(await sets.instances()).toEqual([]);
    expect(hasRole(DEV)).toBe(true);
  });

  test('for another target of the same StackSet has it deleted, then created again', async () => {
    await inDev(false);
    await sets.deploy(prod, { DeploymentTargets: { OrganizationalUnitIds: [prod] } });
    await sets.settle();
    await sets.move(DEV, prod);
    expect((await operations()).slice(0, 2)).toEqual(['CREATE QUEUED', 'DELETE RUNNING']);
    await sets.settle();
    expect(hasRole(DEV)).toBe(false);
    await sets.settle();
    expect(hasRole(DEV)).toBe(true);
  });

  test('by request loses it, and the target is gone', async () => {
    await inDev(false);
    const request = { StackSetName: 'roles', Regions: ['us-east-1'], RetainStacks: false };
    await sets.client.send(
      new DeleteStackInstancesCommand({ ...request, DeploymentTargets: { OrganizationalUnitIds: [dev] } }),
    );
    await sets.settle();
    expect(hasRole(DEV)).toBe(false);
    await sets.move(PROD, dev);
    await sets.settle();
    expect(await sets.instances()).toEqual([]);
  });
});

describe('operations', () => {
  test('of one StackSet come one after another: a request is refused, an auto-deployment waits', async () => {
    await sets.create();
    await sets.deploy(dev);
    await expect(sets.deploy(prod)).rejects.toMatchObject({ name: 'OperationInProgressException' });
    await sets.move(DEV, dev);
    expect(await operations()).toEqual(['CREATE QUEUED', 'CREATE RUNNING']);
    await sets.settle();
    expect(await operations()).toEqual(['CREATE RUNNING', 'CREATE SUCCEEDED']);
    await sets.settle();
    expect(hasRole(DEV)).toBe(true);
  });

  test('run side by side with managed execution, unless they touch the same stacks', async () => {
    await sets.move(DEV, dev);
    await sets.move(PROD, prod);
    await sets.create({ ManagedExecution: { Active: true } });
    for (const unit of [dev, prod, prod]) await sets.deploy(unit);
    expect(await operations()).toEqual(['CREATE QUEUED', 'CREATE RUNNING', 'CREATE RUNNING']);
  });

  test('stop at the first region that fails beyond tolerance', async () => {
    await sets.move(DEV, dev);
    await sets.enable(MANAGEMENT);
    await sets.createRules();
    const regions = { StackSetName: 'rules', Regions: ['us-east-1', OPT_IN_REGION, 'eu-west-1'] };
    const strict = await sets.deploy(dev, {
      ...regions,
      OperationPreferences: { RegionOrder: ['eu-west-1', OPT_IN_REGION, 'us-east-1'] },
    });
    await sets.settle(3);
    expect((await sets.operation(strict, 'rules'))?.Status).toBe('FAILED');
    expect(await sets.instances('rules')).toEqual([
      `${DEV} us-east-1 OUTDATED CANCELLED`,
      `${DEV} ${OPT_IN_REGION} OUTDATED FAILED`,
      `${DEV} eu-west-1 CURRENT SUCCEEDED`,
    ]);
    const tolerant = await sets.deploy(dev, { ...regions, OperationPreferences: { FailureToleranceCount: 1 } });
    await sets.settle(3);
    expect((await sets.operation(tolerant, 'rules'))?.Status).toBe('SUCCEEDED');
  });

  test('of a StackSet wait for those that it depends on', async () => {
    await sets.create();
    const [roles] = world.cloudformation.all();
    await sets.createRules({
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false, DependsOn: [roles?.arn ?? ''] },
    });
    await sets.deploy(dev);
    await sets.deploy(dev, { StackSetName: 'rules' });
    await sets.settle();
    await sets.move(DEV, dev);
    expect([await operations('roles'), await operations('rules')].map((list) => list[0])).toEqual([
      'CREATE RUNNING',
      'CREATE QUEUED',
    ]);
    await sets.settle(2);
    expect((await operations('rules'))[0]).toBe('CREATE SUCCEEDED');
  });

  test('are events on the bus of the management account, with the status nested', async () => {
    await sets.move(DEV, dev);
    await sets.create({ TemplateBody: template({ Role: ROLE }) });
    const id = await sets.deploy(dev);
    await sets.settle();
    await world.clock.jump(2000);
    const details = world.trail.published
      .filter((event) => event['detail-type'] === 'CloudFormation StackSet Operation Status Change')
      .map((event) => ({ account: event.account, ...event.detail }));
    expect(details).toMatchObject([
      { account: MANAGEMENT, 'stack-set-operation-id': id, 'status-details': { status: 'RUNNING' } },
      { account: MANAGEMENT, 'stack-set-operation-id': id, 'status-details': { status: 'SUCCEEDED' } },
    ]);
    const instance = world.trail.published.findLast(
      (event) => event['detail-type'] === 'CloudFormation StackSet StackInstance Status Change',
    );
    expect(instance?.detail['stack-id']).toContain(`:us-east-1:${DEV}:stack/`);
    expect(instance?.detail).toMatchObject({
      'status-details': { status: 'CURRENT', 'detailed-status': 'SUCCEEDED' },
    });
  });
});
