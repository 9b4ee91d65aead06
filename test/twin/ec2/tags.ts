import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import { invalidValue, type Tags } from './common';
import type { ResourceType } from './resources';
import { PARTS } from '../parts';

const MAX_TAGS = 50;
const NO_TAGS: Tags = new Map();

/** Tags by resource and by the account that set them: on a shared resource each account sees its own (EC2 User Guide). */
export class TagStore {
  readonly #tags = new Map<string, Map<string, Map<string, string>>>();

  [PARTS](): readonly object[] {
    return [this.#tags];
  }

  of(resourceId: string, accountId: string): Tags {
    return this.#tags.get(resourceId)?.get(accountId) ?? NO_TAGS;
  }

  /** Replaces the account's tags on the resource. */
  set(resourceId: string, accountId: string, tags: Tags): void {
    const byAccount = this.#tags.get(resourceId) ?? new Map<string, Map<string, string>>();
    this.#tags.set(resourceId, byAccount);
    byAccount.set(accountId, new Map(tags));
  }

  /** Drops the tags of a deleted resource. */
  drop(resourceId: string): void {
    this.#tags.delete(resourceId);
  }

  resourcesOf(accountId: string): { resourceId: string; tags: Tags }[] {
    return [...this.#tags].flatMap(([resourceId, byAccount]) => {
      const tags = byAccount.get(accountId);
      return tags && tags.size > 0 ? [{ resourceId, tags }] : [];
    });
  }
}

/** Tags as a request gives them, checked: keys to 128 characters, values to 256, no `aws:` keys, no key twice. */
export function tagsFrom(tags: readonly ec2.Tag[] | undefined): Tags {
  const result = new Map<string, string>();
  for (const { Key, Value = '' } of tags ?? []) {
    const key = checkedKey(Key);
    if (Value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters`);
    if (result.has(key)) throw invalidValue(`Duplicate tag key '${key}' specified.`);
    result.set(key, Value);
  }
  if (result.size > MAX_TAGS) throw tooMany();
  return result;
}

/** The key of a tag to set or to delete. */
export function checkedKey(key: string | undefined): string {
  if (key === undefined || key === '') throw invalidValue('Tag key cannot be null or empty.');
  if (key.length > 128) throw invalidValue('Tag key exceeds the maximum length of 128 characters');
  if (key.toLowerCase().startsWith('aws:'))
    throw invalidValue(`Tag keys starting with 'aws:' are reserved for internal use`);
  return key;
}

/** What `tags` become when `added` are set: at most 50. */
export function withAdded(tags: Tags, added: Tags): Tags {
  const merged = new Map([...tags, ...added]);
  if (merged.size > MAX_TAGS) throw tooMany();
  return merged;
}

const tooMany = (): AwsError => new AwsError('TagLimitExceeded', `The maximum number of tags is ${MAX_TAGS}.`);

/** The tags that a resource of the given type is created with. Specifications for another type are refused. */
export function tagsAtCreation(specifications: readonly ec2.TagSpecification[] | undefined, type: ResourceType): Tags {
  const tags = (specifications ?? []).flatMap((specification) => {
    if (specification.ResourceType !== type)
      throw invalidValue(
        `'${specification.ResourceType ?? ''}' is not a valid taggable resource type for this operation.`,
      );
    return specification.Tags ?? [];
  });
  return tagsFrom(tags);
}

/** The `Tags` of an answer: absent when there are none, as in AWS. */
export const tagFields = (tags: Tags): { Tags?: ec2.Tag[] } =>
  tags.size === 0 ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
