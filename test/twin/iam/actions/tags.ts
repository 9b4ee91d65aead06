import { at, text, texts, type Keys } from './types';

/** Where operations have the tags that they set: as a list, by resource type, or as a map. */
const LISTS = ['Tags', 'tags', 'TagSpecifications.Tags', 'TagList', 'AddTags'];
const MAPS = ['tags', 'Tags'];
const REMOVED = ['TagKeys', 'tagKeys', 'RemoveTagKeys'];

function tagsOf(input: unknown): [key: string, value: string][] {
  const listed = LISTS.flatMap((path) => at(input, path)).flatMap((tag): [string, string][] => {
    const key = text(tag, 'Key') ?? text(tag, 'key');
    return key === undefined ? [] : [[key, text(tag, 'Value') ?? text(tag, 'value') ?? '']];
  });
  if (listed.length > 0) return listed;
  return MAPS.flatMap((path) => at(input, path)).flatMap((map) =>
    Object.entries(map ?? {}).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}

/** `aws:RequestTag/…` and `aws:TagKeys`, as far as the request has tags. */
export function requestTags(input: unknown): Keys {
  const tags = tagsOf(input);
  const removed = REMOVED.flatMap((path) => texts(input, path));
  const keys = [...tags.map(([key]) => key), ...removed];
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': keys.length > 0 ? keys : undefined,
  };
}
