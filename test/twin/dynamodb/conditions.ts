import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './state';
import { Tokens, valueAt, type Path, type Placeholders } from './tokens';
import { compare, equal, sizeOf, typed } from './values';

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly path: Path; readonly argument?: Operand };

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='] as const;
type Comparator = (typeof COMPARATORS)[number];
const FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains'] as const;
type FunctionName = (typeof FUNCTIONS)[number];

/** Reads a condition, filter or key condition expression. Throws ValidationException. */
export function parseCondition(parameter: string, expression: string, placeholders: Placeholders): Condition {
  const tokens = new Tokens(parameter, expression, placeholders);
  const condition = either(tokens);
  if (!tokens.done) throw tokens.syntaxError();
  return condition;
}

function either(tokens: Tokens): Condition {
  let left = both(tokens);
  while (tokens.accept('OR')) left = { kind: 'or', left, right: both(tokens) };
  return left;
}

function both(tokens: Tokens): Condition {
  let left = negation(tokens);
  while (tokens.accept('AND')) left = { kind: 'and', left, right: negation(tokens) };
  return left;
}

function negation(tokens: Tokens): Condition {
  if (tokens.accept('NOT')) return { kind: 'not', condition: negation(tokens) };
  if (tokens.accept('(')) {
    const condition = either(tokens);
    tokens.expect(')');
    return condition;
  }
  const called = tokens.peek(1)?.text === '(' ? FUNCTIONS.find((name) => name === tokens.peek()?.text) : undefined;
  return called ? functionCall(tokens, called) : comparison(tokens);
}

function functionCall(tokens: Tokens, name: FunctionName): Condition {
  tokens.take('name');
  tokens.expect('(');
  const path = tokens.path();
  const unary = name === 'attribute_exists' || name === 'attribute_not_exists';
  if (!unary) tokens.expect(',');
  const argument = unary ? {} : { argument: operand(tokens) };
  tokens.expect(')');
  return { kind: 'function', name, path, ...argument };
}

function comparison(tokens: Tokens): Condition {
  const left = operand(tokens);
  if (tokens.accept('BETWEEN')) {
    const low = operand(tokens);
    tokens.expect('AND');
    return { kind: 'between', operand: left, low, high: operand(tokens) };
  }
  if (tokens.accept('IN')) {
    tokens.expect('(');
    const list = [operand(tokens)];
    while (tokens.accept(',')) list.push(operand(tokens));
    tokens.expect(')');
    return { kind: 'in', operand: left, list };
  }
  const operator = COMPARATORS.find((one) => tokens.accept(one));
  if (!operator) throw tokens.syntaxError();
  return { kind: 'compare', operator, left, right: operand(tokens) };
}

function operand(tokens: Tokens): Operand {
  const next = tokens.peek();
  if (next?.kind === 'value') return { kind: 'value', value: tokens.literal() };
  if (tokens.peek(1)?.text !== '(') return { kind: 'path', path: tokens.path() };
  if (next?.text !== 'size') throw tokens.fault(`Invalid function name; function: ${next?.text ?? ''}`);
  tokens.take('name');
  tokens.expect('(');
  const path = tokens.path();
  tokens.expect(')');
  return { kind: 'size', path };
}

/** Whether an item meets a condition; one that is not there has no attributes. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.condition, item);
    case 'compare':
      return compared(condition.operator, evaluate(condition.left, item), evaluate(condition.right, item));
    case 'between': {
      const value = evaluate(condition.operand, item);
      return (
        compared('>=', value, evaluate(condition.low, item)) && compared('<=', value, evaluate(condition.high, item))
      );
    }
    case 'in':
      return condition.list.some((one) => compared('=', evaluate(condition.operand, item), evaluate(one, item)));
    case 'function':
      return functionHolds(condition.name, valueAt(item, condition.path), condition.argument, item);
  }
}

function evaluate(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = valueAt(item, operand.path);
  if (operand.kind === 'path') return value;
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** A missing attribute differs from everything and compares with nothing. */
function compared(operator: Comparator, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (operator === '<>') return !a || !b || !equal(a, b);
  if (!a || !b) return false;
  if (operator === '=') return equal(a, b);
  const order = compare(a, b);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function functionHolds(
  name: FunctionName,
  value: AttributeValue | undefined,
  operand: Operand | undefined,
  item: Item,
): boolean {
  if (name === 'attribute_exists') return value !== undefined;
  if (name === 'attribute_not_exists') return value === undefined;
  const argument = operand && evaluate(operand, item);
  if (!value || !argument) return false;
  if (name === 'attribute_type') return typed(value).type === argument.S;
  if (name === 'begins_with') return argument.S !== undefined && (value.S?.startsWith(argument.S) ?? false);
  if (value.S !== undefined) return argument.S !== undefined && value.S.includes(argument.S);
  if (value.SS) return argument.S !== undefined && value.SS.includes(argument.S);
  if (value.NS) return argument.N !== undefined && value.NS.map(Number).includes(Number(argument.N));
  return value.L?.some((element) => equal(element, argument)) ?? false;
}
