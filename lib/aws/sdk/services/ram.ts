import { RAMClient } from '@aws-sdk/client-ram';
import type { ServiceClient } from '../session';

export const ram: ServiceClient = { namespace: 'com.amazonaws.ram', create: (config) => new RAMClient(config) };
