import type { Invocation } from '../twin/wire/service';

/** What tells the units of a call. */
interface UnitsOf extends Pick<Invocation, 'operation' | 'input'> {
  readonly service: Pick<Invocation['service'], 'iamPrefix'>;
}

const READ_BYTES = 4_096;
const WRITE_BYTES = 1_024;

interface Units {
  readonly read: number;
  readonly write: number;
}

/**
 * The request units of a call of DynamoDB, at least one for each item or page: for 4 kB that it returns, and for 1 kB that it sends; both
 * twice in a transaction, and a write once more for the index that has the item. AWS docs: DynamoDB Developer Guide, "Read/write capacity
 * modes". Reads count as consistent ones.
 */
export function unitsOf({ service, operation, input }: UnitsOf, output: unknown): Units {
  if (service.iamPrefix !== 'dynamodb') return { read: 0, write: 0 };
  const twice = operation.startsWith('Transact') ? 2 : 1;
  if (/Write|Put|Update|Delete/.test(operation))
    return { read: 0, write: twice * 2 * Math.max(itemsIn(input), unitsIn(input, WRITE_BYTES)) };
  return { read: twice * Math.max(itemsIn(input), unitsIn(output, READ_BYTES)), write: 0 };
}

const unitsIn = (value: unknown, bytes: number): number => Math.ceil(JSON.stringify(value ?? {}).length / bytes);

/** How many items a call names; a call that names none, as a query, counts as one. */
function itemsIn(input: unknown): number {
  const { RequestItems = {}, TransactItems = [] } = (input ?? {}) as {
    readonly RequestItems?: Readonly<Record<string, readonly unknown[] | { readonly Keys?: readonly unknown[] }>>;
    readonly TransactItems?: readonly unknown[];
  };
  const ofTables = Object.values(RequestItems).map((items) => ('Keys' in items ? (items.Keys ?? []) : items));
  return Math.max(
    1,
    TransactItems.length + ofTables.reduce((sum, items) => sum + (items as readonly unknown[]).length, 0),
  );
}
