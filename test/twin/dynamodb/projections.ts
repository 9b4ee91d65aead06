import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './state';
import { Tokens, valueAt, type Path, type Placeholders } from './tokens';
import { invalid } from './values';

/** Reads a projection expression: top-level attributes and members of maps. */
export function projection(expression: string | undefined, placeholders: Placeholders): Path[] | undefined {
  if (expression === undefined) return undefined;
  const tokens = new Tokens('ProjectionExpression', expression, placeholders);
  const paths = [tokens.path()];
  while (tokens.accept(',')) paths.push(tokens.path());
  if (!tokens.done) throw tokens.syntaxError();
  if (paths.some((path) => path.some((step) => typeof step === 'number')))
    throw invalid('The twin does not project elements of lists.');
  return paths;
}

/** The part of an item that the paths pick, in its place; all of it when there are none. */
export function project(item: Item, paths: readonly Path[] | undefined): Record<string, AttributeValue> {
  if (!paths) return { ...item };
  return paths.reduce<Record<string, AttributeValue>>((picked, path) => {
    const value = valueAt(item, path);
    return value ? merge(picked, path, value) : picked;
  }, {});
}

function merge(
  into: Record<string, AttributeValue>,
  [step, ...rest]: Path,
  value: AttributeValue,
): Record<string, AttributeValue> {
  const name = String(step);
  return { ...into, [name]: rest.length === 0 ? value : { M: merge(into[name]?.M ?? {}, rest, value) } };
}
