import type { Member, Shape } from './model';
import {
  Malformed,
  blobFrom,
  blobText,
  checked,
  isAbsent,
  isFields,
  numberFrom,
  timestampFrom,
  type Fields,
} from './scalar';

/** Reads the members of a structure out of parsed JSON; AWS ignores unknown members. */
export function readJsonMembers(members: readonly Member[], json: unknown, path: string): Fields {
  if (!isFields(json)) throw new Malformed(path, 'an object');
  const fields: Fields = {};
  for (const member of members) {
    const value = json[member.name];
    if (!isAbsent(value)) fields[member.name] = readJson(member.shape, value, join(path, member.name));
  }
  return fields;
}

export function readJson(shape: Shape, json: unknown, path: string): unknown {
  switch (shape.kind) {
    case 'struct':
    case 'union':
      return readJsonMembers(shape.members, json, path);
    case 'list':
      if (!Array.isArray(json)) throw new Malformed(path, 'a list');
      return json.flatMap((item: unknown, i) =>
        isAbsent(item) ? [] : [readJson(shape.member.shape, item, `${path}[${i}]`)],
      );
    case 'map':
      if (!isFields(json)) throw new Malformed(path, 'a map');
      return mapValues(json, (value, key) => readJson(shape.value.shape, value, join(path, key)));
    case 'timestamp':
      if (typeof json === 'number' || typeof json === 'string') return timestampFrom(json, path);
      throw new Malformed(path, 'a timestamp');
    case 'blob':
      if (typeof json !== 'string') throw new Malformed(path, 'a blob');
      return blobFrom(json);
    case 'number':
      return typeof json === 'string' && /^(NaN|-?Infinity)$/.test(json)
        ? numberFrom(json, path)
        : checked('number', json, path);
    default:
      return checked(shape.kind, json, path);
  }
}

/** What `JSON.stringify` makes the wire form of the members from. */
export function writeJsonMembers(members: readonly Member[], value: unknown, path: string): Fields {
  if (!isFields(value)) throw new Malformed(path, 'an object');
  const json: Fields = {};
  for (const member of members) {
    const item = value[member.name];
    if (!isAbsent(item)) json[member.name] = writeJson(member.shape, item, join(path, member.name));
  }
  return json;
}

export function writeJson(shape: Shape, value: unknown, path: string): unknown {
  switch (shape.kind) {
    case 'struct':
    case 'union':
      return writeJsonMembers(shape.members, value, path);
    case 'list':
      if (!Array.isArray(value)) throw new Malformed(path, 'a list');
      return value.map((item: unknown, i) => writeJson(shape.member.shape, item, `${path}[${i}]`));
    case 'map':
      if (!isFields(value)) throw new Malformed(path, 'a map');
      return mapValues(value, (item, key) => writeJson(shape.value.shape, item, join(path, key)));
    case 'timestamp':
      return writeTimestamp(shape.format, value, path);
    case 'blob':
      return blobText(value, path);
    case 'number':
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : checked('number', value, path);
    default:
      return checked(shape.kind, value, path);
  }
}

function writeTimestamp(format: string | undefined, value: unknown, path: string): unknown {
  if (!(value instanceof Date)) throw new Malformed(path, 'a timestamp');
  if (format === 'date-time') return value.toISOString();
  return format === 'http-date' ? value.toUTCString() : value.getTime() / 1000;
}

export function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    throw new Malformed('', 'JSON');
  }
}

function mapValues(record: Fields, change: (value: unknown, key: string) => unknown): Fields {
  const entries = Object.entries(record).filter(([, value]) => !isAbsent(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)]));
}

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);
