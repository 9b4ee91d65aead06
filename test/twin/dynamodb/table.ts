import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { World } from '../world';

export interface Fixture {
  readonly world: World;
  readonly db: DynamoDBClient;
}

export const TABLE: CreateTableCommandInput = {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
};

/** A world with one table, `pk` and `sk` its keys. */
export async function tableFixture(): Promise<Fixture> {
  const world = new World();
  const db = new DynamoDBClient(world.config(world.administrator('100000000002'), 'us-east-1'));
  await db.send(new CreateTableCommand(TABLE));
  await world.clock.jump(10_000);
  return { world, db };
}

export const key = (pk = 'p', sk = 's'): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

export const putItem = (db: DynamoDBClient, item: Record<string, AttributeValue>, more: object = {}) =>
  db.send(new PutItemCommand({ TableName: 'orders', Item: { ...key(), ...item }, ...more }));
