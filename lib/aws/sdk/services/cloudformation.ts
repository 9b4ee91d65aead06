import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { ServiceClient } from '../session';
import { GLOBAL } from './global';

/** Only for the StackSets: the management stack is in us-east-1, where Organizations sends its events. */
export const cloudformation: ServiceClient = {
  namespace: 'com.amazonaws.cloudformation',
  region: GLOBAL,
  create: (config) => new CloudFormationClient(config),
};
