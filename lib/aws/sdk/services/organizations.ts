import { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { ServiceClient } from '../session';
import { GLOBAL } from './global';

export const organizations: ServiceClient = {
  namespace: 'com.amazonaws.organizations',
  region: GLOBAL,
  create: (config) => new OrganizationsClient(config),
};
