/** A tag as the SDK clients have it: both members may be missing in their types, in practice the key never is. */
interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The tags of a resource by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** Tags as a record; a tag without a value has the empty one. */
export const toRecord = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));

/** A record as the SDK's tags, sorted by key. */
export const toTags = (record: Tags): { Key: string; Value: string }[] =>
  Object.keys(record)
    .sort()
    .map((Key) => ({ Key, Value: record[Key] ?? '' }));
