import { IAMClient } from '@aws-sdk/client-iam';
import type { ServiceClient } from '../session';
import { GLOBAL } from './global';

export const iam: ServiceClient = {
  namespace: 'com.amazonaws.iam',
  region: GLOBAL,
  create: (config) => new IAMClient(config),
};
