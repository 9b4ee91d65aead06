import {
  GetItemCommand,
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
import { historyItem } from './history';
import { allItems, itemOf, json, type Item } from './items';
import type { Ledger, SpokeRecord } from './ledger';
import { readTarget, targetItem } from './target-item';

const CALLS = {
  get: GetItemCommand,
  put: PutItemCommand,
  query: QueryCommand,
  transactWrite: TransactWriteItemsCommand,
  update: UpdateItemCommand,
};

const spokeRecord: z.ZodType<SpokeRecord> = z.object({
  worker: z.string(),
  readAt: z.string(),
  fingerprint: z.string(),
  wait: z
    .object({
      probe: z.object({ kind: z.string(), key: z.string() }),
      because: z.string(),
      retryAfterSeconds: z.number(),
      acknowledged: z.boolean(),
    })
    .exactOptional(),
});

/**
 * The ledger in one DynamoDB table.
 *
 * | `pk`                             | `sk`                               | the item                                             |
 * | -------------------------------- | ---------------------------------- | ---------------------------------------------------- |
 * | `<accountId>/<region>`           | `spoke/<worker>`                   | what a worker waits for, JSON in `record`            |
 * | `<accountId>/<region>`           | `spoke/<worker>/account`           | when the account has changed                         |
 * | `<accountId>/<region>`           | VPC or account id, `cluster/<name>` | a `TargetRecord` in named attributes                |
 * | `history/<accountId>/<region>/…` | `<ISO time>/<worker>`              | a `HistoryEntry`; DynamoDB deletes it after 90 days  |
 *
 * An item that belongs to a list has `list`, the partition key of the index: `waiting` for an acknowledged wait, and
 * `history/<day>` for history. Each method throws a `Failure` if DynamoDB refuses a call.
 */
export function ledgerTable(TableName: string, session: Session): Ledger {
  const calls = bind(CALLS, session);
  return {
    async spoke(worker, address) {
      const { Item } = await calls.get({ TableName, Key: spokeKey(worker, address) });
      // A record that cannot be read is treated as missing: the next reconcile writes it again.
      return json.pipe(spokeRecord).safeParse(Item?.['record']?.S).data;
    },
    async putSpoke(address, record) {
      const list = record.wait?.acknowledged === true ? WAITING : undefined;
      const Item = { ...spokeKey(record.worker, address), ...itemOf({ record: JSON.stringify(record), list }) };
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
    async accountChange(worker, address) {
      const { Item } = await calls.get({ TableName, Key: accountKey(worker, address) });
      const at = new Date(Item?.['at']?.S ?? '');
      return Number.isNaN(at.getTime()) ? undefined : at;
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
      const query = {
        IndexName: LEDGER_LISTS,
        KeyConditionExpression: '#list = :waiting',
        ExpressionAttributeNames: { '#list': 'list' },
        ExpressionAttributeValues: { ':waiting': { S: WAITING } },
      };
      const items = await allItems((start) => calls.query({ TableName, ...query, ...start }));
      return items.flatMap(({ pk: partition, sk }) => {
        const [accountId = '', region = ''] = (partition?.S ?? '').split('/');
        const worker = WORKERS.find((name) => sk?.S === `${SPOKE}${name}`);
        return worker === undefined ? [] : [{ accountId, region, worker }];
      });
    },
  };
}

/** The list of spokes with an acknowledged wait. */
const WAITING = 'waiting';
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
