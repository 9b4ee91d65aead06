import { reasonOf, TemplateFailure } from './failure';
import { resourceType } from './resources';
import { blaming, scopeOf, type Work } from './stack';
import type { PhysicalResource } from './types';

/** Deletes one resource. Throws the reason with the logical id. */
const removeOne = (work: Work, id: string, resource: PhysicalResource): Promise<void> =>
  blaming(id, resource.type, () => resourceType(resource.type).remove(resource, scopeOf(work, id)));

/** Deletes resources, which are given in the order of their creation. Returns why the others stay, by logical id. */
export async function removeAll(
  work: Work,
  resources: readonly (readonly [string, PhysicalResource])[],
): Promise<ReadonlyMap<string, string>> {
  const left = new Map<string, string>();
  const needed = new Set<string>();
  for (const [id, resource] of [...resources].reverse()) {
    const reason = needed.has(id) ? `${id} is needed by what was not deleted` : await attempt(work, id, resource);
    if (reason === undefined) continue;
    left.set(id, reason);
    for (const before of resource.needs) needed.add(before);
  }
  return left;
}

async function attempt(work: Work, id: string, resource: PhysicalResource): Promise<string | undefined> {
  try {
    await removeOne(work, id, resource);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Deletes the resources of a stack but those that its template retains. Throws TemplateFailure with the reasons if some
 * could not be deleted: these, and what they need, stay in the stack.
 */
export async function takeDown(work: Work): Promise<void> {
  const { resources } = work.stack;
  const left = await removeAll(
    work,
    [...resources].filter(([, { deletionPolicy }]) => deletionPolicy === 'Delete'),
  );
  for (const id of [...resources.keys()]) if (!left.has(id)) resources.delete(id);
  if (left.size > 0)
    throw new TemplateFailure(
      `The following resource(s) failed to delete: [${[...left.keys()].join(', ')}]. ${[...left.values()].join('; ')}`,
    );
}
