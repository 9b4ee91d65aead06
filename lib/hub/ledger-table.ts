import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { allItems, json, type Item } from './items';
import type { TargetRecord, Ledger, SpokeRecord } from './ledger';
import type { ClientConfig } from '../aws/sdk/session';
import { WORKERS, addressText, type SpokeAddress } from '../names';

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
const keyRecord: z.ZodType<TargetRecord> = z.object({
  key: z.string(),
  state: z.enum(['joined', 'waiting', 'refused', 'left', 'failed', 'planned']),
  segment: z.string().exactOptional(),
  because: z.string(),
  cidrs: z.array(z.string()),
  concepts: z.record(z.string(), z.string()),
});

/**
 * The ledger in one DynamoDB table: `pk` is `<accountId>/<region>`, `sk` is `spoke/<worker>`, `spoke/<worker>/account`, a VPC id, the account id, or
 * `cluster/<name>`. A record is JSON in `record`; an acknowledged wait sets `waiting` beside it, for the scan.
 * Each method throws the errors of DynamoDB.
 */
export function ledgerTable(TableName: string, config: ClientConfig): Ledger {
  const table = new DynamoDBClient(config);
  return {
    async spoke(worker, address) {
      const { Item } = await table.send(new GetItemCommand({ TableName, Key: spokeKey(worker, address) }));
      return read(spokeRecord, Item);
    },
    async putSpoke(address, record) {
      const waiting: Item = record.wait?.acknowledged === true ? { waiting: { BOOL: true } } : {};
      const Item = { ...spokeKey(record.worker, address), record: { S: JSON.stringify(record) }, ...waiting };
      await table.send(new PutItemCommand({ TableName, Item }));
    },
    async clearWait(worker, address) {
      await table.send(
        new UpdateItemCommand({
          TableName,
          Key: spokeKey(worker, address),
          UpdateExpression: 'REMOVE #record, #waiting',
          ExpressionAttributeNames: { '#record': 'record', '#waiting': 'waiting' },
        }),
      );
    },
    async putAccountChange(worker, address, at) {
      const Item = { ...accountKey(worker, address), at: { S: at.toISOString() } };
      await table.send(new PutItemCommand({ TableName, Item }));
    },
    async accountChange(worker, address) {
      const { Item } = await table.send(new GetItemCommand({ TableName, Key: accountKey(worker, address) }));
      const at = new Date(Item?.['at']?.S ?? '');
      return Number.isNaN(at.getTime()) ? undefined : at;
    },
    async targets(address) {
      const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk(address) } };
      const items = await allItems((start) => table.send(new QueryCommand({ TableName, ...query, ...start })));
      return items.filter(({ sk }) => !sk?.S?.startsWith(SPOKE)).flatMap((item) => read(keyRecord, item) ?? []);
    },
    async putTarget(address, record, at) {
      const Item = {
        ...{ pk: pk(address), sk: { S: record.key } },
        ...{ record: { S: JSON.stringify(record) }, at: { S: at.toISOString() } },
      };
      await table.send(new PutItemCommand({ TableName, Item }));
    },
    async waiting() {
      const filter = { FilterExpression: 'waiting = :true', ExpressionAttributeValues: { ':true': { BOOL: true } } };
      const items = await allItems((start) => table.send(new ScanCommand({ TableName, ...filter, ...start })));
      return items.flatMap(({ pk: partition, sk }) => {
        const [accountId = '', region = ''] = (partition?.S ?? '').split('/');
        const worker = WORKERS.find((name) => sk?.S === `${SPOKE}${name}`);
        return worker === undefined ? [] : [{ accountId, region, worker }];
      });
    },
  };
}

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

/** A record that cannot be read is treated as missing: the next reconcile writes it again. */
function read<S extends z.ZodType>(schema: S, item: Item | undefined): z.infer<S> | undefined {
  return json.pipe(schema).safeParse(item?.['record']?.S).data;
}
