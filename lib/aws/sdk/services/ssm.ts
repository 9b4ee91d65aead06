import { SSMClient } from '@aws-sdk/client-ssm';
import type { ServiceClient } from '../session';

export const ssm: ServiceClient = { namespace: 'com.amazonaws.ssm', create: (config) => new SSMClient(config) };
