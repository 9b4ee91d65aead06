import { digest } from '../ids';
import type { Call, Identity } from '../wire/service';
import type { World } from '../world';
import { TemplateFailure } from './failure';
import { evaluateAll, references, type Names } from './intrinsics';
import type { Scope } from './resource-type';
import { resourceType } from './resources';
import { parameterValues } from './template';
import type { PhysicalResource, StackInstance, StackSet } from './types';

/** Why a stack cannot be worked on in a place at all, if so. */
export function obstacle(world: World, { accountId, region }: StackInstance): string | undefined {
  const { managementAccountId } = world.organizations;
  const missing = [accountId, managementAccountId].find((id) => !world.account.usable(id, region));
  return missing === undefined
    ? undefined
    : `Account ${missing} has not enabled the region ${region} (OptInRequired): StackSets need it enabled in the target account and in the management account.`;
}

/** Brings the resources of an instance to what its StackSet's template says: creates, changes, replaces, removes. */
export async function deploy(world: World, set: StackSet, instance: StackInstance): Promise<void> {
  const stack = stackOf(world, set, instance);
  for (const id of inOrder(set)) {
    const resource = set.template.resources[id];
    if (!resource) continue;
    const properties = evaluateAll(resource.properties, stack.names);
    const made = await bring(resource.type, id, properties, instance, stack.scope(id));
    instance.resources.set(id, made);
  }
  for (const id of [...instance.resources.keys()].reverse())
    if (!set.template.resources[id]) await drop(id, instance, stack.scope(id));
}

/** Removes all resources of an instance, the last made first. */
export async function remove(world: World, set: StackSet, instance: StackInstance): Promise<void> {
  const stack = stackOf(world, set, instance);
  for (const id of [...instance.resources.keys()].reverse()) await drop(id, instance, stack.scope(id));
}

async function bring(
  type: string,
  id: string,
  properties: PhysicalResource['properties'],
  instance: StackInstance,
  scope: Scope,
): Promise<PhysicalResource> {
  const kind = resourceType(type);
  const strange = Object.keys(properties).find((name) => !kind.properties.includes(name));
  if (strange !== undefined) throw new TemplateFailure(`Resource ${id}: Encountered unsupported property ${strange}`);
  const current = instance.resources.get(id);
  if (current?.type === type && !kind.replaces(current, properties)) {
    const same = JSON.stringify(current.properties) === JSON.stringify(properties);
    return same ? current : { type, properties, ...(await kind.update(current, properties, scope)) };
  }
  const made = await kind.create(properties, scope);
  if (current) await drop(id, instance, scope);
  return { type, properties, ...made };
}

async function drop(id: string, instance: StackInstance, scope: Scope): Promise<void> {
  const current = instance.resources.get(id);
  if (!current) return;
  await resourceType(current.type).remove(current, scope);
  instance.resources.delete(id);
}

/** Logical ids, each after those that it refers to. Throws for a circle. */
function inOrder(set: StackSet): string[] {
  const { resources } = set.template;
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const resource = resources[id];
    if (!resource || ordered.has(id)) return;
    if (path.includes(id)) throw new TemplateFailure(`Circular dependency between resources: [${path.join(', ')}]`);
    for (const before of [...resource.dependsOn, ...references(resource.properties)]) visit(before, [...path, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return [...ordered];
}

function stackOf(world: World, set: StackSet, instance: StackInstance) {
  const { accountId, region } = instance;
  const stackId =
    (instance.stackId ??= `arn:aws:cloudformation:${region}:${accountId}:stack/StackSet-${set.name}-${world.ids.uuid()}/${world.ids.uuid()}`);
  const stackName = stackId.split('/')[1] ?? '';
  const parameters = parameterValues(set.template, { ...set.parameters, ...instance.overrides });
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': stackId,
  };
  const names: Names = {
    ref: (name) => pseudo[name] ?? parameters[name] ?? instance.resources.get(name)?.ref,
    attribute: (id, attribute) => instance.resources.get(id)?.attributes[attribute],
  };
  const call = callIn(world, set, instance);
  const scope = (id: string): Scope => ({
    world,
    call,
    generatedName: `StackSet-${set.name.slice(0, 20)}-${id.slice(0, 20)}-${digest(12, stackId, id).toUpperCase()}`,
  });
  return { names, scope };
}

/** StackSets acts in a target account through a role of its own there, with an administrator's permissions. */
function callIn(world: World, set: StackSet, { accountId, region }: StackInstance): Call {
  const roleName = `stacksets-exec-${digest(32, set.accountId, accountId)}`;
  const principalId = `AROA${digest(17, roleName).toUpperCase()}`;
  const caller: Identity = {
    type: 'AssumedRole',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${set.name}`,
    userId: `${principalId}:${set.name}`,
    accessKeyId: `ASIA${digest(16, roleName).toUpperCase()}`,
    secretAccessKey: digest(40, roleName),
    issuer: { arn: `arn:aws:iam::${accountId}:role/${roleName}`, userName: roleName, principalId },
  };
  const requestId = world.ids.uuid();
  return { caller, accountId, region, requestId, host: `cloudformation.${region}.amazonaws.com`, protocol: 'https:' };
}
