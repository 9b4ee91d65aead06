import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../wire/errors';
import type { Item, KeyAttribute, Keys, Table } from './state';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** The type's letters and the value, one of which a value always is. */
export function typed(value: AttributeValue): { readonly type: string; readonly content: unknown } {
  const [entry] = Object.entries(value).filter(([, content]) => content !== undefined);
  if (!entry) throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  return { type: entry[0], content: entry[1] };
}

/** Equal in type and value: numbers as numbers, sets in any order. */
export function equal(a: AttributeValue, b: AttributeValue): boolean {
  return canonical(a) === canonical(b);
}

/** A text that equal values share. */
export function canonical(value: AttributeValue): string {
  const { type, content } = typed(value);
  if (value.N !== undefined) return `N:${Number(value.N)}`;
  if (value.L) return `L:[${value.L.map(canonical).join(',')}]`;
  if (value.M) {
    const members = Object.entries(value.M).sort(([a], [b]) => (a < b ? -1 : 1));
    return `M:{${members.map(([key, member]) => `${JSON.stringify(key)}=${canonical(member)}`).join(',')}}`;
  }
  if (value.NS)
    return `NS:${value.NS.map(Number)
      .sort((a, b) => a - b)
      .join(',')}`;
  if (value.SS) return `SS:${JSON.stringify([...value.SS].sort())}`;
  if (value.B) return `B:${Buffer.from(value.B).toString('base64')}`;
  return `${type}:${JSON.stringify(content)}`;
}

/** Negative, zero or positive; undefined when the two cannot be ordered. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.N !== undefined && b.N !== undefined) return Number(a.N) - Number(b.N);
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.B && b.B) return Buffer.compare(Buffer.from(a.B), Buffer.from(b.B));
  return undefined;
}

/** What `size()` returns: characters of a string as UTF-8, elements of a collection. */
export function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B) return value.B.length;
  const elements = value.L ?? value.SS ?? value.NS ?? value.BS;
  return elements ? elements.length : value.M && Object.keys(value.M).length;
}

/** Where a table keeps an item. Throws for a key that is missing, empty or of another type. */
export function keyOf(table: Table, item: Item): string {
  requireIndexKeys(table, item);
  return keyAttributes(table)
    .map(({ name, type }) => {
      const value = item[name];
      if (!value) throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
      const actual = typed(value).type;
      if (actual !== type)
        throw invalid(
          `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${actual}`,
        );
      if (value.S === '')
        throw invalid(
          `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
        );
      return canonical(value);
    })
    .join('\0');
}

/** An item may lack the key of an index, and is then not in it; a key of another type, or an empty one, is refused. */
function requireIndexKeys({ indexes }: Table, item: Item): void {
  for (const [index, keys] of indexes)
    for (const { name, type } of keyAttributes(keys)) {
      const actual = typeIn(item, name);
      if (actual !== undefined && actual !== type)
        throw invalid(
          `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index}`,
        );
      if (item[name]?.S === '')
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`,
        );
    }
}

/** As `keyOf`, for a `Key` parameter, which holds the key and nothing else. */
export function exactKeyOf(table: Table, key: Item | undefined): string {
  const names = Object.keys(key ?? {});
  const attributes = keyAttributes(table);
  if (!key || names.length !== attributes.length || attributes.some(({ name, type }) => typeIn(key, name) !== type))
    throw invalid('The provided key element does not match the schema');
  return keyOf(table, key);
}

const typeIn = (item: Item, name: string): string | undefined => {
  const value = item[name];
  return value && typed(value).type;
};

export const keyAttributes = ({ partitionKey, sortKey }: Keys): KeyAttribute[] =>
  sortKey ? [partitionKey, sortKey] : [partitionKey];

export const keyPart = (table: Keys, item: Item): Item =>
  Object.fromEntries(keyAttributes(table).flatMap(({ name }) => (item[name] ? [[name, item[name]]] : [])));
