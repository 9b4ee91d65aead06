import type * as resolver from '../../../lib/aws/resolver';
import { parseArn } from '../arn';
import { extendPolicy } from '../s3/extended-policy';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { exists, invalidParameter, invalidRequest, limitExceeded, notFound, refuse } from './errors';
import { list, type Columns } from './listing';
import type { QueryLogConfig } from './state';
import { tagsFrom, tellTags } from './tags';

export const queryLogConfigOps = (world: World): Ops<typeof resolver> => {
  const state = world.resolver;

  const associationsOf = ({ id }: QueryLogConfig): number =>
    [...state.queryLogAssociations.all()].filter(({ configId }) => configId === id).length;

  function shareStatus(config: QueryLogConfig, call: Call): resolver.ShareStatus {
    if (config.ownerId !== call.accountId) return 'SHARED_WITH_ME';
    return sharedWithAnybody(config) ? 'SHARED_BY_ME' : 'NOT_SHARED';
  }
  const sharedWithAnybody = ({ arn, ownerId }: QueryLogConfig): boolean =>
    world.organizations.accounts().some(({ id }) => id !== ownerId && world.ram.isShared(arn, id));

  const toConfig = (config: QueryLogConfig, call: Call): resolver.ResolverQueryLogConfig => ({
    Id: config.id,
    OwnerId: config.ownerId,
    Status: config.status,
    ShareStatus: shareStatus(config, call),
    AssociationCount: associationsOf(config),
    Arn: config.arn,
    Name: config.name,
    DestinationArn: config.destinationArn,
    CreatorRequestId: config.creatorRequestId,
    CreationTime: config.createdAt.toISOString(),
  });

  const columns = (call: Call): Columns<QueryLogConfig> => ({
    Arn: (config) => config.arn,
    AssociationCount: (config) => String(associationsOf(config)),
    CreationTime: (config) => config.createdAt.toISOString(),
    CreatorRequestId: (config) => config.creatorRequestId,
    // S3, CloudWatchLogs or KinesisFirehose; the twin has only the first.
    Destination: () => 'S3',
    DestinationArn: (config) => config.destinationArn,
    Id: (config) => config.id,
    Name: (config) => config.name,
    OwnerId: (config) => config.ownerId,
    ShareStatus: (config) => shareStatus(config, call),
    Status: (config) => config.status,
  });

  return {
    async CreateResolverQueryLogConfig(input, call) {
      const name = input.Name ?? '';
      if (!/^(?!^[0-9]+$)[a-zA-Z0-9\-_' ]{1,64}$/.test(name))
        throw invalidParameter(`[RSLVR-01408] The name '${name}' is not valid.`, 'Name');
      const destinationArn = requireDestination(world, input.DestinationArn ?? '');
      const existing = state.queryLogConfigs.of(call);
      const again = existing.find(({ creatorRequestId }) => creatorRequestId === input.CreatorRequestId);
      if (again && (again.name !== name || again.destinationArn !== destinationArn))
        throw exists(
          `[RSLVR-01400] A query logging configuration with creator request ID '${input.CreatorRequestId}' already exists.`,
        );
      if (again) return { ResolverQueryLogConfig: toConfig(again, call) };
      const limit = state.quotas.queryLogConfigs;
      if (existing.length >= limit) throw limitExceeded('query logging configurations', limit);
      const id = world.ids.ec2('rqlc');
      const config: QueryLogConfig = {
        id,
        arn: `arn:aws:route53resolver:${call.region}:${call.accountId}:resolver-query-log-config/${id}`,
        ownerId: call.accountId,
        region: call.region,
        name,
        destinationArn,
        creatorRequestId: input.CreatorRequestId ?? world.ids.uuid(),
        tags: tagsFrom(input.Tags),
        createdAt: world.clock.now(),
        status: 'CREATING',
      };
      await extendPolicy(world, call, bucketOf(destinationArn).name);
      state.queryLogConfigs.add(id, config);
      tellTags(world, 'resolver-query-log-config', config);
      world.clock.after(world.times.other, () => {
        if (config.status === 'CREATING') config.status = 'CREATED';
      });
      return { ResolverQueryLogConfig: toConfig(config, call) };
    },

    GetResolverQueryLogConfig(input, call) {
      return { ResolverQueryLogConfig: toConfig(usableConfig(world, input.ResolverQueryLogConfigId, call), call) };
    },

    /** Own configs, and those that are shared with the caller. */
    ListResolverQueryLogConfigs(input, call) {
      const visible = [...state.queryLogConfigs.all()].filter(
        (config) => config.region === call.region && state.usable(config, call.accountId),
      );
      const { items, next, filtered } = list(visible, input, columns(call));
      return {
        ResolverQueryLogConfigs: items.map((config) => toConfig(config, call)),
        TotalCount: visible.length,
        TotalFilteredCount: filtered,
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },

    /** First every VPC must be disassociated and the sharing ended. */
    DeleteResolverQueryLogConfig(input, call) {
      const config = usableConfig(world, input.ResolverQueryLogConfigId, call);
      if (config.ownerId !== call.accountId)
        throw invalidRequest(
          `[RSLVR-01402] The query logging configuration '${config.id}' is owned by another account.`,
        );
      if (associationsOf(config) > 0)
        throw invalidRequest(`[RSLVR-01403] The query logging configuration '${config.id}' is associated with VPCs.`);
      if (sharedWithAnybody(config))
        throw invalidRequest(`[RSLVR-01404] The query logging configuration '${config.id}' is shared.`);
      config.status = 'DELETING';
      world.clock.after(world.times.other, () => {
        state.queryLogConfigs.delete(config.id);
      });
      return { ResolverQueryLogConfig: toConfig(config, call) };
    },
  };
};

/** The config as the caller may use it. ResourceNotFoundException for one that is not shared. */
export function usableConfig(world: World, id: string | undefined, call: Call): QueryLogConfig {
  const config = world.resolver.queryLogConfig(id ?? '');
  if (config?.region !== call.region || !world.resolver.usable(config, call.accountId))
    throw notFound(`[RSLVR-01601] The specified query logging configuration doesn't exist: '${id}'.`);
  return config;
}

function requireDestination(world: World, arn: string): string {
  const parsed = parseArn(arn);
  if (!parsed) throw invalidParameter(`[RSLVR-01405] The destination ARN '${arn}' is not valid.`, 'DestinationArn');
  if (parsed.service !== 's3') refuse({ [`a destination of ${parsed.service}`]: arn });
  if (!world.s3.bucket(bucketOf(arn).name)) throw notFound(`[RSLVR-01406] The destination '${arn}' doesn't exist.`);
  return arn;
}

/** `arn:aws:s3:::bucket/prefix`: the bucket, and the prefix with a slash behind it. */
export function bucketOf(destinationArn: string): { name: string; prefix: string } {
  const [name = '', ...prefix] = (parseArn(destinationArn)?.resource ?? '').split('/').filter((part) => part !== '');
  return { name, prefix: prefix.map((part) => `${part}/`).join('') };
}
