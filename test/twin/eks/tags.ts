import type * as eks from '@aws-sdk/client-eks';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { badRequest, unknownArn } from './errors';
import type { Cluster } from './state';

const MOST_TAGS = 50;

export function checkedTags(tags: Readonly<Record<string, string>> = {}): Map<string, string> {
  for (const [key, value] of Object.entries(tags))
    if (key.length < 1 || key.length > 128 || value.length > 256 || key.toLowerCase().startsWith('aws:'))
      throw badRequest(`The tag ${key} has an invalid key or value.`);
  return new Map(Object.entries(tags));
}

/** Sends the event of changed tags; a cluster without tags causes none. */
export function tellTags(
  world: World,
  { accountId, region, arn, tags }: Cluster,
  changedKeys: readonly string[],
): void {
  if (changedKeys.length === 0) return;
  const what = { accountId, region, arn, service: 'eks', resourceType: 'cluster' };
  world.trail.tagChange({ ...what, changedKeys, tags: Object.fromEntries(tags) });
}

/** Tags of clusters, which these calls name by ARN. */
export const tagOps = (world: World) => {
  function tagged(call: Call, arn = ''): Cluster {
    if (!/^arn:aws:eks:[a-z0-9-]+:\d{12}:cluster\/.+$/.test(arn)) throw badRequest(`Invalid ARN: ${arn}`);
    const cluster = [...world.eks.clusters.of(call).values()].find((each) => each.arn === arn);
    if (!cluster) throw unknownArn(arn);
    return cluster;
  }

  return {
    TagResource(input, call) {
      const cluster = tagged(call, input.resourceArn);
      const changes = [...checkedTags(input.tags)].filter(([key, value]) => cluster.tags.get(key) !== value);
      if (new Set([...cluster.tags.keys(), ...changes.map(([key]) => key)]).size > MOST_TAGS)
        throw badRequest(`A resource has ${MOST_TAGS} tags at most.`);
      for (const [key, value] of changes) cluster.tags.set(key, value);
      const keys = changes.map(([key]) => key);
      tellTags(world, cluster, keys);
      return {};
    },

    UntagResource(input, call) {
      const cluster = tagged(call, input.resourceArn);
      const removed = (input.tagKeys ?? []).filter((key) => cluster.tags.delete(key));
      tellTags(world, cluster, removed);
      return {};
    },

    ListTagsForResource(input, call) {
      return { tags: Object.fromEntries(tagged(call, input.resourceArn).tags) };
    },
  } satisfies Ops<typeof eks>;
};
