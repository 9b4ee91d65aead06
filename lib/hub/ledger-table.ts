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
import type { KeyRecord, Ledger, SpokeId, SpokeRecord } from './ledger';
import { allPages } from '../aws/sdk/pages';
import type { ClientConfig } from '../aws/sdk/session';

type Item = Record<string, AttributeValue>;

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
const keyRecord: z.ZodType<KeyRecord> = z.object({
  key: z.string(),
  state: z.enum(['joined', 'waiting', 'refused', 'left', 'failed', 'planned']),
  segment: z.string().exactOptional(),
  because: z.string(),
  cidrs: z.array(z.string()),
  concepts: z.record(z.string(), z.string()),
});

/**
 * The ledger in one DynamoDB table: `pk` is `<accountId>/<region>`, `sk` is `spoke` (with the worker's name behind it) or
 * the VPC's or account's id, or `cluster/<name>`. A record travels as JSON in `record`; `waiting` is set beside it so that a scan finds it.
 */
export function ledgerTable(tableName: string, config: ClientConfig): Ledger {
  const table = new DynamoDBClient(config);
  const pk = ({ accountId, region }: SpokeId): AttributeValue => ({ S: `${accountId}/${region}` });
  const spokeKey = (worker: string, id: SpokeId): Item => ({ pk: pk(id), sk: { S: `spoke/${worker}` } });

  return {
    async spoke(worker, id) {
      const { Item } = await table.send(new GetItemCommand({ TableName: tableName, Key: spokeKey(worker, id) }));
      return read(spokeRecord, Item);
    },
    async putSpoke(id, record) {
      const waiting: Item = record.wait?.acknowledged === true ? { waiting: { BOOL: true } } : {};
      const Item = { ...spokeKey(record.worker, id), record: { S: JSON.stringify(record) }, ...waiting };
      await table.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    async clearWait(worker, id) {
      await table.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: spokeKey(worker, id),
          UpdateExpression: 'REMOVE #record, #waiting',
          ExpressionAttributeNames: { '#record': 'record', '#waiting': 'waiting' },
        }),
      );
    },
    async keys(id) {
      const items = await allPages(async (token) => {
        const page = await table.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pk(id) },
            ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) as Item }),
          }),
        );
        return { items: page.Items, next: page.LastEvaluatedKey && JSON.stringify(page.LastEvaluatedKey) };
      });
      return items.filter(({ sk }) => !sk?.S?.startsWith('spoke/')).flatMap((item) => read(keyRecord, item) ?? []);
    },
    async putKey(id, record, at) {
      const Item = {
        pk: pk(id),
        sk: { S: record.key },
        record: { S: JSON.stringify(record) },
        at: { S: at.toISOString() },
      };
      await table.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    async waiting() {
      const items = await allPages(async (token) => {
        const page = await table.send(
          new ScanCommand({
            TableName: tableName,
            FilterExpression: 'waiting = :true',
            ExpressionAttributeValues: { ':true': { BOOL: true } },
            ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) as Item }),
          }),
        );
        return { items: page.Items, next: page.LastEvaluatedKey && JSON.stringify(page.LastEvaluatedKey) };
      });
      return items.map((item) => {
        const [accountId = '', region = ''] = (item['pk']?.S ?? '').split('/');
        return { accountId, region, worker: (item['sk']?.S ?? '').replace('spoke/', '') };
      });
    },
  };
}

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

/** A record that cannot be read is no record: the ledger may be lost, and is written anew. */
function read<S extends z.ZodType>(schema: S, item: Item | undefined): z.infer<S> | undefined {
  return json.pipe(schema).safeParse(item?.['record']?.S).data;
}
