import { EKSClient } from '@aws-sdk/client-eks';
import type { ServiceClient } from '../session';

export const eks: ServiceClient = { namespace: 'com.amazonaws.eks', create: (config) => new EKSClient(config) };
