import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { keyItem, type Key } from './admission-items';
import { itemOf, type Item } from './items';

/** A full sweep. */
interface SweepRecord {
  /** When it began: ISO time. */
  readonly began: string;
  /** The number of the sweep, from 0. */
  readonly turn: number;
  /** The config and the version that it was made with. */
  readonly madeWith: string;
}

/** The last full sweep. Methods throw a `Failure` if DynamoDB refuses a call. */
export interface Sweeps {
  /** When it began; undefined before the first. */
  last(): Promise<Date | undefined>;
  /** Undefined before the first, and where an earlier version recorded it. */
  latest(): Promise<SweepRecord | undefined>;
  record(sweep: SweepRecord): Promise<void>;
}

const CALLS = { batchGet: BatchGetItemCommand, put: PutItemCommand };
const KEY: Key = { pk: 'sweep', sk: 'all' };

/**
 * In the admissions table, which the sweep may write: `pk` is `sweep`, `at` an ISO time, `turn` the number, and `madeWith` a hash of
 * config and version.
 */
export function sweepsTable(TableName: string, session: Session): Sweeps {
  const calls = bind(CALLS, session);
  const read = async (): Promise<Partial<Item>> => {
    const page = await calls.batchGet({
      RequestItems: { [TableName]: { Keys: [keyItem(KEY)], ConsistentRead: true } },
    });
    return page.Responses?.[TableName]?.[0] ?? {};
  };
  return {
    async last() {
      const at = new Date((await read())['at']?.S ?? '');
      return Number.isNaN(at.getTime()) ? undefined : at;
    },
    async latest() {
      const { at, turn, madeWith } = await read();
      const number = Number(turn?.N);
      if (at?.S === undefined || madeWith?.S === undefined || !Number.isInteger(number)) return undefined;
      return { began: at.S, turn: number, madeWith: madeWith.S };
    },
    async record({ began, turn, madeWith }) {
      await calls.put({ TableName, Item: { ...keyItem(KEY), ...itemOf({ at: began, turn, madeWith }) } });
    },
  };
}
