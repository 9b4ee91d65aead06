import { randomUUID } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { json, type Item } from './items';

const address = { accountId: z.string(), region: z.string(), vpcId: z.string() };
const range = z.object({ ...address, cidr: z.string(), segment: z.string(), admittedAt: z.string() });
export const block = z.array(range);
export const admission = z.object({
  ...address,
  ranges: z.array(range),
  freed: z.array(z.string()),
  organizationalUnitId: z.string().exactOptional(),
  leavingSince: z.string().exactOptional(),
  drainedUntil: z.string().exactOptional(),
  releasedAt: z.string().exactOptional(),
});
export const wait = z.object({ ...address, cidrs: z.array(z.string()) });

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
/** What an item held, and its version: undefined where there is no item. */
export interface Stored<T> {
  readonly value: T | undefined;
  readonly version: string | undefined;
}

export const keyItem = ({ pk, sk }: Key): Item => ({ pk: { S: pk }, sk: { S: sk } });

export const nameOf = (item: Item): string => `${item['pk']?.S ?? ''} ${item['sk']?.S ?? ''}`;

export function stored<S extends z.ZodType>(schema: S, items: ReadonlyMap<string, Item>, key: Key): Stored<z.infer<S>> {
  const item = items.get(`${key.pk} ${key.sk}`);
  return { value: item && read(schema, item), version: item?.['version']?.S };
}

export function read<S extends z.ZodType>(schema: S, item: Item): z.infer<S> {
  const { success, data, error } = json.pipe(schema).safeParse(item['record']?.S);
  if (success) return data;
  throw new TypeError(
    `The item ${nameOf(item)} of the admissions table cannot be read (${error.issues.map(({ message }) => message).join(', ')}); restore the table to a time before it was changed, or delete the item: then it is made anew from the tags of the attachments.`,
  );
}

/** Writes the item, or deletes it where `value` is undefined, on condition that it still has the version that was read. */
export function conditionalWrite(
  TableName: string,
  key: Key,
  value: object | undefined,
  version: string | undefined,
): TransactWriteItem {
  const condition =
    version === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { S: version } },
        };
  if (value === undefined) return { Delete: { TableName, Key: keyItem(key), ...condition } };
  const Item = { ...keyItem(key), record: { S: JSON.stringify(value) }, version: { S: randomUUID() } };
  return { Put: { TableName, Item, ...condition } };
}
