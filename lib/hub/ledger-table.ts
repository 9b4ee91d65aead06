import {
  BatchGetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { LEDGER_LISTS, WORKERS, addressText, type SpokeAddress } from '../names';
import { fieldsOf, readingFields, readingOf } from './account-reading';
import { freezeKeys, freezesIn } from './freezes';
import { historyItem } from './history';
import { foundFields } from './found-fields';
import { allItems, itemOf, itemsByKey, json, type Item } from './items';
import type { Ledger, Opened } from './ledger';
import { readTarget, targetItem } from './target-item';

const CALLS = {
  batchGet: BatchGetItemCommand,
  put: PutItemCommand,
  query: QueryCommand,
  transactWrite: TransactWriteItemsCommand,
  update: UpdateItemCommand,
};

/** What cannot be read counts as missing: then another turn is reserved. */
const turnFields = z
  .object({ bucket: z.enum(['join', 'account', 'share']), key: z.string(), at: z.iso.datetime() })
  .optional()
  .catch(undefined);
const spokeRecord = z.object({
  worker: z.string(),
  readAt: z.string(),
  fingerprint: z.string(),
  wait: z
    .object({
      probe: z.object({ kind: z.string(), key: z.string() }),
      because: z.string(),
      retryAfterSeconds: z.number(),
      acknowledged: z.boolean(),
      since: z.iso.datetime().optional(),
      turn: turnFields,
      found: foundFields,
    })
    .exactOptional(),
  account: readingFields,
});

/**
 * The ledger in one DynamoDB table.
 *
 * | `pk`                             | `sk`                               | the item                                             |
 * | -------------------------------- | ---------------------------------- | ---------------------------------------------------- |
 * | `<accountId>/<region>`           | `spoke/<worker>`                   | what a worker waits for, JSON in `record`            |
 * | `<accountId>/<region>`           | `spoke/<worker>/account`           | what was read of the account before `at` is stale    |
 * | `<accountId>/<region>`           | VPC or account id, `cluster/<name>` | a `TargetRecord` in named attributes                |
 * | `pace`                           | a bucket                           | when its next turn is free, in `next`: `pace.ts`     |
 * | `freeze`                         | `all`, or an account id            | a `FreezeOrder` in each attribute: `freezes.ts`      |
 * | `history/<accountId>/<region>/…` | `<ISO time>/<worker>`              | a `HistoryEntry`; DynamoDB deletes it after 90 days  |
 *
 * An item that belongs to a list has `list`, the partition key of the index: `waiting` for an acknowledged wait,
 * `state/<state>` for a target, and `history/<day>` for history. Each method throws a `Failure` if DynamoDB refuses a call.
 */
export function ledgerTable(TableName: string, session: Session): Ledger {
  const calls = bind(CALLS, session);
  return {
    async spoke(worker, address) {
      const changes = WORKERS.map((each) => accountKey(each, address));
      const Keys = [spokeKey(worker, address), ...changes, ...freezeKeys(address.accountId)];
      return openedWith(await itemsByKey((RequestItems) => calls.batchGet({ RequestItems }), TableName, Keys), address);
    },
    async putSpoke(address, { account, ...record }) {
      const list = record.wait?.acknowledged === true ? WAITING : undefined;
      const text = JSON.stringify({ ...record, account: account && fieldsOf(account) });
      const Item = { ...spokeKey(record.worker, address), ...itemOf({ record: text, list }) };
      await calls.put({ TableName, Item });
    },
    async clearWait(worker, address) {
      await calls.update({
        TableName,
        Key: spokeKey(worker, address),
        // `waiting` marked an acknowledged wait in 0.1.0.
        UpdateExpression: 'REMOVE #record, #list, #waiting',
        ExpressionAttributeNames: { '#record': 'record', '#list': 'list', '#waiting': 'waiting' },
      });
    },
    async putAccountChange(worker, address, at) {
      const Item = { ...accountKey(worker, address), at: { S: at.toISOString() } };
      await calls.put({ TableName, Item });
    },
    async targets(address) {
      const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk(address) } };
      const items = await allItems((start) => calls.query({ TableName, ...query, ...start }));
      return items.filter(({ sk }) => !sk?.S?.startsWith(SPOKE)).flatMap((item) => readTarget(item) ?? []);
    },
    async putTarget(address, record, how) {
      const item = { ...{ pk: pk(address), sk: { S: record.key } }, ...targetItem(record, how) };
      const history = how.history && historyItem(address, record, { ...how, history: how.history });
      if (history === undefined) await calls.put({ TableName, Item: item });
      else await calls.transactWrite({ TransactItems: [item, history].map((Item) => ({ Put: { TableName, Item } })) });
    },
    async waiting() {
      const items = await allItems((start) => calls.query({ TableName, ...WAITING_LIST, ...start }));
      return items.flatMap(({ pk: partition, sk }) => {
        const [accountId = '', region = ''] = (partition?.S ?? '').split('/');
        const worker = WORKERS.find((name) => sk?.S === `${SPOKE}${name}`);
        return worker === undefined ? [] : [{ accountId, region, worker }];
      });
    },
  };
}

/** A record that cannot be read is treated as missing: the next reconcile writes it again. */
function openedWith(items: readonly Item[], address: SpokeAddress): Opened {
  const own = items.filter(({ pk: partition }) => partition?.S === addressText(address));
  const times = own.map(({ at }) => Date.parse(at?.S ?? '')).filter((time) => !Number.isNaN(time));
  const opened = {
    freezes: freezesIn(items),
    ...(times.length === 0 ? {} : { accountChangedAt: new Date(Math.max(...times)) }),
  };
  const found = json.pipe(spokeRecord).safeParse(own.find(({ record }) => record)?.['record']?.S).data;
  if (found === undefined) return opened;
  const { account, ...record } = found;
  return { ...opened, record: { ...record, ...(account ? { account: readingOf(address.accountId, account) } : {}) } };
}

/** The list of spokes with an acknowledged wait. */
const WAITING = 'waiting';
const WAITING_LIST = {
  IndexName: LEDGER_LISTS,
  KeyConditionExpression: '#list = :waiting',
  ExpressionAttributeNames: { '#list': 'list' },
  ExpressionAttributeValues: { ':waiting': { S: WAITING } },
};
/** The prefix of the sort keys of spoke records; the worker's name follows. */
const SPOKE = 'spoke/';
const accountKey = (worker: string, address: SpokeAddress): Item => ({
  pk: pk(address),
  sk: { S: `${SPOKE}${worker}/account` },
});
const pk = (address: SpokeAddress): AttributeValue => ({ S: addressText(address) });
const spokeKey = (worker: string, address: SpokeAddress): Item => ({
  pk: pk(address),
  sk: { S: `${SPOKE}${worker}` },
});
