import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { World } from '../world';
import { key, putItem, TABLE, tableFixture } from './table';

const error = (name: string, message = '') =>
  expect.objectContaining({ name, message: expect.stringContaining(message) as string }) as Error;
const TableName = 'orders';

let world: World;
let db: DynamoDBClient;
beforeEach(async () => {
  ({ world, db } = await tableFixture());
});

describe('a query', () => {
  beforeEach(async () => {
    for (const sk of ['b1', 'a1', 'b2', 'c']) await putItem(db, { ...key('p', sk), n: { N: String(sk.length) } });
    await putItem(db, key('q', 'b1'));
  });
  const VALUES = { ':p': { S: 'p' }, ':b': { S: 'b' }, ':b2': { S: 'b2' }, ':two': { N: '2' } };
  const query = (KeyConditionExpression: string, more: object = {}, filter = '') =>
    db.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression,
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(VALUES).filter(([name]) =>
            new RegExp(`${name}\\b`).test(`${KeyConditionExpression} ${filter}`),
          ),
        ),
        ...(filter === '' ? {} : { FilterExpression: filter }),
        ...more,
      }),
    );
  const sorted = async (...input: Parameters<typeof query>) => (await query(...input)).Items?.map(({ sk }) => sk?.S);

  it.each([
    ['pk = :p', ['a1', 'b1', 'b2', 'c']],
    ['pk = :p AND begins_with(sk, :b)', ['b1', 'b2']],
    ['pk = :p AND sk >= :b2', ['b2', 'c']],
    ['sk = :b2 AND pk = :p', ['b2']],
    ['pk = :p AND sk BETWEEN :b AND :b2', ['b1', 'b2']],
  ])('%s finds its items in the order of the sort key', async (expression, found) => {
    await expect(sorted(expression)).resolves.toEqual(found);
  });

  it('goes backwards, page by page, and on from an item that is gone', async () => {
    const page = await query('pk = :p', { ScanIndexForward: false, Limit: 2 });
    expect(page.Items?.map(({ sk }) => sk?.S)).toEqual(['c', 'b2']);
    expect(page.LastEvaluatedKey).toEqual(key('p', 'b2'));
    await db.send(new DeleteItemCommand({ TableName, Key: key('p', 'b2') }));
    const rest = { ScanIndexForward: false, ExclusiveStartKey: page.LastEvaluatedKey };
    await expect(sorted('pk = :p', rest)).resolves.toEqual(['b1', 'a1']);
  });

  it('filters after it counted its page', async () => {
    const answer = await query('pk = :p', { Limit: 2, ScanIndexForward: false }, 'n = :two');
    expect(answer).toMatchObject({ Count: 1, ScannedCount: 2, LastEvaluatedKey: key('p', 'b2') });
    const counted = await query('pk = :p', { Select: 'COUNT' }, 'n = :two');
    expect([counted.Count, counted.Items]).toEqual([3, undefined]);
  });

  it.each([
    ['sk = :b2', 'missed key schema element'],
    ['pk >= :p', 'missed key schema element'],
    ['pk = :p AND n = :two', 'not supported'],
    ['pk = :p AND sk <> :b', 'not supported'],
    ['pk = :p OR sk = :b', 'missed key schema element'],
  ])('%s is refused', async (expression, message) => {
    await expect(query(expression)).rejects.toEqual(error('ValidationException', message));
  });

  it('of an index is refused: the twin has none', async () => {
    await expect(query('pk = :p', { IndexName: 'i' })).rejects.toEqual(error('ValidationException', 'index'));
  });
});

describe('a scan', () => {
  it('reads every item once over its pages, through its filter', async () => {
    for (let n = 0; n < 7; n++) await putItem(db, { ...key(`p${n}`), n: { N: String(n % 2) } });
    const filter = { FilterExpression: 'n = :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
    const found: (string | undefined)[] = [];
    let ExclusiveStartKey: ReturnType<typeof key> | undefined;
    do {
      const page = await db.send(new ScanCommand({ TableName, Limit: 2, ExclusiveStartKey, ...filter }));
      found.push(...(page.Items ?? []).map(({ pk }) => pk?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(found).toEqual(['p1', 'p3', 'p5']);
  });

  it('in parallel is refused: the twin has none', async () => {
    const parallel = new ScanCommand({ TableName, Segment: 0, TotalSegments: 2 });
    await expect(db.send(parallel)).rejects.toEqual(error('ValidationException'));
  });
});

describe('a table', () => {
  const create = (more: object = {}) => db.send(new CreateTableCommand({ ...TABLE, ...more }));

  it('is being created, active, being deleted and gone', async () => {
    const other = { TableName: 'other' };
    const read = () => db.send(new GetItemCommand({ ...other, Key: key() }));
    await expect(create(other)).resolves.toMatchObject({ TableDescription: { TableStatus: 'CREATING' } });
    await expect(create(other)).rejects.toEqual(error('ResourceInUseException'));
    await expect(read()).rejects.toEqual(error('ResourceNotFoundException'));
    await world.clock.jump(10_000);
    await expect(read()).resolves.toBeDefined();
    await expect(db.send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: ['orders', 'other'] });
    const { Table } = await db.send(new DescribeTableCommand(other));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:100000000002:table/other',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: TABLE.KeySchema,
    });
    await db.send(new DeleteTableCommand(other));
    await expect(read()).rejects.toEqual(error('ResourceNotFoundException'));
    await world.clock.jump(10_000);
    await expect(db.send(new DescribeTableCommand(other))).rejects.toEqual(error('ResourceNotFoundException'));
  });

  it('has a time to live, and keeps it from being set twice', async () => {
    const specification = { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' } };
    const enable = () => db.send(new UpdateTimeToLiveCommand(specification));
    await enable();
    await expect(enable()).rejects.toEqual(error('ValidationException', 'already enabled'));
    await expect(db.send(new DescribeTimeToLiveCommand({ TableName }))).resolves.toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' },
    });
  });

  it('is named by its ARN as well, but only in its own account', async () => {
    const arn = (accountId: string) => `arn:aws:dynamodb:us-east-1:${accountId}:table/orders`;
    const read = (accountId: string) => db.send(new GetItemCommand({ TableName: arn(accountId), Key: key() }));
    await expect(read('100000000002')).resolves.toBeDefined();
    await expect(read('100000000003')).rejects.toEqual(error('AccessDeniedException'));
  });

  it('with deletion protection cannot be deleted', async () => {
    await create({ TableName: 'kept', DeletionProtectionEnabled: true });
    await world.clock.jump(10_000);
    const deletion = new DeleteTableCommand({ TableName: 'kept' });
    await expect(db.send(deletion)).rejects.toEqual(error('ValidationException', 'protected'));
  });

  it.each([
    ['a stream, which the twin lacks', { StreamSpecification: { StreamEnabled: true } }],
    ['no definition of a key', { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] }],
    ['no partition key', { KeySchema: [{ AttributeName: 'sk', KeyType: 'RANGE' }] }],
    ['provisioned billing without throughput', { BillingMode: 'PROVISIONED' }],
    ['a name of two characters', { TableName: 'ab' }],
  ])('is refused with %s', async (_what, more) => {
    await expect(create({ TableName: 'other', ...more })).rejects.toEqual(error('ValidationException'));
  });
});
