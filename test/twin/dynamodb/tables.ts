import type * as dynamodb from '@aws-sdk/client-dynamodb';
import type {
  CreateTableInput,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexUpdate,
  KeySchemaElement,
  TableDescription,
  UpdateTableInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import type { KeyAttribute, Keys, Table } from './state';
import { StoredItems } from './stored-items';
import { invalid, keyAttributes } from './values';

const UNSUPPORTED = [
  ...['LocalSecondaryIndexes', 'StreamSpecification', 'ResourcePolicy', 'TableClass'],
  ...['WarmThroughput', 'OnDemandThroughput', 'GlobalTableSourceArn', 'GlobalTableSettingsReplicationMode'],
] as const;

const UPDATABLE: readonly string[] = ['GlobalSecondaryIndexUpdates', 'DeletionProtectionEnabled'];

/** Tables with a partition key and, if wanted, a sort key. */
export const tableOps = (world: World): Ops<typeof dynamodb> => ({
  CreateTable(input, call) {
    const unsupported = UNSUPPORTED.find((name) => input[name] !== undefined);
    if (unsupported !== undefined) throw invalid(`The twin has no ${unsupported} of a table.`);
    const name = input.TableName ?? '';
    if (!/^[\w.-]{3,255}$/.test(name))
      throw invalid(`TableName must be at least 3 characters long and at most 255: ${name}`);
    const tables = world.dynamodb.tables(call);
    if (tables.has(name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
    const table = newTable(world, name, input, call);
    tables.set(name, table);
    world.clock.after(world.times.other, () => {
      if (table.status === 'CREATING') table.status = 'ACTIVE';
    });
    return { TableDescription: described(table) };
  },

  DescribeTable({ TableName }, call) {
    return { Table: described(world.dynamodb.table(TableName, call)) };
  },

  ListTables({ ExclusiveStartTableName: start = '', Limit: limit = 100 }, call) {
    if (limit < 1 || limit > 100) throw invalid('Limit must be from 1 to 100');
    const names = [...world.dynamodb.tables(call).keys()].sort().filter((name) => name > start);
    const page = names.slice(0, limit);
    const last = page.at(-1);
    return {
      TableNames: page,
      ...(names.length > limit && last !== undefined ? { LastEvaluatedTableName: last } : {}),
    };
  },

  DeleteTable({ TableName }, call) {
    const table = world.dynamodb.table(TableName, call);
    if (table.deletionProtection)
      throw invalid(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    if (table.status !== 'ACTIVE')
      throw new AwsError(
        'ResourceInUseException',
        `Attempt to change a resource which is still in use: Table: ${table.name}`,
      );
    table.status = 'DELETING';
    world.clock.after(world.times.other, () => world.dynamodb.tables(call).delete(table.name));
    return { TableDescription: described(table) };
  },

  /** Deletion protection, and one new or deleted index in a call. An index of the twin is complete at once. */
  UpdateTable(input, call) {
    const table = world.dynamodb.table(input.TableName, call);
    const { TableName: _name, AttributeDefinitions: _definitions, ...changes } = input;
    const unsupported = Object.keys(changes).find((name) => !UPDATABLE.includes(name));
    if (unsupported !== undefined) throw invalid(`The twin does not change ${unsupported} of a table.`);
    if (table.status !== 'ACTIVE')
      throw new AwsError(
        'ResourceInUseException',
        `Attempt to change a resource which is still in use: Table: ${table.name}`,
      );
    if (input.GlobalSecondaryIndexUpdates) changeIndexes(table, input, input.GlobalSecondaryIndexUpdates);
    table.deletionProtection = input.DeletionProtectionEnabled ?? table.deletionProtection;
    table.status = 'UPDATING';
    world.clock.after(world.times.other, () => {
      if (table.status === 'UPDATING') table.status = 'ACTIVE';
    });
    return { TableDescription: described(table) };
  },

  /** Items are not taken away: DynamoDB itself may take days to. */
  UpdateTimeToLive({ TableName, TimeToLiveSpecification: specification }, call) {
    const table = world.dynamodb.table(TableName, call);
    const { Enabled = false, AttributeName = '' } = specification ?? {};
    if (Enabled === (table.timeToLiveAttribute !== undefined))
      throw invalid(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    if (Enabled) table.timeToLiveAttribute = AttributeName;
    else delete table.timeToLiveAttribute;
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  },

  DescribeTimeToLive({ TableName }, call) {
    const { timeToLiveAttribute } = world.dynamodb.table(TableName, call);
    return {
      TimeToLiveDescription:
        timeToLiveAttribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLiveAttribute },
    };
  },

  ListTagsOfResource({ ResourceArn }, call) {
    return { Tags: [...world.dynamodb.table(ResourceArn, call).tags].map(([Key, Value]) => ({ Key, Value })) };
  },

  TagResource({ ResourceArn, Tags = [] }, call) {
    const { tags } = world.dynamodb.table(ResourceArn, call);
    for (const { Key = '', Value = '' } of Tags) tags.set(Key, Value);
    return {};
  },

  UntagResource({ ResourceArn, TagKeys = [] }, call) {
    const { tags } = world.dynamodb.table(ResourceArn, call);
    for (const key of TagKeys) tags.delete(key);
    return {};
  },
});

function newTable(world: World, name: string, input: CreateTableInput, { region, accountId }: Call): Table {
  const { partitionKey, sortKey } = keys(input, input.KeySchema);
  const indexes = new Map(
    (input.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName ?? '', keysOfIndex(input, index)]),
  );
  requireDefinitions(input, [{ partitionKey, ...(sortKey ? { sortKey } : {}) }, ...indexes.values()]);
  return {
    name,
    arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}`,
    id: world.ids.uuid(),
    createdAt: world.clock.now(),
    partitionKey,
    ...(sortKey ? { sortKey } : {}),
    indexes,
    billing: billing(input),
    status: 'CREATING',
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    tags: new Map((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    items: new StoredItems(),
  };
}

/** DynamoDB API reference, UpdateTable: one index is created or deleted in a call. */
function changeIndexes(
  table: Table,
  input: UpdateTableInput,
  [change, ...more]: readonly GlobalSecondaryIndexUpdate[],
): void {
  if (more.length > 0)
    throw new AwsError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  const { Create: created, Delete: deleted } = change ?? {};
  const name = created?.IndexName ?? deleted?.IndexName ?? '';
  if (created) {
    if (table.indexes.has(name)) throw invalid(`Attempting to create an index which already exists: ${name}`);
    const definitions = [...definitionsOf(table), ...(input.AttributeDefinitions ?? [])];
    table.indexes.set(name, keysOfIndex({ AttributeDefinitions: definitions }, created));
  } else if (deleted) {
    if (!table.indexes.delete(name))
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`);
  } else throw invalid('The twin creates and deletes indexes only.');
}

function keysOfIndex(input: Definitions, { KeySchema, Projection }: GlobalSecondaryIndex): Keys {
  if (Projection?.ProjectionType !== 'ALL') throw invalid('The twin has only indexes with all attributes of an item.');
  return keys(input, KeySchema);
}

/** Each attribute that is defined is a key of the table or of an index. */
function requireDefinitions({ AttributeDefinitions: definitions = [] }: CreateTableInput, all: readonly Keys[]): void {
  const names = new Set(all.flatMap(keyAttributes).map(({ name }) => name));
  if (definitions.length !== names.size)
    throw invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
}

type Definitions = Pick<CreateTableInput, 'AttributeDefinitions'>;

function keys({ AttributeDefinitions: definitions = [] }: Definitions, schema: readonly KeySchemaElement[] = []): Keys {
  const attribute = (type: string): KeyAttribute | undefined => {
    const name = schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
    if (name === undefined) return undefined;
    const definition = definitions.find(({ AttributeName }) => AttributeName === name);
    if (!definition?.AttributeType)
      throw invalid(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}]`,
      );
    return { name, type: definition.AttributeType };
  };
  const partitionKey = attribute('HASH');
  if (!partitionKey)
    throw invalid('No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key');
  const sortKey = attribute('RANGE');
  return { partitionKey, ...(sortKey ? { sortKey } : {}) };
}

function billing({
  BillingMode = 'PROVISIONED',
  ProvisionedThroughput: throughput,
}: CreateTableInput): Table['billing'] {
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (throughput)
      throw invalid(
        'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    return {
      BillingModeSummary: { BillingMode },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    };
  }
  if (!throughput)
    throw invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  return { ProvisionedThroughput: throughput };
}

const schemaOf = (of: Keys): KeySchemaElement[] =>
  keyAttributes(of).map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }));

function definitionsOf(table: Table) {
  const all = [table, ...table.indexes.values()].flatMap(keyAttributes);
  return [...new Map(all.map(({ name, type }) => [name, { AttributeName: name, AttributeType: type }])).values()];
}

function described(table: Table): TableDescription {
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: table.status,
    CreationDateTime: table.createdAt,
    KeySchema: schemaOf(table),
    AttributeDefinitions: definitionsOf(table),
    ...(table.indexes.size === 0
      ? {}
      : {
          GlobalSecondaryIndexes: [...table.indexes].map(([IndexName, index]) => ({
            IndexName,
            IndexArn: `${table.arn}/index/${IndexName}`,
            IndexStatus: table.status,
            KeySchema: schemaOf(index),
            Projection: { ProjectionType: 'ALL' as const },
          })),
        }),
    ItemCount: table.items.size,
    TableSizeBytes: [...table.items.values()].reduce((sum, item) => sum + JSON.stringify(item).length, 0),
    DeletionProtectionEnabled: table.deletionProtection,
    ...table.billing,
  };
}
