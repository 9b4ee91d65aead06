import { Route53Client } from '@aws-sdk/client-route-53';
import type { ServiceClient } from '../session';
import { GLOBAL } from './global';

export const route53: ServiceClient = {
  namespace: 'com.amazonaws.route53',
  region: GLOBAL,
  create: (config) => new Route53Client(config),
};
