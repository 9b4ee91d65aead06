import { SQSClient } from '@aws-sdk/client-sqs';
import type { ServiceClient } from '../session';

export const sqs: ServiceClient = { namespace: 'com.amazonaws.sqs', create: (config) => new SQSClient(config) };
