import type * as route53 from '@aws-sdk/client-route-53';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidInput } from './errors';
import type { HostedZone } from './state';

const MAX_CHANGES = 10;

export const tagOps = (world: World): Ops<typeof route53> => ({
  ChangeTagsForResource(input, call) {
    const zone = taggedZone(world, input.ResourceType, input.ResourceId, call);
    const added = input.AddTags ?? [];
    const removed = input.RemoveTagKeys ?? [];
    if (added.length === 0 && removed.length === 0) throw invalidInput('AddTags or RemoveTagKeys is required.');
    if (added.length > MAX_CHANGES || removed.length > MAX_CHANGES)
      throw invalidInput(`At most ${MAX_CHANGES} tags can be added or removed at once.`);
    for (const { Key, Value } of added)
      if (!Key || Key.length > 128 || (Value ?? '').length > 256 || Key.startsWith('aws:'))
        throw invalidInput(`Invalid tag: ${Key}`);
    for (const key of removed) zone.tags.delete(key);
    for (const { Key, Value } of added) zone.tags.set(Key ?? '', Value ?? '');
    world.trail.tagChange({
      accountId: call.accountId,
      region: 'us-east-1',
      arn: `arn:aws:route53:::hostedzone/${zone.id}`,
      service: 'route53',
      resourceType: 'hostedzone',
      changedKeys: [...removed, ...added.map(({ Key }) => Key ?? '')],
      tags: Object.fromEntries(zone.tags),
    });
    return {};
  },

  ListTagsForResource(input, call) {
    return { ResourceTagSet: tagSet(taggedZone(world, input.ResourceType, input.ResourceId, call)) };
  },

  ListTagsForResources(input, call) {
    const zones = (input.ResourceIds ?? []).map((id) => taggedZone(world, input.ResourceType, id, call));
    return { ResourceTagSets: zones.map(tagSet) };
  },
});

const tagSet = (zone: HostedZone): route53.ResourceTagSet => ({
  ResourceType: 'hostedzone',
  ResourceId: zone.id,
  Tags: [...zone.tags].map(([Key, Value]) => ({ Key, Value })),
});

/** Tag calls take the bare id: `/hostedzone/Z…` is longer than 32 characters and InvalidInput. */
function taggedZone(world: World, type: string | undefined, id: string | undefined, call: Call): HostedZone {
  if (id === undefined || id.length > 32) throw invalidInput(`Invalid resource id: ${id}`);
  if (type === 'healthcheck')
    throw new AwsError('NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`, {}, 404);
  return world.route53.ownZone(id, call);
}
