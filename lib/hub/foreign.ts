import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { keyItem, type Key } from './admission-items';
import { json } from './items';

/** The VPC attachments that Wheelwright does not manage and that propagate to segments' tables, when they were listed last. */
export interface ForeignList {
  readonly at: Date;
  /** Sorted. */
  readonly attachmentIds: readonly string[];
}

/** Where they are recorded. Methods throw a `Failure` if DynamoDB refuses a call. */
export interface Foreign {
  /** Undefined where none was recorded, or what was cannot be read: then the mesh is listed. */
  last(region: string): Promise<ForeignList | undefined>;
  record(region: string, list: ForeignList): Promise<void>;
}

const CALLS = { batchGet: BatchGetItemCommand, put: PutItemCommand };
const listed = z.object({ at: z.coerce.date(), attachmentIds: z.array(z.string()) });
const keyOf = (region: string): Key => ({ pk: 'foreign', sk: region });

/** In the admissions table: `pk` is `foreign`, `sk` the region, and `record` a `ForeignList` in JSON. */
export function foreignTable(TableName: string, session: Session): Foreign {
  const calls = bind(CALLS, session);
  return {
    async last(region) {
      const Keys = [keyItem(keyOf(region))];
      const page = await calls.batchGet({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
      return json.pipe(listed).safeParse(page.Responses?.[TableName]?.[0]?.['record']?.S).data;
    },
    async record(region, list) {
      await calls.put({ TableName, Item: { ...keyItem(keyOf(region)), record: { S: JSON.stringify(list) } } });
    },
  };
}
