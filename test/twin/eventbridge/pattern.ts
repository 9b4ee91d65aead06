import { isJsonObject, parseObject, type Json, type JsonObject } from '../json';
import { invalid, valueTest, type ValueTest } from './pattern-values';

/** Returns whether an event matches. */
export type Matcher = (event: object) => boolean;

interface Leaf {
  readonly value: Json;
  /** Which element of which array the leaf lies in: array's path to index. */
  readonly within: ReadonlyMap<string, number>;
}
/** All of these must hold at once: per path, one of the tests. */
type Conjunction = ReadonlyMap<string, readonly ValueTest[]>;

const MAX_LENGTH = 2048;
const MAX_COMBINATIONS = 1000;

/**
 * Compiles an event pattern, as AWS's event-ruler does it: the pattern becomes alternatives of flat paths, the event a
 * list of leaves, and leaves that satisfy different paths must lie in the same elements of the arrays they share.
 *
 * Throws InvalidEventPatternException for what AWS refuses, and for a pattern that names one field both inside and
 * outside a `$or`: AWS accepts that one, but how it is read is not documented.
 */
export function compilePattern(text: string): Matcher {
  if (text.length > MAX_LENGTH) throw invalid(`Pattern is longer than ${MAX_LENGTH} characters`);
  const pattern = parseObject(text);
  if (!pattern) throw invalid('Filter is not an object');
  const alternatives = conjunctions(pattern, '');
  return (event) => {
    const leaves = leavesOf(event);
    return alternatives.some((conjunction) => satisfied([...conjunction], leaves, new Map()));
  };
}

function conjunctions(pattern: JsonObject, prefix: string): Conjunction[] {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalid('Empty objects are not allowed');
  return entries.reduce<Conjunction[]>(
    (combined, [key, value]) => {
      const more = alternativesOf(key, value, prefix === '' ? key : `${prefix}.${key}`, prefix);
      if (combined.length * more.length > MAX_COMBINATIONS) throw invalid('Too many combinations of $or');
      return combined.flatMap((left) => more.map((right) => merged(left, right)));
    },
    [new Map()],
  );
}

function alternativesOf(key: string, value: Json | undefined, path: string, prefix: string): Conjunction[] {
  if (key === '$or' && Array.isArray(value) && value.length > 1 && value.every(isAlternative))
    return value.flatMap((alternative) => conjunctions(alternative, prefix));
  if (isJsonObject(value)) return conjunctions(value, path);
  if (!Array.isArray(value)) throw invalid(`"${key}" must be an object or an array`);
  if (value.length === 0) throw invalid('Empty arrays are not allowed');
  return [new Map([[path, value.map((item: Json) => valueTest(item))]])];
}

const MATCH_TYPES = ['prefix', 'suffix', 'anything-but', 'exists', 'numeric', 'cidr', 'wildcard', 'equals-ignore-case'];
const isAlternative = (value: Json): value is JsonObject =>
  isJsonObject(value) && !Object.keys(value).some((key) => MATCH_TYPES.includes(key));

function merged(left: Conjunction, right: Conjunction): Conjunction {
  for (const path of right.keys())
    if (left.has(path)) throw invalid(`AWS does not document how "${path}" is read both inside and outside $or`);
  return new Map([...left, ...right]);
}

type Leaves = ReadonlyMap<string, readonly Leaf[]>;

function satisfied(
  [first, ...rest]: readonly (readonly [string, readonly ValueTest[]])[],
  leaves: Leaves,
  within: ReadonlyMap<string, number>,
): boolean {
  if (!first) return true;
  const [path, tests] = first;
  const found = leaves.get(path);
  if (!found) return tests.some((test) => test === 'absent') && satisfied(rest, leaves, within);
  return found.some(
    (leaf) =>
      consistent(leaf.within, within) &&
      tests.some((test) => test !== 'absent' && test(leaf.value)) &&
      satisfied(rest, leaves, new Map([...within, ...leaf.within])),
  );
}

const consistent = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  [...a].every(([array, index]) => (b.get(array) ?? index) === index);

/** Objects and empty arrays have no leaves: that is why `exists` sees neither. */
function leavesOf(event: object): Leaves {
  const leaves = new Map<string, Leaf[]>();
  const visit = (value: unknown, path: string, within: ReadonlyMap<string, number>): void => {
    if (Array.isArray(value)) {
      const array = `${path}#${[...within.values()].join('.')}`;
      value.forEach((item, index) => visit(item, path, new Map([...within, [array, index]])));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, path === '' ? key : `${path}.${key}`, within);
    } else if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      const known = leaves.get(path);
      if (known) known.push({ value, within });
      else leaves.set(path, [{ value, within }]);
    }
  };
  visit(event, '', new Map());
  return leaves;
}
