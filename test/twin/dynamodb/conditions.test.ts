import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { putItem, tableFixture } from './table';

const error = (name: string) => expect.objectContaining({ name }) as Error;
let db: DynamoDBClient;
beforeAll(async () => {
  ({ db } = await tableFixture());
  await put();
});

const ITEM = {
  text: { S: 'abc' },
  n: { N: '10' },
  yes: { BOOL: true },
  tags: { SS: ['x', 'y'] },
  numbers: { NS: ['1', '2'] },
  elements: { L: [{ N: '1' }, { M: { deep: { S: 'z' } } }] },
  nested: { M: { a: { N: '1' } } },
};
const put = (more: object = {}) => putItem(db, ITEM, more);
const NAMES = { '#text': 'text' };
const VALUES = {
  ':a': { S: 'a' },
  ':abc': { S: 'abc' },
  ':b': { S: 'b' },
  ':ten': { N: '10.0' },
  ':nine': { N: '9' },
  ':eleven': { N: '11' },
  ':x': { S: 'x' },
  ':one': { N: '1' },
  ':two': { N: '2' },
  ':three': { N: '3' },
  ':z': { S: 'z' },
  ':S': { S: 'S' },
  ':true': { BOOL: true },
  ':set': { SS: ['y', 'x'] },
};

/** Only the placeholders that the expression uses: DynamoDB refuses others. */
function condition(ConditionExpression: string) {
  const used = <T>(all: Record<string, T>): Record<string, T> | undefined => {
    const entries = Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(ConditionExpression));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  };
  return {
    ConditionExpression,
    ExpressionAttributeNames: used(NAMES),
    ExpressionAttributeValues: used(VALUES),
  };
}

describe('a condition', () => {
  it.each([
    '#text = :abc',
    'n = :ten',
    'yes = :true',
    'tags = :set',
    'absent <> :a',
    'n <> :abc',
    'n > :nine AND n < :eleven',
    'n >= :ten AND n <= :ten',
    '#text > :a',
    'n BETWEEN :nine AND :eleven',
    '#text IN (:a, :abc)',
    'attribute_exists(#text)',
    'attribute_not_exists(absent)',
    'attribute_exists(nested.a) AND attribute_not_exists(nested.b)',
    'attribute_type(#text, :S)',
    'begins_with(#text, :a)',
    'contains(#text, :b)',
    'contains(tags, :x)',
    'contains(numbers, :one)',
    'contains(elements, :one)',
    'elements[1].deep = :z',
    'size(#text) = :three',
    'size(elements) = :two',
    'size(tags) > :one',
    'NOT n = :nine',
    'not attribute_exists(absent)',
    'n = :nine OR n = :ten',
    'n = :nine AND n = :nine OR n = :ten',
    'n = :ten AND (n = :nine OR NOT #text = :a)',
  ])('%s holds', async (expression) => {
    await expect(put(condition(expression))).resolves.toBeDefined();
  });

  it.each([
    '#text = :a',
    'n = :abc',
    'absent = :a',
    'absent < :a',
    'n < :abc',
    'n > :ten',
    'n BETWEEN :eleven AND :nine',
    '#text IN (:a, :b)',
    'attribute_exists(absent)',
    'attribute_not_exists(n)',
    'attribute_exists(elements[2])',
    'begins_with(#text, :b)',
    'begins_with(n, :one)',
    'contains(tags, :z)',
    'size(n) = :two',
    'NOT n = :ten',
    'n = :ten AND n = :nine',
    '(n = :nine OR n = :ten) AND n = :nine',
  ])('%s does not hold', async (expression) => {
    await expect(put(condition(expression))).rejects.toEqual(error('ConditionalCheckFailedException'));
  });

  it.each([
    ['', 'an empty expression'],
    ['n =', 'an end too early'],
    ['n = :ten n', 'an end too late'],
    ['(n = :ten', 'an open bracket'],
    ['n ! :ten', 'a character that the grammar lacks'],
    ['status = :a', 'a reserved word'],
    ['Status = :a', 'a reserved word in another case'],
    ['n = :unknown', 'a value that is not defined'],
    ['#unknown = :a', 'a name that is not defined'],
    ['length(n) = :one', 'a function that there is none of'],
  ])('%s is refused: %s', async (expression) => {
    await expect(put(condition(expression))).rejects.toEqual(error('ValidationException'));
  });

  it('is refused with a name or value that nothing uses', async () => {
    const unused = { ConditionExpression: 'attribute_exists(n)' };
    const names = { ...unused, ExpressionAttributeNames: { '#x': 'x' } };
    await expect(put(names)).rejects.toEqual(error('ValidationException'));
    const values = { ...unused, ExpressionAttributeValues: { ':x': { S: 'x' } } };
    await expect(put(values)).rejects.toEqual(error('ValidationException'));
  });
});
