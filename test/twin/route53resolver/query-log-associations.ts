import type * as resolver from '../../../lib/aws/resolver';
import { provideLinkedRole } from '../iam/linked-roles';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { exists, invalidParameter, invalidRequest, limitExceeded, notFound } from './errors';
import { list, type Columns } from './listing';
import { bucketOf, usableConfig } from './query-log-configs';
import type { QueryLogAssociation, QueryLogConfig } from './state';

const columns: Columns<QueryLogAssociation> = {
  CreationTime: (association) => association.createdAt.toISOString(),
  Error: (association) => association.error,
  Id: (association) => association.id,
  ResolverQueryLogConfigId: (association) => association.configId,
  ResourceId: (association) => association.vpcId,
  Status: (association) => association.status,
};

/** Only the VPC's owner creates, ends and sees associations. */
export const queryLogAssociationOps = (world: World): Ops<typeof resolver> => {
  const state = world.resolver;

  const own = (call: Call, matches: (association: QueryLogAssociation) => boolean): QueryLogAssociation => {
    const association = state.queryLogAssociationsOf(call).find(matches);
    if (!association) throw notFound("[RSLVR-01602] The specified query logging association doesn't exist.");
    return association;
  };

  return {
    AssociateResolverQueryLogConfig(input, call) {
      const config = usableConfig(world, input.ResolverQueryLogConfigId, call);
      if (config.status === 'DELETING' || config.status === 'FAILED')
        throw invalidRequest(`[RSLVR-01603] The query logging configuration '${config.id}' is ${config.status}.`);
      const vpc = world.ec2.vpcs.owned(input.ResourceId ?? '', call);
      if (!vpc) throw invalidParameter(`[RSLVR-01604] The VPC '${input.ResourceId}' doesn't exist.`, 'ResourceId');
      const existing = state.queryLogAssociationsOf(call);
      if (existing.some(({ configId, vpcId }) => configId === config.id && vpcId === vpc.vpcId))
        throw exists(
          `[RSLVR-01605] The query logging configuration '${config.id}' is already associated with '${vpc.vpcId}'.`,
        );
      const limit = state.quotas.queryLogAssociations;
      if (existing.length >= limit) throw limitExceeded('query logging associations', limit);
      if (state.hasLinkedRole(call.region)) provideLinkedRole(world, call.accountId, 'route53resolver.amazonaws.com');
      const association: QueryLogAssociation = {
        id: world.ids.ec2('rqlca'),
        configId: config.id,
        vpcId: vpc.vpcId,
        ownerId: call.accountId,
        region: call.region,
        createdAt: world.clock.now(),
        status: 'CREATING',
        error: 'NONE',
      };
      state.queryLogAssociations.add(association.id, association);
      world.clock.after(world.times.queryLogAssociation, () => {
        if (association.status !== 'CREATING') return;
        association.error = deliveryError(world, config, association);
        association.status = association.error === 'NONE' ? 'ACTIVE' : 'FAILED';
      });
      return { ResolverQueryLogConfigAssociation: toAssociation(association) };
    },

    DisassociateResolverQueryLogConfig(input, call) {
      const association = own(
        call,
        ({ configId, vpcId }) => configId === input.ResolverQueryLogConfigId && vpcId === input.ResourceId,
      );
      if (association.status === 'DELETING')
        throw invalidRequest(`[RSLVR-01606] The query logging association '${association.id}' is being deleted.`);
      state.disassociate(association);
      return { ResolverQueryLogConfigAssociation: toAssociation(association) };
    },

    GetResolverQueryLogConfigAssociation: (input, call) => ({
      ResolverQueryLogConfigAssociation: toAssociation(
        own(call, ({ id }) => id === input.ResolverQueryLogConfigAssociationId),
      ),
    }),

    ListResolverQueryLogConfigAssociations(input, call) {
      const visible = state.queryLogAssociationsOf(call);
      const { items, next, filtered } = list(visible, input, columns);
      return {
        ResolverQueryLogConfigAssociations: items.map(toAssociation),
        TotalCount: visible.length,
        TotalFilteredCount: filtered,
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },
  };
};

/** The error, if any, when Resolver begins to deliver an account's logs. */
function deliveryError(
  world: World,
  { destinationArn, ownerId: configOwnerId }: QueryLogConfig,
  { ownerId, region }: QueryLogAssociation,
): QueryLogAssociation['error'] {
  const { name, prefix } = bucketOf(destinationArn);
  if (!world.s3.bucket(name)) return 'DESTINATION_NOT_FOUND';
  const allowed = world.s3.deliveryAllowed(name, ownerId, { prefix, kind: 'vpcdnsquerylogs', region, configOwnerId });
  return allowed && world.s3.takesDeliveries(name, { accountId: ownerId, region }) ? 'NONE' : 'ACCESS_DENIED';
}

const toAssociation = (association: QueryLogAssociation): resolver.ResolverQueryLogConfigAssociation => ({
  Id: association.id,
  ResolverQueryLogConfigId: association.configId,
  ResourceId: association.vpcId,
  Status: association.status,
  Error: association.error,
  // Absent where there is no error.
  ...(association.error === 'NONE' ? {} : { ErrorMessage: `Logs cannot be delivered: ${association.error}.` }),
  CreationTime: association.createdAt.toISOString(),
});
