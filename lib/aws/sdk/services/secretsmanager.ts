import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ServiceClient } from '../session';

export const secretsmanager: ServiceClient = {
  namespace: 'com.amazonaws.secretsmanager',
  create: (config) => new SecretsManagerClient(config),
};
