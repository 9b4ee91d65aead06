import { digest } from '../ids';
import type { Json, JsonObject } from '../json';
import { zonesOf } from '../regions';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { reasonOf, TemplateFailure } from './failure';
import { evaluate, evaluateAll, references, type Names } from './intrinsics';
import { lookUp } from './parameters';
import type { Scope } from './resource-type';
import { resourceType } from './resources';
import { checkRules } from './rules';
import { parameterValues, type Template } from './template';
import type { PhysicalResource } from './types';

/** A stack in an account and region: a single one or an instance of a StackSet. */
export interface Stack {
  readonly name: string;
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  /** By logical id, in the order in which they were made. */
  readonly resources: Map<string, PhysicalResource>;
}

/** As which identity a stack is worked on, and how it waits. */
export interface Work {
  readonly world: World;
  readonly stack: Stack;
  readonly call: Call;
  readonly wait: Scope['wait'];
}

/**
 * Makes a stack match a template: creates, changes, replaces and removes resources, each after those that it needs.
 * Returns the outputs. Throws what makes the stack fail, with the logical id.
 */
export async function bring(
  work: Work,
  template: Template,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Json>>> {
  const { stack, world } = work;
  const names = namesOf(work, await lookUp(work, template, parameterValues(template, given)));
  checkRules(template, names);
  const order = inOrder(template, world.cloudformation.creates);
  // CloudFormation checks the types before it creates anything.
  for (const [id, { type }] of Object.entries(template.resources)) await blaming(id, type, () => resourceType(type));
  for (const id of order) {
    const resource = template.resources[id];
    if (!resource) continue;
    await blaming(id, resource.type, async () => {
      const properties = evaluateAll(resource.properties, names);
      const made = await bringOne(work, id, resource.type, properties);
      stack.resources.set(id, { ...made, retained: resource.retained });
    });
  }
  for (const id of [...stack.resources.keys()].reverse()) if (!template.resources[id]) await drop(work, id);
  return Object.fromEntries(Object.entries(template.outputs).map(([id, value]) => [id, evaluate(value, names)]));
}

/** Removes all resources of a stack, the last made first. */
export async function takeDown(work: Work): Promise<void> {
  for (const id of [...work.stack.resources.keys()].reverse()) await drop(work, id);
}

/** The failed resource in CloudFormation's words. */
async function blaming(id: string, type: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new TemplateFailure(`ResourceLogicalId:${id}, ResourceType:${type}, ResourceStatusReason:${reasonOf(error)}`);
  }
}

async function bringOne(
  work: Work,
  id: string,
  type: string,
  properties: JsonObject,
): Promise<Omit<PhysicalResource, 'retained'>> {
  const kind = resourceType(type);
  const scope = scopeOf(work, id);
  const current = work.stack.resources.get(id);
  if (current?.type === type && !kind.replaces({ current, properties })) {
    const same = JSON.stringify(current.properties) === JSON.stringify(properties);
    return same ? current : { type, properties, ...(await kind.update({ current, properties }, scope)) };
  }
  const made = await kind.create(properties, scope);
  if (current) await drop(work, id);
  return { type, properties, ...made };
}

async function drop(work: Work, id: string): Promise<void> {
  const current = work.stack.resources.get(id);
  if (!current) return;
  if (!current.retained)
    await blaming(id, current.type, async () => resourceType(current.type).remove(current, scopeOf(work, id)));
  work.stack.resources.delete(id);
}

/** Logical ids, each after those that it refers to. Throws for a circle and for what is not there. */
function inOrder({ resources }: Template, creates: 'first' | 'last'): string[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const resource = resources[id];
    if (!resource || ordered.has(id)) return;
    if (path.includes(id)) throw new TemplateFailure(`Circular dependency between resources: [${path.join(', ')}]`);
    const strange = resource.dependsOn.find((before) => !resources[before]);
    if (strange !== undefined)
      throw new TemplateFailure(`Template format error: Unresolved resource dependencies [${strange}] in ${id}`);
    for (const before of [...resource.dependsOn, ...references(resource.properties)]) visit(before, [...path, id]);
    ordered.add(id);
  };
  const ids = Object.keys(resources);
  for (const id of creates === 'first' ? ids : ids.reverse()) visit(id, []);
  return [...ordered];
}

function namesOf({ stack }: Work, parameters: Readonly<Record<string, string>>): Names {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': stack.accountId,
    'AWS::Region': stack.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.id,
  };
  return {
    ref: (name) => pseudo[name] ?? parameters[name] ?? stack.resources.get(name)?.ref,
    attribute: (id, attribute) => stack.resources.get(id)?.attributes[attribute],
    zones: (region) =>
      zonesOf(region)
        .filter(({ type }) => type === 'availability-zone')
        .map(({ name }) => name),
  };
}

const scopeOf = ({ world, stack, call, wait }: Work, id: string): Scope => ({
  world,
  call,
  wait,
  config: world.config(call.caller, call.region),
  generatedName: `${stack.name.slice(0, 32)}-${id.slice(0, 20)}-${digest(12, stack.id, id).toUpperCase()}`,
});
