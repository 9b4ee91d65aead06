import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { key, putItem, tableFixture } from './table';

const error = (name: string, message?: string) =>
  expect.objectContaining({
    name,
    ...(message === undefined ? {} : { message: expect.stringContaining(message) as string }),
  }) as Error;
const TableName = 'orders';

let db: DynamoDBClient;
beforeEach(async () => {
  ({ db } = await tableFixture());
});
const get = async (Key = key(), more: object = {}) =>
  (await db.send(new GetItemCommand({ TableName, Key, ...more }))).Item;
const update = (
  UpdateExpression: string,
  ExpressionAttributeValues?: Record<string, AttributeValue>,
  more: object = {},
) => db.send(new UpdateItemCommand({ TableName, Key: key(), UpdateExpression, ExpressionAttributeValues, ...more }));

describe('an item', () => {
  it('is put, read, replaced as a whole and deleted', async () => {
    await expect(get()).resolves.toBeUndefined();
    await putItem(db, { a: { N: '1' } });
    const old = await putItem(db, { b: { S: 'x' } }, { ReturnValues: 'ALL_OLD' });
    expect(old.Attributes).toEqual({ ...key(), a: { N: '1' } });
    await expect(get()).resolves.toEqual({ ...key(), b: { S: 'x' } });
    const deletion = new DeleteItemCommand({ TableName, Key: key(), ReturnValues: 'ALL_OLD' });
    expect((await db.send(deletion)).Attributes).toEqual({ ...key(), b: { S: 'x' } });
    expect((await db.send(deletion)).Attributes).toBeUndefined();
    await expect(get()).resolves.toBeUndefined();
  });

  it('is returned with the attributes of the projection', async () => {
    await putItem(db, { a: { M: { x: { N: '1' }, y: { N: '2' } } }, b: { S: 'b' } });
    const projection = { ProjectionExpression: 'a.x, sk, absent' };
    await expect(get(key(), projection)).resolves.toEqual({ a: { M: { x: { N: '1' } } }, sk: { S: 's' } });
  });

  it('is not changed by a write whose condition fails, and returned on request', async () => {
    await putItem(db, { a: { N: '1' } });
    const fresh = { ConditionExpression: 'attribute_not_exists(pk)' };
    await expect(putItem(db, {}, fresh)).rejects.toEqual(error('ConditionalCheckFailedException'));
    const shown = { ...fresh, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    await expect(putItem(db, {}, shown)).rejects.toMatchObject({ Item: { a: { N: '1' } } });
    const deletion = new DeleteItemCommand({ TableName, Key: key(), ConditionExpression: 'attribute_exists(b)' });
    await expect(db.send(deletion)).rejects.toEqual(error('ConditionalCheckFailedException'));
    await expect(get()).resolves.toEqual({ ...key(), a: { N: '1' } });
  });

  it.each([
    ['no sort key', { pk: { S: 'p' } }],
    ['a key of another type', { pk: { S: 'p' }, sk: { N: '1' } }],
    ['more than the key', { ...key(), a: { S: 'a' } }],
  ])('is not found by %s', async (_what, Key) => {
    await expect(get(Key as Record<string, AttributeValue>)).rejects.toEqual(error('ValidationException', 'schema'));
  });

  it.each([
    ['a key of another type', { sk: { N: '1' } }, 'Type mismatch'],
    ['an empty key', { sk: { S: '' } }, 'empty string'],
    ['more than 400 kB', { a: { S: 'x'.repeat(410_000) } }, 'Item size'],
  ])('is refused with %s', async (_what, item, message) => {
    await expect(putItem(db, item)).rejects.toEqual(error('ValidationException', message));
  });

  it('is refused with parameters from before expressions', async () => {
    const legacy = { Expected: { a: { Exists: false } } };
    await expect(putItem(db, {}, legacy)).rejects.toEqual(error('ValidationException', 'Expected'));
  });
});

describe('an update', () => {
  it('creates an item that is not there', async () => {
    await update('SET a = :a', { ':a': { N: '1' } });
    await expect(get()).resolves.toEqual({ ...key(), a: { N: '1' } });
  });

  it('sets, counts, appends and removes, reading the item as it was before', async () => {
    await putItem(db, {
      ...{ a: { N: '1' }, b: { N: '5' }, former: { S: 'x' } },
      ...{ elements: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] }, nested: { M: { x: { N: '1' }, y: { N: '2' } } } },
    });
    const expression =
      'SET a = b, b = a + :one, c = if_not_exists(c, :zero) - :one, nested.x = :two, doubled = list_append(elements, :list) REMOVE former, nested.y, elements[0], elements[1]';
    const values = { ':one': { N: '1' }, ':two': { N: '2' }, ':zero': { N: '0' }, ':list': { L: [{ N: '4' }] } };
    const { Attributes } = await update(expression, values, { ReturnValues: 'ALL_NEW' });
    expect(Attributes).toEqual({
      ...key(),
      ...{ a: { N: '5' }, b: { N: '2' }, c: { N: '-1' } },
      ...{ elements: { L: [{ N: '3' }] }, nested: { M: { x: { N: '2' } } } },
      doubled: { L: [{ N: '1' }, { N: '2' }, { N: '3' }, { N: '4' }] },
    });
    await expect(get()).resolves.toEqual(Attributes);
  });

  it('keeps what is there with if_not_exists, and returns what it touched', async () => {
    await putItem(db, { a: { N: '1' }, b: { N: '2' } });
    const values = { ':zero': { N: '0' } };
    const answer = await update('SET a = if_not_exists(a, :zero)', values, { ReturnValues: 'UPDATED_NEW' });
    expect(answer.Attributes).toEqual({ a: { N: '1' } });
    const before = await update('SET a = :zero REMOVE b', values, { ReturnValues: 'UPDATED_OLD' });
    expect(before.Attributes).toEqual({ a: { N: '1' }, b: { N: '2' } });
  });

  it('does nothing when its condition fails', async () => {
    await putItem(db, { a: { N: '1' } });
    const condition = { ConditionExpression: 'a = :zero' };
    const refused = update('SET a = :zero', { ':zero': { N: '0' } }, condition);
    await expect(refused).rejects.toEqual(error('ConditionalCheckFailedException'));
    await expect(get()).resolves.toEqual({ ...key(), a: { N: '1' } });
  });

  const one = { ':one': { N: '1' } };
  it.each([
    ['of the key', 'SET sk = :one', one, 'part of the key'],
    ['from an attribute that is not there', 'SET a = absent', undefined, 'does not exist'],
    ['below an attribute that is not there', 'SET absent.a = :one', one, 'document path'],
    ['that adds to a text', 'SET a = word + :one', one, 'incorrect data type'],
    ['of two paths that overlap', 'SET a = :one REMOVE a.b', one, 'overlap'],
    ['with ADD, which the twin lacks', 'ADD a :one', one, 'no ADD'],
    ['with an unknown function', 'SET a = plus(a, :one)', one, 'function'],
    ['that ends too early', 'SET a', undefined, 'Syntax error'],
    ['of a reserved word', 'SET status = :one', one, 'reserved keyword'],
  ])('%s is refused', async (_what, expression, values, message) => {
    await putItem(db, { word: { S: 'x' } });
    await expect(update(expression, values)).rejects.toEqual(error('ValidationException', message));
  });
});

describe('a batch', () => {
  const write = (...requests: object[]) =>
    db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  const item = (sk: string) => ({ PutRequest: { Item: key('p', sk) } });

  it('writes, deletes and reads many items', async () => {
    await write(item('1'), item('2'), item('3'));
    await write({ DeleteRequest: { Key: key('p', '2') } });
    const Keys = ['1', '2', '3'].map((sk) => key('p', sk));
    const { Responses } = await db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(Responses?.[TableName]).toEqual([key('p', '1'), key('p', '3')]);
  });

  it('is refused with one key twice, written or read, or with more than 25 writes', async () => {
    await expect(write(item('1'), item('1'))).rejects.toEqual(error('ValidationException', 'duplicates'));
    const many = Array.from({ length: 26 }, (_, index) => item(String(index)));
    await expect(write(...many)).rejects.toEqual(error('ValidationException', 'Too many'));
    await expect(get(key('p', '1'))).resolves.toBeUndefined();
    const twice = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key(), key()] } } });
    await expect(db.send(twice)).rejects.toEqual(error('ValidationException', 'duplicates'));
  });
});
