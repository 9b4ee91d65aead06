import { TAG_PREFIX } from '../../names';

/**
 * The code knows our tag keys by one prefix, `wheelwright:`; AWS has them by the prefix of the config. Requests and responses
 * are translated where calls are bound. Undefined where the prefixes are the same.
 */
export interface TagKeys {
  toAws(request: object): object;
  fromAws(response: unknown): unknown;
}

/** Members of requests and responses that hold tags, as `{ Key, Value }`. */
const TAG_LISTS: ReadonlySet<string> = new Set(['Tags', 'TagSet']);

export function tagKeys(prefix: string): TagKeys | undefined {
  if (prefix === TAG_PREFIX) return undefined;
  const toAws = (key: string): string =>
    key.startsWith(TAG_PREFIX) ? `${prefix}${key.slice(TAG_PREFIX.length)}` : key;
  return {
    toAws: (request) => withTagFilters(Object.fromEntries(entriesOf(request, toAws)), toAws),
    fromAws: (response) => mapped(response, (key) => known(key, prefix)),
  };
}

/** The request with our keys in EC2's filters `tag:<key>`. */
function withTagFilters(request: object, toAws: (key: string) => string): object {
  if (!('Filters' in request) || !Array.isArray(request.Filters)) return request;
  const Filters = request.Filters.map((filter: unknown) =>
    isPlain(filter) && 'Name' in filter && typeof filter.Name === 'string' && filter.Name.startsWith(TAG_FILTER)
      ? { ...filter, Name: `${TAG_FILTER}${toAws(filter.Name.slice(TAG_FILTER.length))}` }
      : filter,
  );
  return { ...request, Filters };
}

const TAG_FILTER = 'tag:';

/**
 * A key of AWS as the code knows it. A prefix in another case stays one: keys are case-sensitive. A key of another landing zone,
 * which has the code's own prefix, means nothing here.
 */
function known(key: string, prefix: string): string | undefined {
  const rest = key.slice(prefix.length);
  if (key.startsWith(prefix)) return `${TAG_PREFIX}${rest}`;
  if (key.toLowerCase().startsWith(prefix.toLowerCase())) return `${TAG_PREFIX.toUpperCase()}${rest}`;
  return key.toLowerCase().startsWith(TAG_PREFIX) ? undefined : key;
}

type Rename = (key: string) => string | undefined;

/** A copy in which the keys of all tags are renamed; a tag without a name is left out. What is no plain object stays as it is. */
function mapped(value: unknown, rename: Rename): unknown {
  if (Array.isArray(value)) return value.map((each) => mapped(each, rename));
  return isPlain(value) ? Object.fromEntries(entriesOf(value, rename)) : value;
}

const entriesOf = (value: object, rename: Rename): readonly (readonly [string, unknown])[] =>
  Object.entries(value).map(([name, member]: [string, unknown]) => [
    name,
    TAG_LISTS.has(name) && Array.isArray(member)
      ? member.flatMap((tag) => renamed(tag, rename))
      : mapped(member, rename),
  ]);

function renamed(tag: unknown, rename: Rename): readonly unknown[] {
  if (!isPlain(tag) || !('Key' in tag) || typeof tag.Key !== 'string') return [tag];
  const Key = rename(tag.Key);
  return Key === undefined ? [] : [{ ...tag, Key }];
}

/** An object literal: no date, no bytes, no stream. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
