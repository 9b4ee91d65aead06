import type * as resolver from '../../../lib/aws/resolver';
import type { Owned } from '../ec2/store';
import type { World } from '../world';
import { invalidParameter } from './errors';

/** The tags that a resource is created with. Raises InvalidParameterException. */
export function tagsFrom(tags: readonly resolver.Tag[] = []): ReadonlyMap<string, string> {
  for (const { Key, Value } of tags)
    if (!Key || Key.length > 128 || (Value ?? '').length > 256 || Key.startsWith('aws:'))
      throw invalidParameter(`The tag key '${Key}' or its value is not valid.`, 'Tags');
  return new Map(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** Sends the tag event of a resource that is created with tags. */
export function tellTags(
  world: World,
  resourceType: string,
  { arn, ownerId, region, tags }: Owned & { readonly arn: string; readonly tags: ReadonlyMap<string, string> },
): void {
  if (tags.size === 0) return;
  world.trail.tagChange({
    accountId: ownerId,
    region,
    arn,
    service: 'route53resolver',
    resourceType,
    changedKeys: [...tags.keys()],
    tags: Object.fromEntries(tags),
  });
}
