import { digest } from '../ids';
import { zonesOf } from '../regions';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { reasonOf, TemplateFailure } from './failure';
import { references, type Names } from './intrinsics';
import type { Scope } from './resource-type';
import type { Template, TemplateResource } from './template';
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

/** The failed resource in CloudFormation's words. */
export async function blaming(id: string, type: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new TemplateFailure(`ResourceLogicalId:${id}, ResourceType:${type}, ResourceStatusReason:${reasonOf(error)}`);
  }
}

/** Logical ids, each after those that it refers to. Throws for a circle and for what is not there. */
export function inOrder({ resources }: Template, creates: 'first' | 'last'): string[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const resource = resources[id];
    if (!resource || ordered.has(id)) return;
    if (path.includes(id)) throw new TemplateFailure(`Circular dependency between resources: [${path.join(', ')}]`);
    const strange = resource.dependsOn.find((before) => !resources[before]);
    if (strange !== undefined)
      throw new TemplateFailure(`Template format error: Unresolved resource dependencies [${strange}] in ${id}`);
    for (const before of needsOf(resource)) visit(before, [...path, id]);
    ordered.add(id);
  };
  const ids = Object.keys(resources);
  for (const id of creates === 'first' ? ids : ids.reverse()) visit(id, []);
  return [...ordered];
}

/** What a resource refers to or depends on: resources and parameters. */
export const needsOf = ({ dependsOn, properties }: TemplateResource): string[] => [
  ...dependsOn,
  ...references(properties),
];

export function namesOf({ stack }: Work, parameters: Readonly<Record<string, string>>): Names {
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

/** `replaced` is the resource of the same logical id that still exists: the new one gets another generated name. */
export const scopeOf = (
  { world, stack, call, wait }: Work,
  id: string,
  replaced?: Pick<PhysicalResource, 'ref'>,
): Scope => ({
  world,
  call,
  wait,
  config: world.config(call.caller, call.region),
  token: `${id}-${digest(12, stack.id, id, world.clock.now().toISOString())}`,
  generatedName: `${stack.name.slice(0, 32)}-${id.slice(0, 20)}-${digest(12, stack.id, id, ...(replaced ? [replaced.ref] : [])).toUpperCase()}`,
});
