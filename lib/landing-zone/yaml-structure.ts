import {
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  visit,
} from 'yaml';
import { pathText } from './problem';

/** An error of a file as YAML. */
export interface Fault {
  /** Its first character in the text, from 0. */
  readonly offset: number;
  readonly path?: string;
  readonly message: string;
}

type Ancestors = readonly (Document | Node | Pair)[];

/**
 * What YAML allows and a landing zone does not, in the order of the file: duplicate keys, keys that are not text, merge
 * keys, aliases without an anchor or inside their own anchor. `lineOf` returns the line of an offset.
 */
export function structureFaults(document: Document, lineOf: (offset: number) => number): readonly Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map: (_key, map, ancestors) => void faults.push(...keyFaults(map, ancestors, lineOf)),
    Alias: (_key, alias, ancestors) => void faults.push(...aliasFaults(document, alias, ancestors)),
  });
  return faults.sort((one, other) => one.offset - other.offset);
}

function* keyFaults(map: YAMLMap, ancestors: Ancestors, lineOf: (offset: number) => number): Generator<Fault> {
  const path = pathText(pathTo(map, ancestors));
  const seen = new Map<string, number>();
  for (const { key } of map.items) {
    const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
    if (!isScalar(key)) {
      yield {
        ...{ offset, path },
        message:
          'expected a value, found braces or brackets in braces; fill in placeholders such as {{ name }}, and put a value with braces in quotes',
      };
      continue;
    }
    const name = String(key.value);
    const first = seen.get(name);
    if (first !== undefined)
      yield {
        offset,
        path,
        message: `expected each key once, found "${name}" again; line ${first} has it, too, so remove one of them`,
      };
    else seen.set(name, lineOf(offset));
    // It would become the prototype of an object, and no setting.
    if (name === '__proto__')
      yield { ...{ offset, path }, message: 'expected a setting or a name, found "__proto__"; take another name' };
    if (name === '<<')
      yield {
        ...{ offset, path },
        message: 'expected a setting, found the merge key "<<"; write the settings out, as YAML 1.2 has no merge keys',
      };
  }
}

function* aliasFaults(document: Document, alias: Alias, ancestors: Ancestors): Generator<Fault> {
  const fault = { offset: alias.range?.[0] ?? 0, path: pathText(pathTo(alias, ancestors)) };
  const target = alias.resolve(document);
  if (target === undefined)
    yield {
      ...fault,
      message: `expected a value, found the alias *${alias.source}, and no &${alias.source} comes before it; write the value out, or put it in quotes if it begins with *`,
    };
  else if (ancestors.includes(target))
    yield {
      ...fault,
      message: `expected a value, found *${alias.source} inside &${alias.source} itself; write it out`,
    };
}

/** The keys and indices that lead to a node. */
function pathTo(node: Node, ancestors: Ancestors): readonly PropertyKey[] {
  const chain = [...ancestors, node];
  return chain.flatMap((step, index): PropertyKey[] => {
    if (isPair(step)) return [isScalar(step.key) ? String(step.key.value) : '?'];
    const next = chain[index + 1];
    return isSeq(step) && isNode(next) ? [step.items.indexOf(next)] : [];
  });
}
