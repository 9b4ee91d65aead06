import type { World } from '../world';
import { deploy, obstacle, remove } from './deploy';
import { announceInstance, announceOperation } from './events';
import { reasonOf } from './failure';
import { limitsFor } from './preferences';
import { instanceKey, type StackInstance, type StackSet, type StackSetOperation, type Work } from './types';

type Wish = Pick<StackSetOperation, 'action' | 'work'> &
  Partial<
    Pick<StackSetOperation, 'id' | 'automatic' | 'retainStacks' | 'overrides' | 'preferences' | 'deploymentTargets'>
  >;

/** Puts an operation in the queue of its StackSet; `advance` starts it. */
export function queue(world: World, set: StackSet, wish: Wish): StackSetOperation {
  const operation: StackSetOperation = {
    id: world.ids.uuid(),
    automatic: false,
    retainStacks: false,
    overrides: {},
    preferences: {},
    deploymentTargets: undefined,
    createdAt: world.clock.now(),
    status: 'QUEUED',
    endedAt: undefined,
    ...wish,
  };
  set.operations.push(operation);
  return operation;
}

/**
 * Starts all queued operations that need not wait for another, those of the newest StackSet first: nothing but `DependsOn`
 * gives StackSets an order.
 */
export function advance(world: World): void {
  for (const set of world.cloudformation.all().reverse())
    for (const operation of set.operations)
      if (operation.status === 'QUEUED' && mayStart(world, set, operation)) start(world, set, operation);
}

export const isOpen = ({ status }: StackSetOperation): boolean => status === 'RUNNING' || status === 'QUEUED';

/** With managed execution operations that do not touch the same stacks run side by side; else one runs at a time. */
function mayStart(world: World, set: StackSet, operation: StackSetOperation): boolean {
  const before = set.operations.slice(0, set.operations.indexOf(operation)).filter(isOpen);
  if (before.some((other) => !set.managedExecution || conflicts(other, operation))) return false;
  if (!operation.automatic) return true;
  const { dependsOn } = set.autoDeployment;
  return !world.cloudformation.all().some((other) => dependsOn.includes(other.arn) && other.operations.some(isOpen));
}

const conflicts = (one: StackSetOperation, other: StackSetOperation): boolean =>
  [one, other].some(({ action }) => action === 'UPDATE') ||
  one.work.some((a) => other.work.some((b) => a.accountId === b.accountId && a.region === b.region));

function start(world: World, set: StackSet, operation: StackSetOperation): void {
  operation.status = 'RUNNING';
  announceOperation(world, set, operation);
  if (operation.action !== 'DELETE') for (const work of operation.work) prepare(world, set, operation, work);
  const regions = [...new Set(operation.work.map((work) => work.region))];
  const parallel = operation.preferences.RegionConcurrencyType === 'PARALLEL';
  next(world, set, operation, parallel ? [regions] : inOrder(regions, operation).map((region) => [region]));
}

function inOrder(regions: readonly string[], { preferences }: StackSetOperation): string[] {
  const order = preferences.RegionOrder ?? [];
  const rank = (region: string): number => (order.includes(region) ? order.indexOf(region) : order.length);
  return [...regions].sort((a, b) => rank(a) - rank(b));
}

/** Each group of regions takes a while; the first that fails beyond tolerance ends the operation. */
function next(world: World, set: StackSet, operation: StackSetOperation, groups: readonly (readonly string[])[]): void {
  const [group, ...rest] = groups;
  world.clock.after(world.times.other, () => {
    void world.clock.serving(async () => {
      let stopped = false;
      for (const region of group ?? []) stopped = (await workOn(world, set, operation, region)) || stopped;
      if (stopped || rest.length === 0) finish(world, set, operation);
      else next(world, set, operation, rest);
    });
  });
}

/** Works on all accounts of a region, and returns whether so many failed that the operation must stop. */
async function workOn(world: World, set: StackSet, operation: StackSetOperation, region: string): Promise<boolean> {
  const all = operation.work.filter((work) => work.region === region);
  const { atOnce, tolerated } = limitsFor(operation.preferences, all.length);
  const stops = () => !operation.automatic && all.filter(({ status }) => status === 'FAILED').length > tolerated;
  for (let done = 0; done < all.length && !stops(); done += atOnce)
    for (const work of all.slice(done, done + atOnce)) {
      if (operation.action === 'DELETE') await take(world, set, operation, work);
      else await give(world, set, work);
    }
  return stops();
}

function finish(world: World, set: StackSet, operation: StackSetOperation): void {
  for (const work of operation.work.filter(({ status }) => status === 'PENDING')) {
    Object.assign(work, { status: 'CANCELLED', reason: 'Cancelled since failure tolerance has exceeded' });
    const instance = set.instances.get(instanceKey(work.accountId, work.region));
    if (instance?.lastOperationId === operation.id) mark(world, set, instance, 'OUTDATED', 'CANCELLED', work.reason);
  }
  const regions = new Set(operation.work.map((work) => work.region));
  const failed = [...regions].some((region) => {
    const all = operation.work.filter((work) => work.region === region);
    return (
      all.filter(({ status }) => status === 'FAILED').length > limitsFor(operation.preferences, all.length).tolerated
    );
  });
  operation.status = failed ? 'FAILED' : 'SUCCEEDED';
  operation.endedAt = world.clock.now();
  announceOperation(world, set, operation);
  advance(world);
}

/** An instance is listed from the moment that its operation runs. */
function prepare(world: World, set: StackSet, operation: StackSetOperation, work: Work): void {
  const key = instanceKey(work.accountId, work.region);
  const instance: StackInstance = set.instances.get(key) ?? {
    accountId: work.accountId,
    region: work.region,
    unitId: work.unitId,
    resources: new Map(),
    stackId: undefined,
    overrides: {},
    status: 'OUTDATED',
    detailedStatus: 'PENDING',
    reason: undefined,
    lastOperationId: operation.id,
  };
  set.instances.set(key, instance);
  instance.lastOperationId = operation.id;
  if (operation.action === 'CREATE') instance.overrides = operation.overrides;
  mark(world, set, instance, 'OUTDATED', 'PENDING', 'User Initiated');
}

function mark(
  world: World,
  set: StackSet,
  instance: StackInstance,
  status: StackInstance['status'],
  detailedStatus: StackInstance['detailedStatus'],
  reason: string | undefined,
): void {
  Object.assign(instance, { status, detailedStatus, reason });
  announceInstance(world, set, instance);
}

async function give(world: World, set: StackSet, work: Work): Promise<void> {
  const instance = set.instances.get(instanceKey(work.accountId, work.region));
  if (!instance) return;
  const state = world.organizations.account(work.accountId)?.state;
  if (state !== 'ACTIVE') {
    mark(world, set, instance, 'OUTDATED', 'SKIPPED_SUSPENDED_ACCOUNT', 'Account is suspended or closed');
    Object.assign(work, { status: 'CANCELLED', reason: instance.reason });
    return;
  }
  const problem = obstacle(world, instance) ?? (await attempt(() => deploy(world, set, instance)));
  if (problem === undefined) mark(world, set, instance, 'CURRENT', 'SUCCEEDED', undefined);
  else mark(world, set, instance, 'OUTDATED', 'FAILED', problem);
  Object.assign(work, { status: problem === undefined ? 'SUCCEEDED' : 'FAILED', reason: problem });
}

async function take(world: World, set: StackSet, operation: StackSetOperation, work: Work): Promise<void> {
  const key = instanceKey(work.accountId, work.region);
  const instance = set.instances.get(key);
  const doomed = instance && !operation.retainStacks ? instance : undefined;
  const problem = doomed && (obstacle(world, doomed) ?? (await attempt(() => remove(world, set, doomed))));
  if (problem === undefined) set.instances.delete(key);
  else if (instance) {
    instance.lastOperationId = operation.id;
    mark(world, set, instance, 'INOPERABLE', 'INOPERABLE', problem);
  }
  Object.assign(work, { status: problem === undefined ? 'SUCCEEDED' : 'FAILED', reason: problem });
}

async function attempt(action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
