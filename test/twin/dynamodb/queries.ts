import type * as dynamodb from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { holds, parseCondition, type Condition, type Operand } from './conditions';
import { refuseLegacy } from './items';
import { project, projection } from './projections';
import type { Item, KeyAttribute, Keys, Table } from './state';
import { Placeholders } from './tokens';
import { compare, exactKeyOf, invalid, keyAttributes, keyOf, keyPart } from './values';

interface Reading {
  readonly TableName: string | undefined;
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ExclusiveStartKey?: Item | undefined;
  readonly Limit?: number | undefined;
  readonly Select?: string | undefined;
}

/** Reading many items. Pages end at `Limit` only: the twin does not count the megabyte of a page. */
export const queryOps = (world: World): Ops<typeof dynamodb> => ({
  Query(input, call) {
    const { KeyConditionExpression: expression, ScanIndexForward: forward = true } = input;
    if (input.KeyConditions !== undefined || input.QueryFilter !== undefined)
      throw invalid('The twin has no legacy parameters: use KeyConditionExpression and FilterExpression.');
    if (expression === undefined)
      throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
    return read(world, input, call, (table, keys, placeholders) => {
      const condition = parseCondition('KeyConditionExpression', expression, placeholders);
      requireKeyCondition(keys, condition);
      const partition = partitionOf(keys, condition);
      const candidates = partition ? table.items.inPartition(keys.partitionKey.name, partition) : table.items.values();
      const found = [...candidates].filter((item) => isIn(keys, item) && holds(condition, item));
      const order = (a: Item, b: Item): number =>
        (orderBy(keys.sortKey, a, b) || (keys === table ? 0 : byKey(table)(a, b))) * (forward ? 1 : -1);
      return { items: found, order };
    });
  },

  Scan(input, call) {
    if (input.ScanFilter !== undefined) throw invalid('The twin has no legacy parameters: use FilterExpression.');
    if (input.Segment !== undefined || input.TotalSegments !== undefined)
      throw invalid('The twin has no parallel scans.');
    return read(world, input, call, (table, keys) => ({
      items: [...table.items.values()].filter((item) => isIn(keys, item)),
      order: byKey(table),
    }));
  },
});

/** The value that a key condition demands of the partition key. */
function partitionOf({ partitionKey }: Keys, condition: Condition): AttributeValue | undefined {
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  for (const part of parts)
    if (part.kind === 'compare' && part.operator === '=' && attributeOf(part) === partitionKey.name)
      return part.right.kind === 'value' ? part.right.value : undefined;
  return undefined;
}

/** An index has the items that have its keys. */
const isIn = (keys: Keys, item: Item): boolean => keyAttributes(keys).every(({ name }) => item[name] !== undefined);

const byKey =
  (table: Table) =>
  (a: Item, b: Item): number =>
    Buffer.compare(Buffer.from(keyOf(table, a)), Buffer.from(keyOf(table, b)));

/** What a reading looks at, and in which order. */
interface Candidates {
  readonly items: readonly Item[];
  readonly order: (a: Item, b: Item) => number;
}

function orderBy(key: KeyAttribute | undefined, a: Item, b: Item): number {
  const left = key && a[key.name];
  const right = key && b[key.name];
  return left && right ? (compare(left, right) ?? 0) : 0;
}

function read(
  world: World,
  input: Reading,
  call: Call,
  candidates: (table: Table, keys: Keys, placeholders: Placeholders) => Candidates,
) {
  refuseLegacy(input);
  const table = world.dynamodb.activeTable(input.TableName, call);
  const { IndexName: index } = input;
  const keys = index === undefined ? table : table.indexes.get(index);
  if (keys === undefined) throw invalid(`The table does not have the specified index: ${index ?? ''}`);
  if (index !== undefined && input.ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  if (input.Limit !== undefined && input.Limit < 1) throw invalid('Limit must be greater than or equal to 1');
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const { items, order } = candidates(table, keys, placeholders);
  const { FilterExpression: text } = input;
  const filter = text === undefined ? undefined : parseCondition('FilterExpression', text, placeholders);
  const paths = projection(input.ProjectionExpression, placeholders);
  placeholders.requireAllUsed();
  const { ExclusiveStartKey: start } = input;
  if (start) requireStart(table, keys, start);
  const rest = [...items].sort(order).filter((item) => !start || order(start, item) < 0);
  const page = rest.slice(0, input.Limit);
  const kept = filter ? page.filter((item) => holds(filter, item)) : page;
  const last = page.at(-1);
  return {
    Count: kept.length,
    ScannedCount: page.length,
    ...(input.Select === 'COUNT' ? {} : { Items: kept.map((item) => project(item, paths)) }),
    ...(last && input.Limit === page.length
      ? { LastEvaluatedKey: { ...keyPart(keys, last), ...keyPart(table, last) } }
      : {}),
  };
}

/** A page begins after a key of the table, and of the index where one is read. */
function requireStart(table: Table, keys: Keys, start: Item): void {
  const names = new Set([...keyAttributes(table), ...keyAttributes(keys)].map(({ name }) => name));
  if (Object.keys(start).length !== names.size || [...names].some((name) => start[name] === undefined))
    throw invalid('The provided starting key is invalid');
  exactKeyOf(table, keyPart(table, start));
}

/** `pk = :v`, alone or with one condition on the sort key. */
function requireKeyCondition({ partitionKey, sortKey }: Keys, condition: Condition): void {
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  const named = parts.map(attributeOf);
  const equals = parts.some(
    (part, index) => named[index] === partitionKey.name && part.kind === 'compare' && part.operator === '=',
  );
  if (!equals) throw invalid(`Query condition missed key schema element: ${partitionKey.name}`);
  const other = parts.find((_part, index) => named[index] !== partitionKey.name);
  if (parts.length === 1) return;
  if (!other || sortKey === undefined || attributeOf(other) !== sortKey.name || !allowedOnSortKey(other))
    throw invalid('Query key condition not supported');
}

function attributeOf(condition: Condition): string | undefined {
  const path = (operand: Operand): string | undefined =>
    operand.kind === 'path' && operand.path.length === 1 ? String(operand.path[0]) : undefined;
  if (condition.kind === 'compare') return path(condition.left);
  if (condition.kind === 'between') return path(condition.operand);
  return condition.kind === 'function' ? String(condition.path[0]) : undefined;
}

const allowedOnSortKey = (condition: Condition): boolean =>
  condition.kind === 'between' ||
  (condition.kind === 'compare' && condition.operator !== '<>') ||
  (condition.kind === 'function' && condition.name === 'begins_with');
