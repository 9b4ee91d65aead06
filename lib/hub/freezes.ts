import { FREEZE_PARTITION } from '../names';
import { valuesOf, type Item, type Plain } from './items';

/** What an operator freezes: everything, an account with all that it has, or one VPC. */
export type FreezeScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'vpc'; readonly accountId: string; readonly region: string; readonly vpcId: string };

/** Who has frozen something, when and why. */
export interface FreezeOrder {
  /** ISO time. */
  readonly at: string;
  readonly by: string;
  readonly because?: string;
  /** The region of a VPC. */
  readonly region?: string;
}

/** The freezes that concern one account. */
export interface Freezes {
  readonly all?: FreezeOrder;
  readonly account?: FreezeOrder;
  /** By VPC id. */
  readonly vpcs: Readonly<Record<string, FreezeOrder>>;
}

export const NO_FREEZES: Freezes = { vpcs: {} };

/** The freeze of a VPC, an account or a cluster; without a key, that of the account. */
export const freezeOf = ({ all, account, vpcs }: Freezes, key?: string): FreezeOrder | undefined =>
  all ?? account ?? (key === undefined ? undefined : vpcs[key]);

/** The partition has one item for all accounts, and one for each account with a freeze. */
const ALL = 'all';
const ACCOUNT = 'account';

export const freezeKey = (sk: string): Item => ({ pk: { S: FREEZE_PARTITION }, sk: { S: sk } });

/** The keys of the items that concern an account. */
export const freezeKeys = (accountId: string): readonly Item[] => [freezeKey(ALL), freezeKey(accountId)];

/** The sort key of the item of a scope, and the attribute that has its order. */
export function placeOf(scope: FreezeScope): { readonly sk: string; readonly attribute: string } {
  switch (scope.kind) {
    case 'all':
      return { sk: ALL, attribute: ALL };
    case 'account':
      return { sk: scope.accountId, attribute: ACCOUNT };
    case 'vpc':
      return { sk: scope.accountId, attribute: scope.vpcId };
  }
}

/** The freezes in these items of the ledger; items of other partitions are passed over. */
export function freezesIn(items: readonly Item[]): Freezes {
  const orders = items.filter(({ pk }) => pk?.S === FREEZE_PARTITION).flatMap(ordersIn);
  const of = (attribute: string): FreezeOrder | undefined => orders.find(([name]) => name === attribute)?.[1];
  const [all, account] = [of(ALL), of(ACCOUNT)];
  return {
    ...(all ? { all } : {}),
    ...(account ? { account } : {}),
    vpcs: Object.fromEntries(orders.filter(([name]) => name !== ALL && name !== ACCOUNT)),
  };
}

/** The scopes in an item, each with its order. */
export const scopesIn = (item: Item): readonly (readonly [FreezeScope, FreezeOrder])[] =>
  ordersIn(item).map(([name, order]) => [scopeOf(item['sk']?.S ?? '', name, order), order]);

function scopeOf(sk: string, attribute: string, { region = '' }: FreezeOrder): FreezeScope {
  if (attribute === ALL) return { kind: 'all' };
  return attribute === ACCOUNT
    ? { kind: 'account', accountId: sk }
    : { kind: 'vpc', accountId: sk, region, vpcId: attribute };
}

const ordersIn = ({ pk: _pk, sk: _sk, ...attributes }: Item): readonly (readonly [string, FreezeOrder])[] =>
  Object.entries(valuesOf(attributes)).map(([name, value]) => [name, orderOf(value)]);

/** An order that cannot be read freezes nevertheless. */
function orderOf(value: Plain | undefined): FreezeOrder {
  const members = new Map(typeof value === 'object' ? Object.entries<unknown>(value) : []);
  const text = (name: string): string | undefined => {
    const member = members.get(name);
    return typeof member === 'string' ? member : undefined;
  };
  const [because, region] = [text('because'), text('region')];
  return {
    at: text('at') ?? 'an unknown time',
    by: text('by') ?? 'somebody',
    ...(because === undefined ? {} : { because }),
    ...(region === undefined ? {} : { region }),
  };
}
