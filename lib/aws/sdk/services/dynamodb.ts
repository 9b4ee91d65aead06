import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../session';

export const dynamodb: ServiceClient = {
  namespace: 'com.amazonaws.dynamodb',
  create: (config) => new DynamoDBClient(config),
};
