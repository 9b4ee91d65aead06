import { isObject } from '../json';
import { usTime } from '../organizations/events';
import type { Member, Shape } from '../wire/model';

/** Organizations hides the names and e-mail addresses of accounts. */
const HIDDEN = new Set(['AccountName', 'Email']);

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** The members of a structure that have a value. */
export const membersOf = (
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
): { readonly member: Member; readonly item: unknown }[] =>
  (shape.kind === 'struct' || shape.kind === 'union' ? shape.members : [])
    .map((member) => ({ member, item: value[member.name] }))
    .filter(({ item }) => item !== undefined && item !== null);

/** Renders the items of a list by the shape of its members. */
export const itemsOf = <T>(shape: Shape, items: readonly unknown[], render: (shape: Shape, item: unknown) => T): T[] =>
  shape.kind === 'list' ? items.map((item) => render(shape.member.shape, item)) : [];

/**
 * Parameters or response of a call as CloudTrail writes it for all services but EC2: the first letter of each member's
 * name in lower case, which makes Route 53's `VPCId` a `vPCId`. Null when there is nothing to show.
 */
export function elements(service: string, shape: Shape, value: unknown): Readonly<Record<string, unknown>> | null {
  const rendered = render(service, shape, value, '');
  return isObject(rendered) && Object.keys(rendered).length > 0 ? rendered : null;
}

function render(service: string, shape: Shape, value: unknown, name: string): unknown {
  if (value instanceof Date) return service === 'eks' ? value.getTime() / 1000 : usTime(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return itemsOf(shape, value, (member, item) => render(service, member, item, name));
  if (isObject(value)) {
    if (shape.kind === 'map') return { ...value };
    return Object.fromEntries(
      membersOf(shape, value).map(({ member, item }) => [
        lowerFirst(member.name),
        render(service, member.shape, item, member.name),
      ]),
    );
  }
  if (service === 'organizations' && HIDDEN.has(name)) return '****';
  if (service === 'route53' && typeof value === 'string') return value.replace(/^\/hostedzone\//, '');
  return value;
}
