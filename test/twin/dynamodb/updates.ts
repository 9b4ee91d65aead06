import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item, Table } from './state';
import { Tokens, valueAt, type Path, type PathStep, type Placeholders } from './tokens';
import { invalid, keyAttributes } from './values';

type Source =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Source }
  | { readonly kind: 'list_append'; readonly first: Source; readonly second: Source }
  | { readonly kind: 'arithmetic'; readonly sign: 1 | -1; readonly left: Source; readonly right: Source };

export interface Update {
  readonly sets: readonly { readonly path: Path; readonly source: Source }[];
  readonly removes: readonly Path[];
}

/** Reads `SET` and `REMOVE` clauses. The twin has no `ADD` and no `DELETE` clause. Throws ValidationException. */
export function parseUpdate(expression: string, table: Table, placeholders: Placeholders): Update {
  const tokens = new Tokens('UpdateExpression', expression, placeholders);
  const sets: { path: Path; source: Source }[] = [];
  const removes: Path[] = [];
  while (!tokens.done) {
    if (tokens.accept('SET')) commaSeparated(tokens, () => sets.push(assignment(tokens)));
    else if (tokens.accept('REMOVE')) commaSeparated(tokens, () => removes.push(tokens.path()));
    else if (['ADD', 'DELETE'].includes(tokens.peek()?.text.toUpperCase() ?? ''))
      throw tokens.fault('The twin has no ADD and no DELETE clause: use SET and REMOVE.');
    else throw tokens.syntaxError();
  }
  const paths = [...sets.map(({ path }) => path), ...removes];
  requireKeyUntouched(table, paths);
  requireNoOverlap(paths);
  return { sets, removes };
}

function commaSeparated(tokens: Tokens, one: () => void): void {
  do one();
  while (tokens.accept(','));
}

function assignment(tokens: Tokens): { path: Path; source: Source } {
  const path = tokens.path();
  tokens.expect('=');
  const left = source(tokens);
  const sign = tokens.accept('+') ? 1 : tokens.accept('-') ? -1 : undefined;
  return { path, source: sign === undefined ? left : { kind: 'arithmetic', sign, left, right: source(tokens) } };
}

function source(tokens: Tokens): Source {
  const next = tokens.peek();
  if (next?.kind === 'value') return { kind: 'value', value: tokens.literal() };
  if (tokens.peek(1)?.text !== '(') return { kind: 'path', path: tokens.path() };
  const name = tokens.take('name');
  tokens.expect('(');
  if (name !== 'if_not_exists' && name !== 'list_append')
    throw tokens.fault(`Invalid function name; function: ${name}`);
  const first = name === 'if_not_exists' ? tokens.path() : source(tokens);
  tokens.expect(',');
  const second = source(tokens);
  tokens.expect(')');
  return 'kind' in first
    ? { kind: 'list_append', first, second }
    : { kind: 'if_not_exists', path: first, otherwise: second };
}

function requireKeyUntouched(table: Table, paths: readonly Path[]): void {
  const key = keyAttributes(table).find(({ name }) => paths.some(([first]) => first === name));
  if (key)
    throw invalid(
      `One or more parameter values were invalid: Cannot update attribute ${key.name}. This attribute is part of the key`,
    );
}

function requireNoOverlap(paths: readonly Path[]): void {
  const overlapping = paths.some((path, index) =>
    paths.some((other, at) => at !== index && path.every((step, depth) => other[depth] === step)),
  );
  if (overlapping)
    throw invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths',
    );
}

/** The item after the update. All sources are read from the item as it was before. */
export function updated(item: Item, { sets, removes }: Update): Item {
  const values = sets.map(({ path, source: from }) => ({ path, value: resolve(from, item) }));
  const removed = [...removes].sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)));
  const withSets = values.reduce<AttributeValue>((root, { path, value }) => assign(root, path, value), {
    M: { ...item },
  });
  return removed.reduce<AttributeValue>((root, path) => assign(root, path, undefined), withSets).M ?? {};
}

function resolve(from: Source, item: Item): AttributeValue {
  switch (from.kind) {
    case 'value':
      return from.value;
    case 'path': {
      const value = valueAt(item, from.path);
      if (!value) throw invalid('The provided expression refers to an attribute that does not exist in the item');
      return value;
    }
    case 'if_not_exists':
      return valueAt(item, from.path) ?? resolve(from.otherwise, item);
    case 'list_append': {
      const { L: first } = resolve(from.first, item);
      const { L: second } = resolve(from.second, item);
      if (!first || !second) throw wrongType();
      return { L: [...first, ...second] };
    }
    case 'arithmetic': {
      const { N: left } = resolve(from.left, item);
      const { N: right } = resolve(from.right, item);
      if (left === undefined || right === undefined) throw wrongType();
      return { N: String(Number(left) + from.sign * Number(right)) };
    }
  }
}

const wrongType = (): Error => invalid('An operand in the update expression has an incorrect data type');

/** A copy with the value at the path set, or taken away. The parents of the path must be there. */
function assign(parent: AttributeValue, [step, ...rest]: Path, value: AttributeValue | undefined): AttributeValue {
  if (step === undefined) return parent;
  const child = childOf(parent, step);
  if (rest.length > 0) {
    if (!child) throw invalid('The document path provided in the update expression is invalid for update');
    return withChild(parent, step, assign(child, rest, value));
  }
  return withChild(parent, step, value);
}

const childOf = (parent: AttributeValue, step: PathStep): AttributeValue | undefined =>
  typeof step === 'number' ? parent.L?.[step] : parent.M?.[step];

function withChild(parent: AttributeValue, step: PathStep, child: AttributeValue | undefined): AttributeValue {
  if (typeof step === 'number' && parent.L) {
    const list = [...parent.L];
    if (child) list.splice(Math.min(step, list.length), 1, child);
    else list.splice(step, 1);
    return { L: list };
  }
  if (typeof step === 'string' && parent.M) {
    const others = Object.entries(parent.M).filter(([name]) => name !== step);
    return { M: Object.fromEntries(child ? [...others, [step, child]] : others) };
  }
  throw invalid('The document path provided in the update expression is invalid for update');
}
