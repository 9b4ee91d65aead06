import type { Member, Shape, Traits } from './model';
import { Malformed, fromText, isAbsent, isFields, toText, type Fields } from './scalar';
import { escapeXml, xmlAttribute, xmlElement, type XmlElement } from './xml';

const elementName = (member: Member): string => member.traits.xmlName ?? member.name;

/** Reads members out of the element that holds them. */
export function readXmlMembers(members: readonly Member[], element: XmlElement, path: string): Fields {
  const fields: Fields = {};
  for (const member of members) {
    const value = readXmlMember(member, element, `${path}/${elementName(member)}`);
    if (value !== undefined) fields[member.name] = value;
  }
  return fields;
}

function readXmlMember(member: Member, parent: XmlElement, path: string): unknown {
  const { shape, traits } = member;
  const name = elementName(member);
  if (traits.xmlAttribute) return parent.attributes[name];
  const found = parent.children.filter((child) => child.name === name);
  const [first] = found;
  if (!first) return undefined;
  if (shape.kind === 'list') {
    const items = traits.xmlFlattened ? found : first.children;
    return items.map((item, i) => readXml(shape.member.shape, item, `${path}[${i}]`));
  }
  if (shape.kind === 'map') return readXmlMap(shape, traits.xmlFlattened ? found : first.children, path);
  return readXml(shape, first, path);
}

function readXmlMap(shape: Shape & { kind: 'map' }, entries: readonly XmlElement[], path: string): Fields {
  const pairs = entries.map((entry) => {
    const pair = readXmlMembers([shape.key, shape.value], entry, path);
    return [String(pair[shape.key.name]), pair[shape.value.name]] as const;
  });
  return Object.fromEntries(pairs);
}

export function readXml(shape: Shape, element: XmlElement, path: string): unknown {
  switch (shape.kind) {
    case 'struct':
    case 'union':
      return readXmlMembers(shape.members, element, path);
    case 'list':
      return element.children.map((item, i) => readXml(shape.member.shape, item, `${path}[${i}]`));
    case 'map':
      return readXmlMap(shape, element.children, path);
    default:
      return fromText(shape, element.text, path);
  }
}

/** EC2 never flattens, even where the model has it for requests. */
export type XmlDialect = 'ec2' | 'other';

/** Writes members as elements, one after the other. */
export function writeXmlMembers(members: readonly Member[], value: unknown, dialect: XmlDialect, path: string): string {
  if (!isFields(value)) throw new Malformed(path, 'an object');
  let xml = '';
  for (const member of members) {
    const item = value[member.name];
    if (isAbsent(item) || member.traits.xmlAttribute) continue;
    xml += writeXmlMember(member, item, dialect, `${path}/${member.name}`);
  }
  return xml;
}

function writeXmlMember(member: Member, value: unknown, dialect: XmlDialect, path: string): string {
  const { shape, traits } = member;
  const name = elementName(member);
  if (traits.xmlFlattened && dialect === 'other') {
    if (shape.kind === 'list') return writeItems(shape.member, name, value, dialect, path);
    if (shape.kind === 'map') return writeEntries(shape, name, value, dialect, path);
  }
  return writeXml(shape, name, value, dialect, path, traits);
}

/** One value as one element. */
export function writeXml(
  shape: Shape,
  name: string,
  value: unknown,
  dialect: XmlDialect,
  path: string,
  traits: Traits = {},
): string {
  const declared = namespaceAttribute(traits) || namespaceAttribute(shape.traits);
  switch (shape.kind) {
    case 'struct':
    case 'union':
      return xmlElement(
        name,
        writeXmlMembers(shape.members, value, dialect, path),
        declared + writeAttributes(shape.members, value),
      );
    case 'list': {
      const item = shape.member.traits.xmlName ?? 'member';
      return xmlElement(name, writeItems(shape.member, item, value, dialect, path), declared);
    }
    case 'map':
      return xmlElement(name, writeEntries(shape, 'entry', value, dialect, path), declared);
    default:
      return xmlElement(name, escapeXml(toText(shape, value, 'date-time', path)), declared);
  }
}

function writeItems(member: Member, name: string, value: unknown, dialect: XmlDialect, path: string): string {
  if (!Array.isArray(value)) throw new Malformed(path, 'a list');
  return value.map((item: unknown, i) => writeXml(member.shape, name, item, dialect, `${path}[${i}]`)).join('');
}

function writeEntries(
  shape: Shape & { kind: 'map' },
  name: string,
  value: unknown,
  dialect: XmlDialect,
  path: string,
): string {
  if (!isFields(value)) throw new Malformed(path, 'a map');
  const { key, value: item } = shape;
  return Object.entries(value)
    .filter(([, entry]) => !isAbsent(entry))
    .map(([k, v]) =>
      xmlElement(name, writeXmlMembers([key, item], { [key.name]: k, [item.name]: v }, dialect, `${path}/${k}`)),
    )
    .join('');
}

function writeAttributes(members: readonly Member[], value: unknown): string {
  return members
    .filter((member) => member.traits.xmlAttribute && isFields(value) && !isAbsent(value[member.name]))
    .map((member) => xmlAttribute(elementName(member), isFields(value) ? String(value[member.name]) : ''))
    .join('');
}

function namespaceAttribute(traits: Traits): string {
  if (!traits.xmlNamespace) return '';
  const [prefix, uri] = traits.xmlNamespace;
  return xmlAttribute(prefix ? `xmlns:${prefix}` : 'xmlns', uri);
}
