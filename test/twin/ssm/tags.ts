import type * as ssm from '@aws-sdk/client-ssm';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';

/** Tags of parameters. */
export const tagOps = (world: World): Ops<typeof ssm> => {
  const tagsOf = (type: string | undefined, id: string | undefined, call: Call): Map<string, string> => {
    if (type !== 'Parameter')
      throw new AwsError('InvalidResourceType', `The twin has no resources of the type ${type}.`);
    const parameter = world.ssm.find(id ?? '', call);
    if (!parameter) throw new AwsError('InvalidResourceId', `The resource ID ${id} is not valid.`);
    return parameter.tags;
  };
  return {
    AddTagsToResource({ ResourceType, ResourceId, Tags: tags = [] }, call) {
      for (const { Key = '', Value = '' } of tags) tagsOf(ResourceType, ResourceId, call).set(Key, Value);
      return {};
    },
    RemoveTagsFromResource({ ResourceType, ResourceId, TagKeys: keys = [] }, call) {
      for (const key of keys) tagsOf(ResourceType, ResourceId, call).delete(key);
      return {};
    },
    ListTagsForResource: ({ ResourceType, ResourceId }, call) => ({
      TagList: [...tagsOf(ResourceType, ResourceId, call)].map(([Key, Value]) => ({ Key, Value })),
    }),
  };
};
