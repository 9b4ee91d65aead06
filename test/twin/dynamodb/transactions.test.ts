import {
  CreateTableCommand,
  GetItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { key, putItem, TABLE, tableFixture, type Fixture } from './table';

const TableName = 'orders';
const other = { ...TABLE, TableName: 'other' };
const at = (sk: string, name = TableName) => ({ TableName: name, Key: key('p', sk) });
const put = (sk: string, more: object = {}): TransactWriteItem => ({
  Put: { TableName, Item: { ...key('p', sk), a: { N: '1' } }, ...more },
});
const ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' };

let world: Fixture['world'];
let db: DynamoDBClient;
beforeEach(async () => {
  ({ world, db } = await tableFixture());
});
const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  db.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
const get = async (sk: string, name = TableName) => (await db.send(new GetItemCommand(at(sk, name)))).Item;
const cancelled = (...codes: string[]) => ({
  name: 'TransactionCanceledException',
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
});

describe('a transaction that writes', () => {
  it('puts, updates, deletes and checks items of several tables', async () => {
    await db.send(new CreateTableCommand(other));
    await world.clock.jump(10_000);
    await putItem(db, { sk: { S: 'deleted' } });
    await putItem(db, { sk: { S: 'checked' }, a: { N: '7' } });
    const is7 = { ConditionExpression: 'a = :a', ExpressionAttributeValues: { ':a': { N: '7' } } };
    const set = { UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { N: '2' } } };
    await write([
      put('put', ABSENT),
      { Update: { ...at('updated', 'other'), ...set } },
      { Delete: at('deleted') },
      { ConditionCheck: { ...at('checked'), ...is7 } },
    ]);
    await expect(get('put')).resolves.toEqual({ ...key('p', 'put'), a: { N: '1' } });
    await expect(get('updated', 'other')).resolves.toEqual({ ...key('p', 'updated'), a: { N: '2' } });
    await expect(get('deleted')).resolves.toBeUndefined();
    await expect(get('checked')).resolves.toEqual({ ...key('p', 'checked'), a: { N: '7' } });
  });

  it('writes nothing when one condition fails, and returns a reason for each action', async () => {
    await putItem(db, { sk: { S: 'taken' }, a: { N: '5' } });
    const shown = { ...ABSENT, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    const refused = write([put('free', ABSENT), put('taken', shown)]);
    await expect(refused).rejects.toMatchObject({
      ...cancelled('None', 'ConditionalCheckFailed'),
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('p', 'taken'), a: { N: '5' } },
        },
      ],
    });
    await expect(get('free')).resolves.toBeUndefined();
    await expect(get('taken')).resolves.toMatchObject({ a: { N: '5' } });
  });

  it('returns no item of a failed condition that did not ask for it', async () => {
    await putItem(db, { sk: { S: 'taken' } });
    const refused = await write([put('taken', ABSENT)]).catch((error: unknown) => error);
    expect(refused).toMatchObject(cancelled('ConditionalCheckFailed'));
    expect(refused).not.toHaveProperty('CancellationReasons.0.Item');
  });

  it('evaluates every condition against the items before the transaction', async () => {
    const check = { ConditionExpression: 'attribute_exists(pk)' };
    const refused = write([put('made'), { ConditionCheck: { ...at('absent'), ...check } }]);
    await expect(refused).rejects.toMatchObject(cancelled('None', 'ConditionalCheckFailed'));
  });

  it('is cancelled where a value is invalid for its item', async () => {
    const refused = write([
      put('free'),
      { Update: { ...at('absent'), UpdateExpression: 'SET a = b' } },
      { Delete: { TableName, Key: { pk: { S: 'p' } } } },
    ]);
    await expect(refused).rejects.toMatchObject({
      ...cancelled('None', 'ValidationError', 'ValidationError'),
      CancellationReasons: [
        { Code: 'None' },
        { Message: 'The provided expression refers to an attribute that does not exist in the item' },
        { Message: 'The provided key element does not match the schema' },
      ],
    });
    await expect(get('free')).resolves.toBeUndefined();
  });

  it.each<[string, TransactWriteItem[], string]>([
    ['two actions on one item', [put('a'), { Delete: at('a') }], 'cannot include multiple operations on one item'],
    ['no action', [], 'Member must have length greater than or equal to 1'],
    ['101 actions', Array.from({ length: 101 }, (_, i) => put(`${i}`)), 'less than or equal to 100'],
    ['an element of two actions', [{ ...put('a'), Delete: at('b') }], 'can only contain one of'],
    ['an element without an action', [{}], 'can only contain one of'],
    ['a condition with a syntax error', [put('a', { ConditionExpression: 'a =' })], 'Invalid ConditionExpression'],
  ])('is refused with %s', async (_what, items, message) => {
    await expect(write(items)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
    await expect(get('a')).resolves.toBeUndefined();
  });

  it('accepts 100 actions', async () => {
    await write(Array.from({ length: 100 }, (_, i) => put(`${i}`)));
    await expect(get('99')).resolves.toBeDefined();
  });

  it('is refused for a table that does not exist', async () => {
    const refused = write([put('a'), { Delete: at('b', 'absent') }]);
    await expect(refused).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(get('a')).resolves.toBeUndefined();
  });

  it('has no effect again with the same client request token for ten minutes', async () => {
    await write([put('a', ABSENT)], 'token');
    await expect(write([put('a', ABSENT)], 'token')).resolves.toBeDefined();
    await expect(write([put('b')], 'token')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    await world.clock.jump(10 * 60_000);
    await expect(write([put('a', ABSENT)], 'token')).rejects.toMatchObject(cancelled('ConditionalCheckFailed'));
  });
});

describe('a transaction that reads', () => {
  const read = (...gets: object[]) =>
    db.send(new TransactGetItemsCommand({ TransactItems: gets.map((Get) => ({ Get: { ...at('a'), ...Get } })) }));

  it('returns items in order, and an empty element for an item that is not there', async () => {
    await putItem(db, { sk: { S: 'a' }, x: { N: '1' }, y: { N: '2' } });
    const { Responses } = await read(at('absent'), { ProjectionExpression: 'x' });
    expect(Responses).toEqual([{}, { Item: { x: { N: '1' } } }]);
  });

  it('is refused with one item twice, and cancelled by a key of another schema', async () => {
    await expect(read({}, {})).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(read({}, { Key: { pk: { S: 'p' } } })).rejects.toMatchObject(cancelled('None', 'ValidationError'));
  });
});
