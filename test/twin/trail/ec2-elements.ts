import { isObject } from '../json';
import { usTime } from '../organizations/events';
import type { Member, Shape } from '../wire/model';
import { itemsOf, lowerFirst, membersOf } from './elements';

type Fields = Readonly<Record<string, unknown>>;

/** Actions of EC2's newer style: everything wrapped in `<Action>Request` and `<Action>Response`. Seen in practice. */
const WRAPPED = /TransitGateway|ManagedPrefixList|VpcEndpoint|FlowLogs|NatGateway|CidrBlock/;

const XMLNS = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** `requestParameters` of an EC2 call. */
export function ec2Parameters(operation: string, shape: Shape, input: unknown): Fields | null {
  const value = isObject(input) ? input : {};
  if (WRAPPED.test(operation)) return { [`${operation}Request`]: wrappedRequest(shape, value) };
  const flat = flatRequest(shape, value);
  return Object.keys(flat).length > 0 ? flat : null;
}

/** `responseElements` of an EC2 call that succeeded. */
export function ec2Response(operation: string, shape: Shape, output: unknown, requestId: string): Fields {
  const value = isObject(output) ? output : {};
  if (WRAPPED.test(operation))
    return { [`${operation}Response`]: { xmlns: XMLNS, requestId, ...response(shape, value, WRAPPED_STYLE) } };
  const flat = response(shape, value, FLAT_STYLE);
  return { requestId, ...(Object.keys(flat).length === 0 ? { _return: true } : flat) };
}

interface Style {
  readonly list: (items: readonly unknown[]) => unknown;
  readonly time: (date: Date) => string;
  /** What the member `return` is called. */
  readonly returned: string;
}

const isoTime = (time: Date): string => time.toISOString();
const flatList = (items: readonly unknown[]): unknown => (items.length === 0 ? {} : { items });
const FLAT_STYLE: Style = { list: flatList, time: usTime, returned: '_return' };
const WRAPPED_STYLE: Style = {
  /** One element is not wrapped in an array; an empty element has no content. */
  list: (items) => (items.length === 0 ? '' : { item: items.length === 1 ? items[0] : items }),
  time: isoTime,
  returned: 'return',
};

function response(shape: Shape, value: Fields, style: Style): Fields {
  const render = (target: Shape, item: unknown): unknown => {
    if (item instanceof Date) return style.time(item);
    if (Array.isArray(item)) return style.list(itemsOf(target, item, render));
    return isObject(item) ? response(target, item, style) : item;
  };
  return Object.fromEntries(
    membersOf(shape, value).map(({ member, item }) => {
      const name = wireName(member);
      return [name === 'return' ? style.returned : name, render(member.shape, item)];
    }),
  );
}

const wireName = ({ name, traits }: Member): string =>
  typeof traits['xmlName'] === 'string' ? traits['xmlName'] : lowerFirst(name);

/** Flat style: lists are sets of `items`, whose names the older API gave one by one. */
function flatRequest(shape: Shape, value: Fields): Fields {
  return Object.fromEntries(
    membersOf(shape, value).map(({ member, item }) => {
      if (!Array.isArray(item)) return [lowerFirst(member.name), plain(member.shape, item)];
      const singular = lowerFirst(member.name).replace(/s$/, '');
      const key = member.name === 'Resources' ? 'resourceId' : member.name === 'Values' ? 'value' : singular;
      const items = itemsOf(member.shape, item, (target, one) =>
        isObject(one) ? flatItem(member.name, target, one) : { [key]: one },
      );
      return [member.name === 'Resources' ? 'resourcesSet' : `${singular}Set`, flatList(items)];
    }),
  );
}

/** The tags of a tag specification are a plain array. */
function flatItem(list: string, shape: Shape, value: Fields): Fields {
  return list === 'TagSpecifications' ? fields(shape, value) : flatRequest(shape, value);
}

const fields = (shape: Shape, value: Fields): Fields =>
  Object.fromEntries(
    membersOf(shape, value).map(({ member, item }) => [lowerFirst(member.name), plain(member.shape, item)]),
  );

function plain(shape: Shape, value: unknown): unknown {
  if (value instanceof Date) return usTime(value);
  if (Array.isArray(value)) return itemsOf(shape, value, plain);
  return isObject(value) ? fields(shape, value) : value;
}

/** Wrapped style: the request's own names, each element of a list numbered by a `tag`. */
function wrappedRequest(shape: Shape, value: Fields): Fields {
  return Object.fromEntries(
    membersOf(shape, value).map(({ member, item }) => [requestName(member), wrappedValue(member.shape, item)]),
  );
}

function wrappedValue(shape: Shape, value: unknown): unknown {
  if (value instanceof Date) return isoTime(value);
  if (Array.isArray(value)) {
    const items = itemsOf(shape, value, (target, item) =>
      isObject(item) ? wrappedRequest(target, item) : { content: item },
    ).map((item, index) => ({ tag: index + 1, ...item }));
    return items.length === 1 ? items[0] : items;
  }
  return isObject(value) ? wrappedRequest(shape, value) : value;
}

function requestName({ name, traits }: Member): string {
  if (typeof traits['ec2QueryName'] === 'string') return traits['ec2QueryName'];
  const base = typeof traits['xmlName'] === 'string' ? traits['xmlName'] : name;
  return base.charAt(0).toUpperCase() + base.slice(1);
}
