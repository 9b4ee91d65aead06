import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { addressText, type SpokeAddress } from '../names';
import { freezeKeys, freezesIn, type Freezes } from './freezes';
import { itemsByKey, type Item } from './items';
import type { TargetRecord } from './ledger';
import { readTarget } from './target-item';

/** What the ledger has of an account in a region, beside its VPCs and clusters. */
export interface AccountEntry {
  /** Absent where enroll has recorded nothing that can be read. */
  readonly record?: TargetRecord;
  /** What operators have frozen of the account. */
  readonly freezes: Freezes;
}

/** Reads the entries of some accounts, by `<accountId>/<region>`. */
export type AccountRecords = (addresses: readonly SpokeAddress[]) => Promise<ReadonlyMap<string, AccountEntry>>;

/** A call for fifty spokes. It throws a `Failure` if DynamoDB refuses one. */
export function accountRecords(tableName: string, session: Session): AccountRecords {
  const calls = bind({ batchGet: BatchGetItemCommand }, session);
  return async (addresses) => {
    const keys = new Map<string, Item>();
    for (const address of addresses)
      for (const key of [keyOf(address), ...freezeKeys(address.accountId)]) keys.set(JSON.stringify(key), key);
    const items = await itemsByKey((RequestItems) => calls.batchGet({ RequestItems }), tableName, [...keys.values()]);
    return new Map(addresses.map((address) => [addressText(address), entryOf(items, address)]));
  };
}

const keyOf = ({ accountId, region }: SpokeAddress): Item => ({
  pk: { S: addressText({ accountId, region }) },
  sk: { S: accountId },
});

function entryOf(items: readonly Item[], address: SpokeAddress): AccountEntry {
  const item = items.find(({ pk }) => pk?.S === addressText(address));
  const record = item && readTarget(item);
  const frozen = freezeKeys(address.accountId).map(({ sk }) => sk?.S);
  return { ...(record ? { record } : {}), freezes: freezesIn(items.filter(({ sk }) => frozen.includes(sk?.S))) };
}
