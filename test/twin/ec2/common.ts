import type * as ec2 from '@aws-sdk/client-ec2';
import { isObject } from '../json';
import { page as pageOf } from '../paging';
import { AwsError } from '../wire/errors';

/** What all EC2 operations share: dry runs, filters, pages, parameter errors. */

export const invalidValue = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}`);

/** The parameter's value, or MissingParameter. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
}

/** A parameter that the twin does not model and that would change what the call means. */
export function unsupported(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== false)
      throw new AwsError('UnsupportedOperation', `The twin does not model the parameter ${name}.`);
}

/** With DryRun every EC2 call that would have succeeded answers an error, and has no effect (EC2 API reference). */
export function refuseDryRun(input: unknown): void {
  if (isObject(input) && input['DryRun'] === true)
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', {}, 412);
}

type FilterValue = string | number | boolean | undefined;
/** By filter name: the value or values that an item has there. */
export type FilterTable<T> = Readonly<Record<string, (item: T) => FilterValue | readonly FilterValue[]>>;
export type Tags = ReadonlyMap<string, string>;

const MAX_FILTER_VALUES = 200;

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** EC2's wildcards: `*` for any characters, `?` for one; a backslash takes the next character as it is. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|[\s\S]/g, (character: string, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    if (character === '*') return '[\\s\\S]*';
    return character === '?' ? '[\\s\\S]' : literal(character);
  });
  return new RegExp(`^${source}$`);
}

/** Values of one filter are alternatives, filters must all hold. Case counts. Unknown names are refused. */
export function filtered<T>(
  items: Iterable<T>,
  filters: readonly ec2.Filter[] | undefined,
  table: FilterTable<T>,
  tagsOf?: (item: T) => Tags,
): T[] {
  const tests = (filters ?? []).map(({ Name, Values }) => {
    const name = required(Name, 'Filter.Name');
    if (!Values || Values.length === 0) throw missingParameter(`Filter.Value for the filter ${name}`);
    if (Values.length > MAX_FILTER_VALUES)
      throw new AwsError('FilterLimitExceeded', `The maximum number of filter values is ${MAX_FILTER_VALUES}`);
    const valuesOf = getter(name, table, tagsOf);
    const literals = new Set(Values.filter((value) => !/[*?\\]/.test(value)));
    const patterns = Values.filter((value) => !literals.has(value)).map(wildcard);
    const isMeant = (value: string) => literals.has(value) || patterns.some((pattern) => pattern.test(value));
    return (item: T) => valuesOf(item).some(isMeant);
  });
  return [...items].filter((item) => tests.every((test) => test(item)));
}

function getter<T>(name: string, table: FilterTable<T>, tagsOf?: (item: T) => Tags): (item: T) => string[] {
  if (tagsOf) {
    if (name.startsWith('tag:')) {
      const key = name.slice('tag:'.length);
      return (item) => [tagsOf(item).get(key)].filter((value) => value !== undefined);
    }
    if (name === 'tag-key') return (item) => [...tagsOf(item).keys()];
    if (name === 'tag-value') return (item) => [...tagsOf(item).values()];
  }
  const get = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!get) throw invalidValue(`The filter '${name}' is invalid`);
  return (item) => {
    const value = get(item);
    if (typeof value === 'string') return [value];
    return [value].flat().flatMap((each) => (each === undefined ? [] : [String(each)]));
  };
}

/** The values that an operation takes for MaxResults. */
export interface PageSizes {
  readonly minimum: number;
  readonly maximum: number;
}
/** Of most operations (EC2 API reference). */
const PAGE_SIZES: PageSizes = { minimum: 5, maximum: 1000 };
const DEFAULT_PAGE = 1000;

interface Paging {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of `items`. Spread `next` into the answer: it has a NextToken while more is to come. */
export function paged<T>(
  items: readonly T[],
  { MaxResults, NextToken }: Paging,
  { minimum, maximum }: PageSizes = PAGE_SIZES,
): { page: T[]; next: { NextToken?: string } } {
  if (MaxResults !== undefined && (MaxResults < minimum || MaxResults > maximum))
    throw invalidValue(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${minimum} and ${maximum}.`,
    );
  const { items: page, next } = pageOf(items, { limit: MaxResults ?? DEFAULT_PAGE, token: NextToken, invalidToken });
  return { page, next: next === undefined ? {} : { NextToken: next } };
}

const invalidToken = (): AwsError => new AwsError('InvalidNextToken', 'The specified NextToken is not valid.');

/** How an operation lists one kind of thing. */
export interface Listing<T> {
  /** All that the caller sees. */
  readonly visible: Iterable<T>;
  readonly idOf: (item: T) => string;
  /** The error for an id that is not among the visible. */
  readonly unknown: (id: string) => AwsError;
  readonly filters: FilterTable<T>;
  readonly tagsOf?: (item: T) => Tags;
  readonly pageSizes?: PageSizes;
}

/** Named ids that the caller does not see are an error; filters leave things out silently (EC2 API reference). */
export function list<T>(
  input: Paging & { readonly Filters?: readonly ec2.Filter[] | undefined },
  ids: readonly string[] | undefined,
  listing: Listing<T>,
): { page: T[]; next: { NextToken?: string } } {
  const chosen = ids && ids.length > 0 ? named(ids, listing) : listing.visible;
  return paged(filtered(chosen, input.Filters, listing.filters, listing.tagsOf), input, listing.pageSizes);
}

function named<T>(ids: readonly string[], { visible, idOf, unknown }: Listing<T>): readonly T[] {
  const wanted = new Set(ids);
  const found = new Map<string, T>();
  for (const item of visible) if (wanted.has(idOf(item))) found.set(idOf(item), item);
  return [...wanted].map((id) => {
    const item = found.get(id);
    if (item === undefined) throw unknown(id);
    return item;
  });
}
