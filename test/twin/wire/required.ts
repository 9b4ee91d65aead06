import type { Shape, StructShape } from './model';
import { isAbsent, isFields, type Fields } from './scalar';

/** The required members that are missing, however deep, as paths. */
export function missingMembers(shape: StructShape, value: Fields, path = ''): string[] {
  return shape.members.flatMap((member, index) => {
    const item = value[member.name];
    const here = path ? `${path}.${member.name}` : member.name;
    if (isAbsent(item)) return index < shape.required ? [here] : [];
    return missingWithin(member.shape, item, here);
  });
}

function missingWithin(shape: Shape, value: unknown, path: string): string[] {
  if (shape.kind === 'list' && Array.isArray(value))
    return value.flatMap((item: unknown, i) => missingWithin(shape.member.shape, item, `${path}[${i}]`));
  if (!isFields(value)) return [];
  if (shape.kind === 'map')
    return Object.entries(value).flatMap(([key, item]) => missingWithin(shape.value.shape, item, `${path}.${key}`));
  return shape.kind === 'struct' || shape.kind === 'union' ? missingMembers(shape, value, path) : [];
}
