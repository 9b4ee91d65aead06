import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { allPages } from '../aws/sdk/pages';

export type Item = Record<string, AttributeValue>;

interface ItemPage {
  readonly Items?: Item[] | undefined;
  readonly LastEvaluatedKey?: Item | undefined;
}

/** All items of a query or a scan. DynamoDB's key of the next page is passed as JSON. */
export const allItems = (page: (start: { readonly ExclusiveStartKey?: Item }) => Promise<ItemPage>): Promise<Item[]> =>
  allPages(async (token) => {
    const { Items, LastEvaluatedKey } = await page(
      token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) as Item },
    );
    return { items: Items, next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey) };
  });

interface Batch {
  readonly Responses?: Record<string, Item[]> | undefined;
  readonly UnprocessedKeys?: Record<string, { Keys: Item[] | undefined }> | undefined;
}
type BatchRequest = Record<string, { Keys: Item[]; ConsistentRead: boolean }>;

/** DynamoDB takes so many keys in one BatchGetItem. */
const BATCH = 100;

/**
 * The items of these keys that exist, as they are now. DynamoDB leaves out what exceeds 16 MB or the throughput, which is read
 * again; it returns at least one item or throws.
 */
export async function itemsByKey(
  batchGet: (request: BatchRequest) => Promise<Batch>,
  table: string,
  keys: readonly Item[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += BATCH) {
    let Keys = keys.slice(start, start + BATCH);
    while (Keys.length > 0) {
      const page = await batchGet({ [table]: { Keys, ConsistentRead: true } });
      items.push(...(page.Responses?.[table] ?? []));
      Keys = page.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}

/** Text that is JSON, parsed. */
export const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

/** What an attribute may hold: no sets, no binary data. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [name: string]: Plain | undefined };

/** Named attributes. A member that is undefined has none. */
export const itemOf = (value: Readonly<Record<string, Plain | undefined>>): Item =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, attributeOf(member)]])),
  );

function attributeOf(value: Plain): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return isList(value) ? { L: value.map(attributeOf) } : { M: itemOf(value) };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** The values of named attributes; those of other kinds are left out. */
export const valuesOf = (item: Readonly<Item>): Readonly<Record<string, Plain | undefined>> =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, valueOf(attribute)]));

function valueOf({ S, N, BOOL, L, M }: AttributeValue): Plain | undefined {
  if (L !== undefined) return L.flatMap((each) => valueOf(each) ?? []);
  if (M !== undefined) return valuesOf(M);
  return S ?? (N === undefined ? BOOL : Number(N));
}
