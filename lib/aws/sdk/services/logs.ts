import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ServiceClient } from '../session';

export const logs: ServiceClient = {
  namespace: 'com.amazonaws.cloudwatchlogs',
  create: (config) => new CloudWatchLogsClient(config),
};
