import type * as dynamodb from '@aws-sdk/client-dynamodb';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { holds, parseCondition, type Condition, type Operand } from './conditions';
import { refuseLegacy } from './items';
import { project, projection } from './projections';
import type { Item, KeyAttribute, Table } from './state';
import { Placeholders } from './tokens';
import { compare, exactKeyOf, invalid, keyOf, keyPart } from './values';

interface Reading {
  readonly TableName: string | undefined;
  readonly IndexName?: string | undefined;
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
    return read(world, input, call, (table, placeholders) => {
      const condition = parseCondition('KeyConditionExpression', expression, placeholders);
      requireKeyCondition(table, condition);
      const found = [...table.items.values()].filter((item) => holds(condition, item));
      const bySortKey = (a: Item, b: Item): number => orderBy(table.sortKey, a, b) * (forward ? 1 : -1);
      return { items: found, order: bySortKey };
    });
  },

  Scan(input, call) {
    if (input.ScanFilter !== undefined) throw invalid('The twin has no legacy parameters: use FilterExpression.');
    if (input.Segment !== undefined || input.TotalSegments !== undefined)
      throw invalid('The twin has no parallel scans.');
    return read(world, input, call, (table) => ({
      items: [...table.items.values()],
      order: (a, b) => Buffer.compare(Buffer.from(keyOf(table, a)), Buffer.from(keyOf(table, b))),
    }));
  },
});

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
  candidates: (table: Table, placeholders: Placeholders) => Candidates,
) {
  refuseLegacy(input);
  const table = world.dynamodb.activeTable(input.TableName, call);
  if (input.IndexName !== undefined) throw invalid(`The table does not have the specified index: ${input.IndexName}`);
  if (input.Limit !== undefined && input.Limit < 1) throw invalid('Limit must be greater than or equal to 1');
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const { items, order } = candidates(table, placeholders);
  const { FilterExpression: text } = input;
  const filter = text === undefined ? undefined : parseCondition('FilterExpression', text, placeholders);
  const paths = projection(input.ProjectionExpression, placeholders);
  placeholders.requireAllUsed();
  const { ExclusiveStartKey: start } = input;
  if (start) exactKeyOf(table, start);
  const rest = [...items].sort(order).filter((item) => !start || order(start, item) < 0);
  const page = rest.slice(0, input.Limit);
  const kept = filter ? page.filter((item) => holds(filter, item)) : page;
  const last = page.at(-1);
  return {
    Count: kept.length,
    ScannedCount: page.length,
    ...(input.Select === 'COUNT' ? {} : { Items: kept.map((item) => project(item, paths)) }),
    ...(last && input.Limit === page.length ? { LastEvaluatedKey: { ...keyPart(table, last) } } : {}),
  };
}

/** `pk = :v`, alone or with one condition on the sort key. */
function requireKeyCondition(table: Table, condition: Condition): void {
  const { partitionKey, sortKey } = table;
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
