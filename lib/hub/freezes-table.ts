import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { bind, type Bound } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { freezeKey, placeOf, scopesIn, type FreezeOrder, type FreezeScope } from './freezes';
import { FREEZE_PARTITION } from '../names';
import { allItems, itemOf } from './items';

const calls = { query: QueryCommand, update: UpdateItemCommand };

/** The freezes in the ledger. Methods throw a `Failure` if DynamoDB refuses a call. */
export class FreezesTable {
  readonly #calls: Bound<typeof calls>;

  /** `session`: credentials in the hub account, with a client of DynamoDB. */
  constructor(
    private readonly tableName: string,
    session: Session,
  ) {
    this.#calls = bind(calls, session);
  }

  /** Every freeze, each with its order. */
  async all(): Promise<readonly (readonly [FreezeScope, FreezeOrder])[]> {
    const items = await allItems((start) =>
      this.#calls.query({
        TableName: this.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: FREEZE_PARTITION } },
        ConsistentRead: true,
        ...start,
      }),
    );
    return items.flatMap(scopesIn);
  }

  /** Freezes a scope, from the next reconcile on. */
  async freeze(scope: FreezeScope, { at, by, because, region }: FreezeOrder): Promise<void> {
    const { sk, attribute } = placeOf(scope);
    await this.#calls.update({
      TableName: this.tableName,
      Key: freezeKey(sk),
      UpdateExpression: 'SET #scope = :order',
      ExpressionAttributeNames: { '#scope': attribute },
      ExpressionAttributeValues: { ':order': { M: itemOf({ at, by, because, region }) } },
    });
  }

  /** Ends a freeze. One that does not exist is none to end. */
  async thaw(scope: FreezeScope): Promise<void> {
    const { sk, attribute } = placeOf(scope);
    await this.#calls.update({
      TableName: this.tableName,
      Key: freezeKey(sk),
      UpdateExpression: 'REMOVE #scope',
      ExpressionAttributeNames: { '#scope': attribute },
    });
  }
}
