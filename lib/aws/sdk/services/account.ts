import { AccountClient } from '@aws-sdk/client-account';
import type { ServiceClient } from '../session';
import { GLOBAL } from './global';

export const account: ServiceClient = {
  namespace: 'com.amazonaws.account',
  region: GLOBAL,
  create: (config) => new AccountClient(config),
};
