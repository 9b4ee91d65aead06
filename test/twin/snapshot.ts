import { PARTS } from './parts';
import type { World } from './world';

interface Keeper {
  /** The private maps, sets, arrays and records of the object, each the same one every time. */
  [PARTS](): readonly object[];
}

const isKeeper = (thing: object): thing is Keeper => PARTS in thing;

/** Brings one object back to what it was. */
type Restore = () => void;

/**
 * Remembers a world at rest. The returned function brings it back to that state, as often as it is called: every record, the
 * time, the pending timers and the ids to come. Objects keep their identity, so that clients and timers go on working. The
 * environments of functions are dropped, at once and each time: a function starts cold. What tests have added to lists of the
 * world since, such as faults, is gone, too.
 * @throws Error while a request is served, a function runs or time follows real time
 */
export function snapshot(world: World): Restore {
  world.clock.requireRest();
  world.functions.dropEnvironments();
  const restores = remember(world);
  return () => {
    world.clock.requireRest();
    for (const restore of restores) restore();
  };
}

/** Walks everything that can be reached from an object. */
function remember(root: object): readonly Restore[] {
  const restores: Restore[] = [];
  const seen = new Set<object>([root]);
  const left: object[] = [root];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value) || isFixed(value)) return;
    seen.add(value);
    left.push(value);
  };
  for (let thing = left.pop(); thing !== undefined; thing = left.pop()) {
    restores.push(
      thing instanceof Map ? ofMap(thing, visit) : thing instanceof Set ? ofSet(thing, visit) : ofRecord(thing, visit),
    );
    if (isKeeper(thing)) thing[PARTS]().forEach(visit);
  }
  return restores;
}

/** What does not change, or does not belong to the state of a world. */
const isFixed = (value: object): boolean =>
  value instanceof Date ||
  value instanceof RegExp ||
  value instanceof Promise ||
  value instanceof Error ||
  ArrayBuffer.isView(value) ||
  Object.isFrozen(value);

function ofMap(map: Map<unknown, unknown>, visit: (value: unknown) => void): Restore {
  const entries = [...map];
  for (const [key, value] of entries) {
    visit(key);
    visit(value);
  }
  return () => {
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  };
}

function ofSet(set: Set<unknown>, visit: (value: unknown) => void): Restore {
  const values = [...set];
  values.forEach(visit);
  return () => {
    set.clear();
    for (const value of values) set.add(value);
  };
}

/** An array is a record whose `length` is restored first. */
function ofRecord(record: object, visit: (value: unknown) => void): Restore {
  const values = Object.entries(record);
  for (const [, value] of values) visit(value);
  const fields = record as Record<string, unknown>;
  const known = new Set(Object.keys(record));
  return () => {
    if (Array.isArray(record)) record.length = values.length;
    for (const key of Object.keys(record)) if (!known.has(key)) Reflect.deleteProperty(record, key);
    for (const [key, value] of values) if (fields[key] !== value) fields[key] = value;
  };
}
