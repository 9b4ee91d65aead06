import { page } from '../paging';
import { AwsError } from '../wire/errors';
import { invalidParameter } from './errors';

/** By filter name, as the API reference spells it: what an item has there. */
export type Columns<T> = Readonly<Record<string, (item: T) => string | readonly string[] | undefined>>;

export interface ListInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly Filters?:
    readonly { readonly Name?: string | undefined; readonly Values?: readonly string[] | undefined }[] | undefined;
  readonly SortBy?: string | undefined;
  readonly SortOrder?: string | undefined;
}

export interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
  /** Items after filtering. */
  readonly filtered: number;
}

const MAX_RESULTS = 100;

/** Filters, sorts and pages as Resolver's List operations do. Raises InvalidParameterException. */
export function list<T>(items: readonly T[], input: ListInput, columns: Columns<T>): Listed<T> {
  const limit = input.MaxResults ?? MAX_RESULTS;
  if (limit < 1 || limit > MAX_RESULTS)
    throw new AwsError('ValidationException', `MaxResults must be between 1 and ${MAX_RESULTS}: ${limit}`);
  const tests = (input.Filters ?? []).map(({ Name = '', Values = [] }) => {
    const valueOf = column(columns, Name, 'Filters');
    return (item: T) => [valueOf(item) ?? []].flat().some((value) => Values.includes(value));
  });
  const filtered = items.filter((item) => tests.every((test) => test(item)));
  const { items: shown, next } = page(sorted(filtered, input, columns), {
    limit,
    token: input.NextToken,
    invalidToken: () => new AwsError('InvalidNextTokenException', 'The value of NextToken is not valid.'),
  });
  return { items: shown, next, filtered: filtered.length };
}

function sorted<T>(items: readonly T[], { SortBy, SortOrder }: ListInput, columns: Columns<T>): readonly T[] {
  if (SortBy === undefined) return items;
  const valueOf = column(columns, SortBy, 'SortBy');
  const key = (item: T): string => [valueOf(item) ?? ''].flat().join();
  const ascending = [...items].sort((a, b) => key(a).localeCompare(key(b)));
  return SortOrder === 'DESCENDING' ? ascending.reverse() : ascending;
}

/** Names in capitals, `HOST_VPC_ID` for `HostVPCId`, are an older spelling that still works. */
function column<T>(columns: Columns<T>, name: string, field: string): Columns<T>[string] {
  const plain = (text: string): string => (/^[A-Z_]+$/.test(text) ? text.replaceAll('_', '') : text).toLowerCase();
  const known = Object.entries(columns).find(
    ([key]) => key === name || (/^[A-Z_]+$/.test(name) && plain(key) === plain(name)),
  );
  if (!known) throw invalidParameter(`The filter '${name}' is not valid.`, field);
  return known[1];
}
