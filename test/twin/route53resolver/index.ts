import * as resolver from '../../../lib/aws/resolver';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { endpointOps } from './endpoints';
import { queryLogAssociationOps } from './query-log-associations';
import { queryLogConfigOps } from './query-log-configs';
import { ruleOps } from './rules';

/** Route 53 Resolver: inbound and outbound endpoints, query logging, associations of rules. */
export const resolverService = (world: World): Service =>
  defineService(resolver)({
    ...endpointOps(world),
    ...queryLogConfigOps(world),
    ...queryLogAssociationOps(world),
    ...ruleOps(world),
  });
