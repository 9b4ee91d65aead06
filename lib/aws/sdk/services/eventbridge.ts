import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { ServiceClient } from '../session';

export const eventbridge: ServiceClient = {
  namespace: 'com.amazonaws.eventbridge',
  create: (config) => new EventBridgeClient(config),
};
