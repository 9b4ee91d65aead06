import type * as dynamodb from '@aws-sdk/client-dynamodb';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { holds, parseCondition, type Condition } from './conditions';
import { project, projection } from './projections';
import type { Item, Table } from './state';
import { Placeholders } from './tokens';
import { parseUpdate, updated, type Update } from './updates';
import { exactKeyOf, invalid, keyOf } from './values';

const MAX_ITEM_BYTES = 400 * 1024;
export const CONDITION_FAILED = 'The conditional request failed';
const LEGACY = ['Expected', 'ConditionalOperator', 'AttributeUpdates', 'AttributesToGet'] as const;

/** Reading and writing one item. Reads see every write at once: the twin has no eventually consistent reads. */
export const itemOps = (world: World): Ops<typeof dynamodb> => ({
  GetItem(input, call) {
    refuseLegacy(input);
    const table = world.dynamodb.activeTable(input.TableName, call);
    const placeholders = new Placeholders(input.ExpressionAttributeNames, undefined);
    const paths = projection(input.ProjectionExpression, placeholders);
    placeholders.requireAllUsed();
    const item = table.items.get(exactKeyOf(table, input.Key));
    return item ? { Item: project(item, paths) } : {};
  },

  PutItem(input, call) {
    const { table, old, key } = prepared(world, input, call, (to) => keyOf(to, input.Item ?? {}));
    const item = input.Item ?? {};
    requireSize(item);
    if (input.ReturnValues !== undefined && !['NONE', 'ALL_OLD'].includes(input.ReturnValues))
      throw invalid('ReturnValues can only be ALL_OLD or NONE');
    table.items.set(key, item);
    return input.ReturnValues === 'ALL_OLD' && old ? { Attributes: { ...old } } : {};
  },

  DeleteItem(input, call) {
    const { table, old, key } = prepared(world, input, call, (to) => exactKeyOf(to, input.Key));
    if (input.ReturnValues !== undefined && !['NONE', 'ALL_OLD'].includes(input.ReturnValues))
      throw invalid('ReturnValues can only be ALL_OLD or NONE');
    table.items.delete(key);
    return input.ReturnValues === 'ALL_OLD' && old ? { Attributes: { ...old } } : {};
  },

  UpdateItem(input, call) {
    const { UpdateExpression: expression, Key = {} } = input;
    const { table, old, key, update } = prepared(world, input, call, (to) => exactKeyOf(to, Key), expression);
    const item = update ? updated(old ?? Key, update) : (old ?? Key);
    requireSize(item);
    table.items.set(key, item);
    return returned(input.ReturnValues, old, item, update);
  },
});

/** A write as requests give it: PutItem, UpdateItem, DeleteItem, or one action of a transaction. */
export interface Write {
  readonly TableName: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** Parses a write's expressions and checks its condition, before anything is written. */
function prepared(
  world: World,
  input: Write,
  call: Call,
  keyIn: (table: Table) => string,
  updateExpression?: string,
): {
  readonly table: Table;
  readonly key: string;
  readonly old: Item | undefined;
  readonly update: Update | undefined;
} {
  const { table, update, condition } = parsedWrite(world, input, call, updateExpression);
  const key = keyIn(table);
  const old = table.items.get(key);
  if (condition && !holds(condition, old ?? {}))
    throw new AwsError('ConditionalCheckFailedException', CONDITION_FAILED, shownOnFailure(input, old));
  return { table, key, old, update };
}

/** The table of a write and its expressions. Throws ResourceNotFoundException and ValidationException. */
export function parsedWrite(
  world: World,
  input: Write,
  call: Call,
  updateExpression: string | undefined,
): { readonly table: Table; readonly update: Update | undefined; readonly condition: Condition | undefined } {
  refuseLegacy(input);
  const table = world.dynamodb.activeTable(input.TableName, call);
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const { ConditionExpression: expression } = input;
  const update = updateExpression === undefined ? undefined : parseUpdate(updateExpression, table, placeholders);
  const condition =
    expression === undefined ? undefined : parseCondition('ConditionExpression', expression, placeholders);
  placeholders.requireAllUsed();
  return { table, update, condition };
}

/** What the refusal of a failed condition has of the item that is there. */
export const shownOnFailure = (input: Write, old: Item | undefined): { readonly Item?: Item } =>
  input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old ? { Item: old } : {};

export function refuseLegacy(input: object): void {
  const legacy = LEGACY.find((name) => name in input && Reflect.get(input, name) !== undefined);
  if (legacy !== undefined) throw invalid(`The twin has no legacy parameters such as ${legacy}: use expressions.`);
}

export function requireSize(item: Item): void {
  if (JSON.stringify(item).length > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
}

function returned(values: string | undefined, old: Item | undefined, item: Item, update: Update | undefined) {
  const touched = [...(update?.sets ?? []).map(({ path }) => path), ...(update?.removes ?? [])];
  if (values === 'ALL_NEW') return { Attributes: { ...item } };
  if (values === 'UPDATED_NEW') return { Attributes: project(item, touched) };
  if (values === 'ALL_OLD' && old) return { Attributes: { ...old } };
  if (values === 'UPDATED_OLD' && old) return { Attributes: project(old, touched) };
  return {};
}
