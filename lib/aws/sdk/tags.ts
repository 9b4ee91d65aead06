/** A tag as SDK clients return it. Their types allow both members to be missing; AWS always sends the key. */
interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The tags of a resource by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** The SDK's tags as a record. A tag without a value has an empty one. */
export const toRecord = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));

/** The record as the SDK's tags, sorted by key. */
export const toTags = (record: Tags): { Key: string; Value: string }[] =>
  Object.keys(record)
    .sort()
    .map((Key) => ({ Key, Value: record[Key] ?? '' }));
