import { SNSClient } from '@aws-sdk/client-sns';
import type { ServiceClient } from '../session';

export const sns: ServiceClient = { namespace: 'com.amazonaws.sns', create: (config) => new SNSClient(config) };
