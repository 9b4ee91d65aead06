import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { ADMISSIONS_TABLE, addressText } from '../../lib/names';
import type { EnrolledWorld } from '../world/enrolled';

/** Records that the VPCs of an account were admitted in this OU: if it permits no segment, the config seems to have lost it. */
export async function admittedIn(
  { world, landingZone: { hub } }: EnrolledWorld,
  accountId: string,
  organizationalUnitId: string,
): Promise<void> {
  const client = new DynamoDBClient(world.config(world.administrator(hub.accountId), hub.region));
  const pk = addressText({ accountId, region: hub.region });
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: ADMISSIONS_TABLE,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
    }),
  );
  for (const item of Items) {
    const record = { ...(JSON.parse(item['record']?.S ?? '{}') as object), organizationalUnitId };
    const Item = { ...item, record: { S: JSON.stringify(record) } };
    await client.send(new PutItemCommand({ TableName: ADMISSIONS_TABLE, Item }));
  }
}
