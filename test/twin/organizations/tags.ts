import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { invalidInput, paged, requireReader, withTags } from './common';

const TAGGABLE = /^(\d{12}|r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|p-[0-9a-zA-Z_]{8,128})$/;

/** Tags of accounts, OUs, the root and policies. Tagging them emits no `aws.tag` event. */
export const tagOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;

  function tagsOf(id = ''): Map<string, string> {
    if (!TAGGABLE.test(id)) throw invalidInput('INVALID_PATTERN', 'You specified an invalid resource ID.');
    const target =
      id === state.rootId
        ? state.rootTags
        : (state.account(id) ?? state.organizationalUnits.get(id) ?? state.policies.get(id))?.tags;
    if (!target) throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
    return target;
  }

  return {
    TagResource(input, call) {
      requireReader(world, call);
      const tags = tagsOf(input.ResourceId);
      for (const [key, value] of withTags(tags, input.Tags ?? [])) tags.set(key, value);
      return {};
    },

    UntagResource(input, call) {
      requireReader(world, call);
      const tags = tagsOf(input.ResourceId);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    },

    ListTagsForResource(input, call) {
      requireReader(world, call);
      const tags = [...tagsOf(input.ResourceId)].map(([Key, Value]) => ({ Key, Value }));
      const { items, next } = paged(tags, { NextToken: input.NextToken });
      return { Tags: items, NextToken: next };
    },
  };
};
