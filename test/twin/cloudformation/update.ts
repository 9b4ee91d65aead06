import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json';
import { reasonOf, TemplateFailure } from './failure';
import { evaluate, evaluateAll, type Names } from './intrinsics';
import { lookUp } from './parameters';
import { removeAll } from './removal';
import { needsReplacement } from './replacement';
import { resourceType } from './resources';
import { checkRules, meetingConditions } from './rules';
import { blaming, inOrder, namesOf, needsOf, scopeOf, type Work } from './stack';
import { parameterValues, type Template, type TemplateResource } from './template';
import type { PhysicalResource } from './types';

/** The failure of a stack operation, whose changes were undone, or could not be. */
export class OperationFailure extends TemplateFailure {
  constructor(
    message: string,
    readonly rolledBack: boolean,
  ) {
    super(message);
  }
}

/** What was done to one resource. The one before a replacement still exists until the cleanup. */
type Change =
  | { readonly what: 'created'; readonly id: string; readonly now: PhysicalResource }
  | {
      readonly what: 'updated' | 'replaced';
      readonly id: string;
      readonly before: PhysicalResource;
      readonly now: PhysicalResource;
    };

export interface Brought {
  readonly outputs: Readonly<Record<string, Json>>;
  /** What happened, as `updated Role` in the order of the changes; `deleted Role` of the cleanup comes last. */
  readonly changes: readonly string[];
  /** Why resources that the stack no longer has could not be deleted; they stay without a stack. */
  readonly left: readonly string[];
}

/**
 * Makes a stack match a template. First it creates, updates and replaces resources, each after those that it needs, then it
 * deletes what is no longer needed, in the reverse order (CloudFormation User Guide, "Understand update behaviors of stack
 * resources"). Resolved properties are compared. Throws OperationFailure with the logical id when the changes of the first
 * part have been undone; a failure of the cleanup fails nothing.
 */
export async function bring(work: Work, whole: Template, given: Readonly<Record<string, string>>): Promise<Brought> {
  const { stack, world } = work;
  const names = namesOf(work, await lookUp(work, whole, parameterValues(whole, given)));
  checkRules(whole, names);
  const template = meetingConditions(whole, names);
  const order = inOrder(template, world.cloudformation.creates);
  await checkTypes(work, template);
  const before = new Map(stack.resources);
  const changes: Change[] = [];
  const outputs = await rollingBack(work, before, changes, async () => {
    for (const id of order) {
      const resource = template.resources[id];
      if (resource) await blaming(id, resource.type, () => bringOne(work, id, resource, { names, changes }));
    }
    return Object.fromEntries(Object.entries(template.outputs).map(([id, value]) => [id, evaluate(value, names)]));
  });
  const removed = [...before].filter(([id]) => !template.resources[id]);
  arrange(work, order);
  const doomed = superfluous(before, removed, changes);
  const left = await removeAll(work, doomed);
  return {
    outputs,
    changes: [
      ...changes.map(({ what, id }) => `${what} ${id}`),
      ...removed.map(([id]) => `${doomed.some(([each]) => each === id) ? 'deleted' : 'retained'} ${id}`),
    ],
    left: [...left.values()],
  };
}

/** CloudFormation checks the types before it changes anything. */
async function checkTypes({ stack }: Work, { resources }: Template): Promise<void> {
  for (const [id, { type }] of Object.entries(resources)) {
    await blaming(id, type, () => resourceType(type));
    if ((stack.resources.get(id)?.type ?? type) !== type)
      throw new TemplateFailure(
        `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${id}]`,
      );
  }
}

async function bringOne(
  work: Work,
  id: string,
  resource: TemplateResource,
  { names, changes }: { readonly names: Names; readonly changes: Change[] },
): Promise<void> {
  const { stack } = work;
  const { type, deletionPolicy, keptOnReplacement } = resource;
  const properties = evaluateAll(resource.properties, names);
  const declared = { type, properties, deletionPolicy, keptOnReplacement, needs: needsOf(resource) };
  const kind = resourceType(type);
  const before = stack.resources.get(id);
  if (before && isDeepStrictEqual(before.properties, properties)) {
    stack.resources.set(id, { ...before, ...declared });
  } else if (before && !needsReplacement(type, before.properties, properties)) {
    // Also an update that fails half-way is undone.
    changes.push({ what: 'updated', id, before, now: { ...before, ...declared } });
    const made = await kind.update({ current: before, properties }, scopeOf(work, id));
    stack.resources.set(id, { ...declared, ...made });
  } else {
    const now = { ...declared, ...(await kind.create(properties, scopeOf(work, id, before))) };
    changes.push(before ? { what: 'replaced', id, before, now } : { what: 'created', id, now });
    stack.resources.set(id, now);
  }
}

/** The order in which the template's resources were made is that in which the next update or the deletion finds them. */
function arrange({ stack: { resources } }: Work, order: readonly string[]): void {
  const made = new Map(resources);
  resources.clear();
  for (const id of order) {
    const resource = made.get(id);
    if (resource) resources.set(id, resource);
  }
}

/** What the cleanup deletes: what is no longer in the template, and what was replaced, as far as no policy retains it. */
function superfluous(
  before: ReadonlyMap<string, PhysicalResource>,
  removed: readonly (readonly [string, PhysicalResource])[],
  changes: readonly Change[],
): (readonly [string, PhysicalResource])[] {
  const replaced = new Set(changes.filter(({ what }) => what === 'replaced').map(({ id }) => id));
  const gone = new Set(removed.map(([id]) => id));
  return [...before].filter(
    ([id, { deletionPolicy, keptOnReplacement }]) =>
      (gone.has(id) && deletionPolicy === 'Delete') || (replaced.has(id) && !keptOnReplacement),
  );
}

async function rollingBack<T>(
  work: Work,
  before: ReadonlyMap<string, PhysicalResource>,
  changes: readonly Change[],
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const reason = reasonOf(error);
    const problem = await undo(work, changes);
    if (problem !== undefined) throw new OperationFailure(`${reason}. The rollback failed: ${problem}`, false);
    work.stack.resources.clear();
    for (const [id, resource] of before) work.stack.resources.set(id, resource);
    throw new OperationFailure(reason, true);
  }
}

/** First restores what was updated, then deletes what was created. Returns why it stopped, if it did. */
async function undo(work: Work, changes: readonly Change[]): Promise<string | undefined> {
  try {
    for (const change of [...changes].reverse()) {
      if (change.what !== 'updated') continue;
      const { id, before, now } = change;
      await blaming(id, now.type, () =>
        resourceType(now.type).update({ current: now, properties: before.properties }, scopeOf(work, id)),
      );
    }
  } catch (error) {
    return reasonOf(error);
  }
  const created = changes.filter(({ what, now }) => what !== 'updated' && now.deletionPolicy !== 'Retain');
  const left = await removeAll(
    work,
    created.map(({ id, now }) => [id, now] as const),
  );
  return left.size === 0 ? undefined : [...left.values()].join('; ');
}
