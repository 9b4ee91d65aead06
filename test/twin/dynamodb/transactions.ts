import type * as dynamodb from '@aws-sdk/client-dynamodb';
import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { holds, type Condition } from './conditions';
import { CONDITION_FAILED, parsedWrite, requireSize, shownOnFailure, type Write } from './items';
import { project, projection } from './projections';
import type { Item, Table } from './state';
import { Placeholders } from './tokens';
import { updated, type Update } from './updates';
import { exactKeyOf, invalid, keyOf } from './values';

const MAX_ACTIONS = 100;
const TOKEN_VALID_MS = 10 * 60_000;
const NO_REASON: CancellationReason = { Code: 'None' };

/**
 * Up to 100 actions on different items of any tables of one account and region, all of which happen or none
 * ("TransactWriteItems", "TransactGetItems", DynamoDB API Reference). The twin has no transactions in conflict, because
 * it serves one request at a time, and no limit of 4 MB.
 */
export const transactionOps = (world: World): Ops<typeof dynamodb> => ({
  TransactWriteItems({ TransactItems: items = [], ClientRequestToken: token }, call) {
    const request = JSON.stringify(items);
    if (isRepeated(world, call, token, request)) return {};
    requireCount(items.length);
    const actions = items.map((item) => parsed(world, item, call));
    requireDifferentItems(actions);
    const outcomes = actions.map(outcomeOf);
    requireNoReason(outcomes.map(({ reason = NO_REASON }) => reason));
    for (const { write } of outcomes) write?.();
    if (token !== undefined) world.dynamodb.requestTokens.of(call).set(token, { request, at: +world.clock.now() });
    return {};
  },

  TransactGetItems({ TransactItems: items = [] }, call) {
    requireCount(items.length);
    const reads = items.map(({ Get: get }) => {
      const table = world.dynamodb.activeTable(get?.TableName, call);
      const placeholders = new Placeholders(get?.ExpressionAttributeNames, undefined);
      const paths = projection(get?.ProjectionExpression, placeholders);
      placeholders.requireAllUsed();
      return { table, paths, ...located(() => exactKeyOf(table, get?.Key)) };
    });
    requireDifferentItems(reads);
    requireNoReason(reads.map(({ reason = NO_REASON }) => reason));
    const found = reads.map(({ table, paths, key = '' }) => ({ item: table.items.get(key), paths }));
    return { Responses: found.map(({ item, paths }) => (item ? { Item: project(item, paths) } : {})) };
  },
});

/** Where an action finds its item, or why it cannot. */
interface Located {
  readonly key?: string;
  readonly reason?: CancellationReason;
}

interface Action extends Located {
  readonly table: Table;
  readonly input: Write;
  readonly condition: Condition | undefined;
  /** The item that is there afterwards, `undefined` for none. */
  readonly next: (old: Item | undefined) => Item | undefined;
}

/**
 * Parses an action. Errors of its expressions refuse the request; errors of its values cancel the transaction, as do
 * conditions that fail.
 */
function parsed(
  world: World,
  { Put, Update: update, Delete, ConditionCheck: check }: TransactWriteItem,
  call: Call,
): Action {
  const [input, ...others] = [Put, update, Delete, check].filter((one) => one !== undefined);
  if (!input || others.length > 0) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const { table, condition, update: change } = parsedWrite(world, input, call, update?.UpdateExpression);
  const key = Put ? () => keyOf(table, Put.Item ?? {}) : () => exactKeyOf(table, (update ?? Delete ?? check)?.Key);
  return { table, input, condition, ...located(key), next: nextOf({ Put, Update: update, Delete }, change) };
}

function nextOf({ Put, Update: update, Delete }: TransactWriteItem, change: Update | undefined): Action['next'] {
  if (Put) return () => Put.Item;
  if (update && change) return (old) => updated(old ?? update.Key ?? {}, change);
  return Delete ? () => undefined : (old) => old;
}

/** Evaluates an action against the tables as they are before the transaction. */
function outcomeOf({ table, key, reason, input, condition, next }: Action): {
  readonly reason?: CancellationReason;
  readonly write?: () => void;
} {
  if (reason || key === undefined) return { reason: reason ?? NO_REASON };
  const old = table.items.get(key);
  if (condition && !holds(condition, old ?? {})) {
    const { Item: item } = shownOnFailure(input, old);
    return {
      reason: { Code: 'ConditionalCheckFailed', Message: CONDITION_FAILED, ...(item ? { Item: { ...item } } : {}) },
    };
  }
  const made = attempt(() => {
    const item = next(old);
    if (item) requireSize(item);
    return item;
  });
  if ('reason' in made) return made;
  const { value: item } = made;
  return {
    write() {
      if (item) table.items.set(key, item);
      else table.items.delete(key);
    },
  };
}

function located(key: () => string): Located {
  const found = attempt(key);
  return 'reason' in found ? found : { key: found.value };
}

/** What it returns, or the ValidationException that it throws as a reason for cancellation. */
function attempt<T>(work: () => T): { readonly value: T } | { readonly reason: CancellationReason } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ValidationException')
      return { reason: { Code: 'ValidationError', Message: error.message } };
    throw error;
  }
}

function requireCount(count: number): void {
  const rule = count < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ACTIONS}`;
  if (count < 1 || count > MAX_ACTIONS)
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${rule}`,
    );
}

function requireDifferentItems(actions: readonly (Located & { readonly table: Table })[]): void {
  const items = actions.flatMap(({ table, key }) => (key === undefined ? [] : [`${table.arn}\0${key}`]));
  if (new Set(items).size < items.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
}

function requireNoReason(reasons: readonly CancellationReason[]): void {
  if (reasons.every(({ Code }) => Code === NO_REASON.Code)) return;
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );
}

/**
 * Whether a transaction of this token has succeeded within ten minutes; it then has no effect again. Throws
 * IdempotentParameterMismatchException for another request with the token.
 */
function isRepeated(world: World, call: Call, token: string | undefined, request: string): boolean {
  const former = token === undefined ? undefined : world.dynamodb.requestTokens.of(call).get(token);
  if (!former || +world.clock.now() >= former.at + TOKEN_VALID_MS) return false;
  if (former.request === request) return true;
  throw new AwsError(
    'IdempotentParameterMismatchException',
    'The request has the client request token of an earlier transaction with other parameters.',
  );
}
