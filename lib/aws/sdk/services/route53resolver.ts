import { Route53ResolverClient } from '../../resolver';
import type { ServiceClient } from '../session';

export const route53resolver: ServiceClient = {
  namespace: 'com.amazonaws.route53resolver',
  create: (config) => new Route53ResolverClient(config),
};
