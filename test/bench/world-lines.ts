import { historiesOf } from '../twin/additions';
import { PARTS } from '../twin/parts';
import type { World } from '../twin/world';

const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;
const ID =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b|\b([a-z]+(?:-[a-z]+)*)-0[0-9a-f]{16}\b|\bA(?:ROA|NPA)[0-9A-Z]{17}\b/g;
/** Seconds or milliseconds of the years in which worlds live, as numbers or as text. */
const EPOCH = /^1[78]\d{8}(?:\d{3})?$/;
/** What is different after each step of a world, and digests of what holds ids. */
const LEFT_OUT = new Set(['idle', 'next', 'order', 'sequence', 'hash', 'fingerprint', 'lastOperationId']);

const leaf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : 'null';

/**
 * The state of a world, but its histories, as sorted lines: a path and a value. Times are left out. Ids of VPCs and attachments are
 * the CIDRs of the VPCs, so that lines show what belongs to what; other ids are left out.
 */
export function linesOf(world: World): readonly string[] {
  const names = new Map<string, string>();
  for (const { vpcId, ownerId, isDefault, cidrs } of world.ec2.vpcs.all())
    names.set(vpcId, isDefault ? `vpc of ${ownerId}` : `vpc ${cidrs[0]?.cidr ?? ''}`);
  for (const { attachmentId, vpcId } of world.ec2.transitGatewayAttachments.values())
    names.set(attachmentId, `attachment of ${names.get(vpcId) ?? ''}`);
  const text = (value: string): string =>
    EPOCH.test(value)
      ? '(time)'
      : value
          .replace(TIME, '(time)')
          .replace(ID, (id, kind: string | undefined) => names.get(id) ?? `(${kind ?? 'id'})`);
  const histories = new Set(historiesOf(world));
  const lines: string[] = [];
  const above = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'function' || value === undefined) return;
    if (typeof value !== 'object' || value === null) {
      lines.push(`${path}: ${text(leaf(value))}`);
      return;
    }
    if (value instanceof Date || value instanceof RegExp || histories.has(value) || above.has(value)) return;
    above.add(value);
    if (value instanceof Map) for (const [key, each] of value) visit(each, `${path}[${text(String(key))}]`);
    else if (value instanceof Set || Array.isArray(value))
      for (const each of value as Iterable<unknown>) visit(each, `${path}[]`);
    else for (const [key, each] of Object.entries(value)) if (!LEFT_OUT.has(key)) visit(each, `${path}.${text(key)}`);
    if (PARTS in value)
      for (const [index, part] of (value[PARTS] as () => readonly object[])().entries())
        visit(part, `${path}#${index}`);
    above.delete(value);
  };
  visit(world, 'world');
  return lines.sort();
}
