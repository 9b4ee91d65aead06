import { Copies, type Piece } from './copies';
import type { Ids } from './ids';
import { PARTS } from './parts';
import type { World } from './world';

interface Keeper {
  [PARTS](): readonly object[];
}

const isKeeper = (thing: object): thing is Keeper => PARTS in thing;

/** What does not change, or does not belong to the state of a world. */
const isFixed = (value: object): boolean =>
  value instanceof Date ||
  value instanceof RegExp ||
  value instanceof Promise ||
  value instanceof Error ||
  ArrayBuffer.isView(value) ||
  Object.isFrozen(value);

/** One entry of a map, a set or an array. */
interface Entry {
  readonly container: object;
  /** Of a map. */
  readonly key: unknown;
  readonly value: unknown;
}

interface Seen {
  /** Every object, with what it holds itself: keys of a map, elements of a set or an array. */
  readonly held: Map<object, ReadonlySet<unknown>>;
  readonly strings: Set<string>;
}

const NOTHING: ReadonlySet<unknown> = new Set();

/** The entries of a container; undefined for a record. */
function entriesOf(thing: object): readonly Entry[] | undefined {
  if (thing instanceof Map)
    return [...thing].map(([key, value]: [unknown, unknown]) => ({ container: thing, key, value }));
  if (thing instanceof Set || Array.isArray(thing))
    return [...(thing as Iterable<unknown>)].map((value) => ({ container: thing, key: undefined, value }));
  return undefined;
}

const idOf = ({ container, key, value }: Entry): unknown => (container instanceof Map ? key : value);

/** Walks what can be reached from an object. Entries that `isNew` are not entered. */
function walk(root: object, skipped: { has(thing: object): boolean }, isNew: (entry: Entry) => boolean): Seen {
  const seen: Seen = { held: new Map(), strings: new Set() };
  const left: object[] = [root];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') seen.strings.add(value);
    if (typeof value !== 'object' || value === null || isFixed(value)) return;
    if (seen.held.has(value) || skipped.has(value)) return;
    seen.held.set(value, NOTHING);
    left.push(value);
  };
  seen.held.set(root, NOTHING);
  for (let thing = left.pop(); thing !== undefined; thing = left.pop()) {
    const entries = entriesOf(thing);
    if (entries) {
      seen.held.set(thing, new Set(entries.map(idOf)));
      for (const entry of entries)
        if (!isNew(entry)) {
          visit(entry.key);
          visit(entry.value);
        }
    } else for (const value of Object.values(thing)) visit(value);
    if (isKeeper(thing)) thing[PARTS]().forEach(visit);
  }
  return seen;
}

/** What AWS makes up, whole or within a text, by its form. */
const MADE_UP =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b|\b[a-z]+(?:-[a-z]+)*-0[0-9a-f]{16}\b|\bA(?:ROA|NPA)[0-9A-Z]{17}\b/g;

function another(ids: Ids, id: string): string {
  const ec2 = /^(.+)-0[0-9a-f]{16}$/.exec(id)?.[1];
  if (ec2 !== undefined && !id.includes('-4')) return ids.ec2(ec2);
  return id.startsWith('A') ? ids.upper(id.slice(0, 4), 17) : ids.uuid();
}

/** An entry, and how it is copied. */
interface Copied {
  readonly container: object;
  readonly key: Piece;
  readonly value: Piece;
}

/** What came into a world: entries of its maps, sets and arrays. */
export class Additions {
  readonly #ids: readonly string[];
  readonly #copies: Copies;
  readonly #entries: readonly Copied[];

  constructor(
    private readonly world: World,
    found: { readonly entries: readonly Entry[]; readonly shared: Seen; readonly before: Seen },
    /** What stands for the original, such as its account id and CIDRs, beside the ids that came with it. */
    given: readonly string[],
  ) {
    const { held } = found.shared;
    const known = madeUpIn(found.before.strings);
    this.#ids = [...madeUpIn(stringsIn(found.entries, held))].filter((id) => !known.has(id));
    this.#copies = new Copies([...given, ...this.#ids], (value) => isFixed(value) || held.has(value));
    this.#entries = found.entries.map(({ container, key, value }) => ({
      container,
      key: this.#copies.piece(key),
      value: this.#copies.piece(value),
    }));
  }

  /**
   * Adds everything once more, as it was when the additions were found: `names` take the place of those given, in their order, and ids
   * are new. `merge` joins two records of one key.
   * @throws Error where a key exists and there is no `merge` for it
   */
  copy(names: readonly string[], merge: (key: string, existing: unknown, copied: unknown) => unknown = refuse): void {
    const copy = this.#copies.under([...names, ...this.#ids.map((id) => another(this.world.ids, id))]);
    for (const { container, ...entry } of this.#entries) {
      const [key, value] = [copy(entry.key), copy(entry.value)];
      if (container instanceof Map && typeof key === 'string' && container.has(key))
        container.set(key, merge(key, (container as Map<unknown, unknown>).get(key), value));
      else add(container, key, value);
    }
  }

  /** To be called after the last copy: brings up to date what the world derives from its records. */
  finish(): void {
    this.world.ram.refresh();
  }
}

const refuse = (key: string): never => {
  throw new Error(`${key} is in the world already: its copy has no other name.`);
};

function add(container: object, key: unknown, value: unknown): void {
  if (container instanceof Map) container.set(key, value);
  else if (container instanceof Set) container.add(value);
  else (container as unknown[]).push(value);
}

const madeUpIn = (texts: Iterable<string>): Set<string> =>
  new Set([...texts].flatMap((text) => text.match(MADE_UP) ?? []));

function stringsIn(entries: readonly Entry[], shared: ReadonlyMap<object, unknown>): ReadonlySet<string> {
  const strings = new Set<string>();
  for (const { key, value } of entries) {
    if (typeof key === 'string') strings.add(key);
    if (typeof value === 'string') strings.add(value);
    if (typeof value !== 'object' || value === null || shared.has(value) || isFixed(value)) continue;
    for (const text of walk(value, shared, () => false).strings) strings.add(text);
  }
  return strings;
}

/** Records of what happened, on which nothing depends that comes later in a world at rest; and the buses' archives. */
export function* historiesOf(world: World): Iterable<object> {
  const { calls, identities, clock, rates, functions, trail, eventbridge, dynamodb, route53, sqs } = world;
  yield* [calls, identities, clock, rates, functions.invocations, functions.logs, trail.published];
  yield* [eventbridge.undelivered, dynamodb.requestTokens, route53.changes, ...sqs.all()];
  for (const archive of eventbridge.archives()) yield archive.events;
  for (const { operations } of world.cloudformation.all()) yield operations;
}

/**
 * Remembers what there is in a world at rest. The returned function tells what has been added to it since, apart from records of what
 * happened: calls, events, messages, operations of StackSets. `names` stand for what was added, such as its account id and CIDRs. Both
 * times the environments of functions are dropped: a function starts cold.
 * @throws Error while something goes on in the world
 */
export function additionsTo(world: World): (names: readonly string[]) => Additions {
  const rest = (): void => {
    world.clock.requireRest();
    world.functions.dropEnvironments();
  };
  rest();
  const before = walk(world, new Set(historiesOf(world)), () => false);
  return (names) => {
    rest();
    const entries: Entry[] = [];
    const shared = walk(world, new Set(historiesOf(world)), (entry) => {
      const held = before.held.get(entry.container);
      if (held === undefined || held.has(idOf(entry))) return false;
      entries.push(entry);
      return true;
    });
    return new Additions(world, { entries, shared, before }, names);
  };
}
