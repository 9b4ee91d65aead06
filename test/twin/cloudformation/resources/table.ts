import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { flag, tags, text } from '../fields';
import { resource } from '../resource-type';

const keySchema = z.array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.strictObject({
  IndexName: text,
  KeySchema: keySchema,
  Projection: z.strictObject({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY']) }),
});

export const table = resource(
  z.strictObject({
    TableName: text.optional(),
    BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
    KeySchema: keySchema,
    AttributeDefinitions: z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) })),
    GlobalSecondaryIndexes: z.array(index).optional(),
    DeletionProtectionEnabled: flag.optional(),
    PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: flag }).optional(),
    TimeToLiveSpecification: z.strictObject({ AttributeName: text, Enabled: flag }).optional(),
    Tags: tags,
  }),
  {
    async create({ PointInTimeRecoverySpecification, TimeToLiveSpecification, ...properties }, scope) {
      const client = new dynamodb.DynamoDBClient(scope.config);
      const TableName = properties.TableName ?? scope.generatedName;
      const { TableDescription } = await client.send(new dynamodb.CreateTableCommand({ ...properties, TableName }));
      await scope.wait(`${TableName} is active`, async () => {
        const { Table } = await client.send(new dynamodb.DescribeTableCommand({ TableName }));
        return Table?.TableStatus === 'ACTIVE';
      });
      if (PointInTimeRecoverySpecification)
        await client.send(new dynamodb.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
      if (TimeToLiveSpecification?.Enabled)
        await client.send(new dynamodb.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      return { ref: TableName, attributes: { Arn: TableDescription?.TableArn ?? '' } };
    },
  },
);
