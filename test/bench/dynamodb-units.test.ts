import { unitsOf } from './dynamodb-units';

const units = (operation: string, input: unknown, output: unknown = {}, iamPrefix = 'dynamodb') =>
  unitsOf({ service: { iamPrefix }, operation, input }, output);
const Keys = [{ pk: { S: 'a' } }, { pk: { S: 'b' } }, { pk: { S: 'c' } }];
const long = (bytes: number) => ({ S: 'x'.repeat(bytes) });

test('a read takes a unit for each item, also for one that is missing, and for each 4 kB', () => {
  expect(units('BatchGetItem', { RequestItems: { ledger: { Keys } } })).toEqual({ read: 3, write: 0 });
  expect(units('Query', {}, { Items: [] })).toEqual({ read: 1, write: 0 });
  expect(units('Query', {}, { Items: [long(9_000)] })).toEqual({ read: 3, write: 0 });
});

test('a write takes two units for each kB, one of them for an index, and twice as many in a transaction', () => {
  expect(units('PutItem', { Item: { pk: { S: 'a' } } })).toEqual({ read: 0, write: 2 });
  expect(units('UpdateItem', { Key: long(1_500) })).toEqual({ read: 0, write: 4 });
  expect(units('TransactWriteItems', { TransactItems: Keys })).toEqual({ read: 0, write: 12 });
});

test('a call of another service takes none', () => {
  expect(units('PutObject', {}, {}, 's3')).toEqual({ read: 0, write: 0 });
});
