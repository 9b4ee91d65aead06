import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { keyItem, type Key } from './admission-items';

/** When the last full sweep began. Methods throw a `Failure` if DynamoDB refuses a call. */
export interface Sweeps {
  /** Undefined before the first. */
  last(): Promise<Date | undefined>;
  record(began: string): Promise<void>;
}

const CALLS = { batchGet: BatchGetItemCommand, put: PutItemCommand };
const KEY: Key = { pk: 'sweep', sk: 'all' };

/** In the admissions table, which the sweep may write: `pk` is `sweep`, and `at` an ISO time. */
export function sweepsTable(TableName: string, session: Session): Sweeps {
  const calls = bind(CALLS, session);
  return {
    async last() {
      const page = await calls.batchGet({ RequestItems: { [TableName]: { Keys: [keyItem(KEY)] } } });
      const at = new Date(page.Responses?.[TableName]?.[0]?.['at']?.S ?? '');
      return Number.isNaN(at.getTime()) ? undefined : at;
    },
    async record(began) {
      await calls.put({ TableName, Item: { ...keyItem(KEY), at: { S: began } } });
    },
  };
}
