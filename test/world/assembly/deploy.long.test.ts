import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { isJsonObject, parseObject, type JsonObject } from '../../twin/json';
import { buildOrganization, worldOf, type Organization } from '../organization';
import type { World } from '../../twin/world';
import { readAssembly } from './assembly';
import { deploy, type Deployed } from './deploy';
import { assemblyOf } from './synthesize';
import { fixtureLandingZone } from '../landing-zone';

const landingZone = fixtureLandingZone();
const { accountId: HUB, region: REGION } = landingZone.hub;
const MANAGEMENT = landingZone.organization.managementAccountId;

interface Resource {
  readonly type: unknown;
  readonly properties: JsonObject;
}

const resourcesIn = (template: string): Resource[] => {
  const { Resources } = parseObject(template) ?? {};
  return Object.values(isJsonObject(Resources) ? Resources : {}).flatMap((resource) => {
    if (!isJsonObject(resource)) return [];
    const { Type, Properties } = resource;
    return [{ type: Type, properties: isJsonObject(Properties) ? Properties : {} }];
  });
};
const valuesOf = (resources: readonly Resource[], type: string, name: string): unknown[] =>
  resources
    .filter((resource) => resource.type === type)
    .map(({ properties }) => properties[name])
    .sort();

describe('a deployed world', () => {
  let world: World;
  let organization: Organization;
  let deployed: Deployed;
  let stacks: ReadonlyMap<string, readonly Resource[]>;
  beforeAll(async () => {
    world = worldOf(landingZone);
    organization = await buildOrganization(world, landingZone);
    deployed = await deploy(world, landingZone);
    const artifacts = readAssembly(await assemblyOf(landingZone));
    stacks = new Map(artifacts.map(({ id, template }) => [id, resourcesIn(template)]));
  });
  const inStack = (id: string): readonly Resource[] => stacks.get(id) ?? [];
  const at = (accountId: string, region: string) => world.config(world.administrator(accountId), region);
  const rulesOn = async (accountId: string, region: string, EventBusName = 'default') => {
    const { Rules = [] } = await new EventBridgeClient(at(accountId, region)).send(
      new ListRulesCommand({ EventBusName }),
    );
    return Rules.filter(({ ManagedBy }) => ManagedBy === undefined)
      .map(({ Name }) => Name)
      .sort();
  };

  it('has exactly the rules of its templates, on the buses that they name', async () => {
    const rules = inStack('automation').filter(({ type }) => type === 'AWS::Events::Rule');
    const onBus = rules.filter(({ properties }) => properties['EventBusName'] !== undefined);
    const onDefault = rules.filter((rule) => !onBus.includes(rule));
    expect(onBus.length).toBeGreaterThan(10);
    const names = (some: readonly Resource[]) => valuesOf(some, 'AWS::Events::Rule', 'Name');
    expect(await rulesOn(HUB, REGION, 'wheelwright-inbound')).toEqual(names(onBus));
    expect(await rulesOn(HUB, REGION)).toEqual(names(onDefault));
    expect(await rulesOn(HUB, 'us-east-1')).toEqual(names(inStack('hub-forwarding-us-east-1')));
    expect(await rulesOn(MANAGEMENT, 'us-east-1')).toEqual(names(inStack('management')));
  });

  it('has the rules of the StackSet in the accounts of its units, and in no other', async () => {
    const set = inStack('management').find(({ properties }) => properties['StackSetName'] === 'wheelwright-rules');
    const template = set?.properties['TemplateBody'];
    const expected = valuesOf(resourcesIn(typeof template === 'string' ? template : ''), 'AWS::Events::Rule', 'Name');
    expect(expected.length).toBeGreaterThan(3);
    expect(await rulesOn(organization.accounts['dev'] ?? '', 'us-east-1')).toEqual(expected);
    expect(world.cloudformation.all().map(({ name }) => name)).toEqual(['wheelwright-roles', 'wheelwright-rules']);
  });

  it('has exactly the queues and functions of its templates', async () => {
    const { QueueUrls = [] } = await new SQSClient(at(HUB, REGION)).send(new ListQueuesCommand({}));
    const queues = valuesOf(inStack('automation'), 'AWS::SQS::Queue', 'QueueName');
    expect(QueueUrls.map((url) => url.split('/').at(-1)).sort()).toEqual(queues);
    const functions = valuesOf(inStack('automation'), 'AWS::Lambda::Function', 'FunctionName');
    expect(functions.length).toBeGreaterThan(3);
    expect(
      world.functions
        .all()
        .map(({ definition }) => definition.name)
        .sort(),
    ).toEqual(functions);
    const mappings = inStack('automation').filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
    expect(world.functions.mappings.size).toBe(mappings.length);
  });

  it('passes its functions the outputs of the hub stack', async () => {
    const { Parameters = [] } = await new SSMClient(at(HUB, REGION)).send(
      new GetParametersByPathCommand({ Path: '/wheelwright/hub/route-table-ids' }),
    );
    const tables = Parameters.map(({ Name, Value }) => [Name?.split('/').at(-1), Value]);
    expect(deployed.hub.routeTableIds).toEqual(Object.fromEntries(tables));
    expect(world.ec2.transitGateway(deployed.hub.transitGatewayId)?.ownerId).toBe(HUB);
  });

  it('has the alarms of its templates', () => {
    const declared = world.cloudformation.declared('AWS::CloudWatch::Alarm');
    const alarms = valuesOf(inStack('automation'), 'AWS::CloudWatch::Alarm', 'AlarmName');
    expect(declared.map(({ ref }) => ref).sort()).toEqual(alarms);
  });
});

it('names the stack and the resource that cannot be deployed', async () => {
  const world = worldOf(landingZone);
  await buildOrganization(world, landingZone);
  const edit = (template: JsonObject, stackId: string): JsonObject =>
    stackId === 'hub' ? { ...template, Resources: { Engine: { Type: 'AWS::EC2::Instance' } } } : template;
  await expect(deploy(world, landingZone, { edit })).rejects.toThrow(
    `Stack wheelwright-hub in ${HUB}/${REGION}: ResourceLogicalId:Engine, ResourceType:AWS::EC2::Instance`,
  );
});

describe('the assembly of another landing zone', () => {
  /** Never synthesized before. */
  const other = { ...landingZone, organization: { ...landingZone.organization, id: `o-t${Date.now()}` } };

  it('is made once, also for two callers at the same time, and kept', async () => {
    const [one, two] = await Promise.all([assemblyOf(other), assemblyOf(other)]);
    expect(two).toBe(one);
    expect(await assemblyOf(other)).toBe(one);
    expect(existsSync(join(one, 'landing-zone.yaml'))).toBe(true);
    expect(readAssembly(one).find(({ id }) => id === 'automation')?.template).toContain(other.organization.id);
    rmSync(one, { recursive: true });
  });

  it('is not made of a landing zone with errors', async () => {
    await expect(assemblyOf({ ...landingZone, regions: ['eu-west-1'] })).rejects.toThrow('regions');
  });
});
