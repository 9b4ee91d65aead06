import { isDeepStrictEqual } from 'node:util';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { difference, flag, tags, text } from '../fields';
import { resource, type Scope } from '../resource-type';

const keySchema = z.array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.strictObject({
  IndexName: text,
  KeySchema: keySchema,
  Projection: z.strictObject({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY']) }),
});

const schema = z.strictObject({
  TableName: text.optional(),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z.array(index).optional(),
  DeletionProtectionEnabled: flag.optional(),
  PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: flag }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: text, Enabled: flag }).optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

async function active(TableName: string, scope: Scope): Promise<void> {
  const client = new dynamodb.DynamoDBClient(scope.config);
  await scope.wait(`${TableName} is active`, async () => {
    const { Table } = await client.send(new dynamodb.DescribeTableCommand({ TableName }));
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    return Table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');
  });
}

/** An index that differs is deleted and created anew. */
const indexChanges = (before: Properties, after: Properties): dynamodb.GlobalSecondaryIndexUpdate[] => {
  const { added, removed } = difference(before.GlobalSecondaryIndexes, after.GlobalSecondaryIndexes);
  return [...removed.map(({ IndexName }) => ({ Delete: { IndexName } })), ...added.map((Create) => ({ Create }))];
};

export const table = resource(schema, {
  async create({ PointInTimeRecoverySpecification, TimeToLiveSpecification, ...properties }, scope) {
    const client = new dynamodb.DynamoDBClient(scope.config);
    const TableName = properties.TableName ?? scope.generatedName;
    const { TableDescription } = await client.send(new dynamodb.CreateTableCommand({ ...properties, TableName }));
    await active(TableName, scope);
    if (PointInTimeRecoverySpecification)
      await client.send(new dynamodb.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    if (TimeToLiveSpecification?.Enabled)
      await client.send(new dynamodb.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    return { ref: TableName, attributes: { Arn: TableDescription?.TableArn ?? '' } };
  },

  async update({ current: { ref: TableName, attributes, properties: before }, properties }, scope) {
    const client = new dynamodb.DynamoDBClient(scope.config);
    const GlobalSecondaryIndexUpdates = indexChanges(before, properties);
    const protection = properties.DeletionProtectionEnabled ?? false;
    const update: dynamodb.UpdateTableCommandInput = {
      TableName,
      ...(GlobalSecondaryIndexUpdates.length === 0
        ? {}
        : { GlobalSecondaryIndexUpdates, AttributeDefinitions: properties.AttributeDefinitions }),
      ...(protection === (before.DeletionProtectionEnabled ?? false) ? {} : { DeletionProtectionEnabled: protection }),
    };
    if (Object.keys(update).length > 1) await client.send(new dynamodb.UpdateTableCommand(update));
    await active(TableName, scope);
    await switchTimeToLive(TableName, before.TimeToLiveSpecification, properties.TimeToLiveSpecification, scope);
    const { PointInTimeRecoverySpecification: recovery } = properties;
    if (!isDeepStrictEqual(recovery, before.PointInTimeRecoverySpecification))
      await client.send(
        new dynamodb.UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: recovery ?? { PointInTimeRecoveryEnabled: false },
        }),
      );
    return { ref: TableName, attributes };
  },

  async remove({ ref: TableName }, scope) {
    const client = new dynamodb.DynamoDBClient(scope.config);
    await client.send(new dynamodb.DeleteTableCommand({ TableName }));
    await scope.wait(`${TableName} is gone`, async () => {
      const { TableNames } = await client.send(new dynamodb.ListTablesCommand({}));
      return !TableNames?.includes(TableName);
    });
  },
});

/** DynamoDB refuses another attribute while time to live is on. */
async function switchTimeToLive(
  TableName: string,
  before: Properties['TimeToLiveSpecification'],
  after: Properties['TimeToLiveSpecification'],
  scope: Scope,
): Promise<void> {
  const [was, is] = [before, after].map((each) => (each?.Enabled ? each : undefined));
  if (isDeepStrictEqual(was, is)) return;
  const TimeToLiveSpecification = is ?? { AttributeName: was?.AttributeName, Enabled: false };
  await new dynamodb.DynamoDBClient(scope.config).send(
    new dynamodb.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }),
  );
}
