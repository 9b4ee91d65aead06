import type { LeafShape, Member, Operation, Shape, StructShape } from './model';
import { parseJson, readJson, readJsonMembers, writeJson, writeJsonMembers } from './json';
import type { Routable } from './routes';
import { Malformed, checked, fromText, isAbsent, isFields, toText, type Fields } from './scalar';
import { parseXml } from './xml';
import { readXml, readXmlMembers, writeXml, writeXmlMembers } from './xml-shapes';

/** How the two REST protocols differ: in the documents they carry. */
export type RestFormat = 'json' | 'xml';

export interface RestRequest extends Routable {
  readonly labels: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const inBody = ({ traits }: Member): boolean =>
  !(
    traits.httpLabel ||
    traits.httpQuery ||
    traits.httpQueryParams ||
    traits.httpHeader ||
    traits.httpPrefixHeaders ||
    traits.httpPayload ||
    traits.httpResponseCode ||
    traits.hostLabel
  );

/** Gathers an input from path, query, headers and body. */
export function readRestInput(shape: StructShape, request: RestRequest, format: RestFormat): Fields {
  const fields: Fields = {};
  for (const member of shape.members) {
    const value = readBound(member, request, format);
    if (!isAbsent(value)) fields[member.name] = value;
  }
  const members = shape.members.filter(inBody);
  const text = members.length > 0 ? Buffer.from(request.body).toString() : '';
  if (text === '') return fields;
  const body =
    format === 'json' ? readJsonMembers(members, parseJson(text), '') : readXmlMembers(members, parseXml(text), '');
  return { ...fields, ...body };
}

function readBound({ name, traits, shape }: Member, request: RestRequest, format: RestFormat): unknown {
  if (traits.httpLabel) {
    const label = request.labels[name];
    return label === undefined ? undefined : fromText(leaf(shape, name), label, name);
  }
  if (traits.httpQuery) return readQueryParameter(shape, request.query.getAll(traits.httpQuery), name);
  if (traits.httpHeader) return readHeader(shape, request.headers[traits.httpHeader.toLowerCase()], name);
  if (traits.httpPrefixHeaders !== undefined) return readPrefixHeaders(traits.httpPrefixHeaders, request.headers);
  if (traits.httpPayload) return readPayload(shape, request.body, format, name);
  return undefined;
}

function leaf(shape: Shape, name: string): LeafShape {
  if (shape.kind === 'list' || shape.kind === 'map' || 'members' in shape)
    throw new Error(`The model binds ${name}, a ${shape.kind}, to a place that holds one text.`);
  return shape;
}

function readQueryParameter(shape: Shape, values: readonly string[], name: string): unknown {
  const [first] = values;
  if (first === undefined) return undefined;
  if (shape.kind !== 'list') return fromText(leaf(shape, name), first, name);
  const item = leaf(shape.member.shape, name);
  return values.map((value) => fromText(item, value, name));
}

function readHeader(shape: Shape, text: string | undefined, name: string): unknown {
  if (text === undefined) return undefined;
  if (shape.kind !== 'list') return fromText(leaf(shape, name), text, name);
  const item = leaf(shape.member.shape, name);
  return splitHeader(text).map((part) => fromText(item, part, name));
}
/** A list in a header: parts with commas or quotes of their own are quoted. */
const splitHeader = (text: string): string[] =>
  [...text.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)/g)]
    .filter(([whole], i) => whole !== '' || i === 0)
    .map(([, quoted, plain = '']) => (quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, '$1')));

function readPrefixHeaders(prefix: string, headers: Readonly<Record<string, string>>): Fields | undefined {
  const lower = prefix.toLowerCase();
  const found = Object.entries(headers).filter(([name]) => name.startsWith(lower));
  return found.length > 0
    ? Object.fromEntries(found.map(([name, value]) => [name.slice(lower.length), value]))
    : undefined;
}

function readPayload(shape: Shape, body: Uint8Array, format: RestFormat, name: string): unknown {
  // An object of S3 may be empty, and then is there all the same.
  if (body.length === 0 && !('streaming' in shape && shape.streaming)) return undefined;
  if (shape.kind === 'blob') return body;
  const text = Buffer.from(body).toString();
  if (shape.kind === 'string') return text;
  return format === 'json' ? readJson(shape, parseJson(text), name) : readXml(shape, parseXml(text), name);
}

export interface RestResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
  readonly stream: boolean;
}

/** Spreads an output over status, headers and body. */
export function writeRestOutput(
  operation: Operation,
  output: Fields,
  format: RestFormat,
  namespace: string,
): RestResponse {
  const { members } = operation.output;
  const headers: Record<string, string> = {};
  let status = operation.http?.[2] ?? 200;
  for (const { name, traits, shape } of members) {
    const value = output[name];
    if (isAbsent(value)) continue;
    if (traits.httpResponseCode) status = Number(checked('number', value, name));
    if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = headerText(shape, value, name);
    if (traits.httpPrefixHeaders !== undefined)
      Object.assign(headers, prefixHeaders(traits.httpPrefixHeaders, value, name));
  }
  const payload = members.find(({ traits }) => traits.httpPayload);
  const { body, contentType } = payload
    ? writePayload(payload, output[payload.name], format, namespace)
    : writeBody(operation.output, output, format, namespace);
  if (contentType) headers['content-type'] ??= contentType;
  const stream = payload?.shape.kind === 'blob' && payload.shape.streaming;
  return { status, headers, body, stream };
}

function headerText(shape: Shape, value: unknown, name: string): string {
  if (shape.kind !== 'list') return toText(leaf(shape, name), value, 'http-date', name);
  if (!Array.isArray(value)) throw new Malformed(name, 'a list');
  const item = leaf(shape.member.shape, name);
  return value
    .map((part: unknown) => toText(item, part, 'http-date', name))
    .map((part) => (/[",]/.test(part) ? `"${part.replace(/["\\]/g, '\\$&')}"` : part))
    .join(', ');
}

function prefixHeaders(prefix: string, value: unknown, name: string): Record<string, string> {
  if (!isFields(value)) throw new Malformed(name, 'a map');
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [`${prefix}${key}`.toLowerCase(), String(item)]),
  );
}

interface Body {
  readonly body: string | Uint8Array;
  readonly contentType?: string;
}
const CONTENT_TYPES = { json: 'application/json', xml: 'application/xml' } as const;
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function writePayload({ name, shape, traits }: Member, value: unknown, format: RestFormat, namespace: string): Body {
  if (isAbsent(value)) return { body: '' };
  if (shape.kind === 'blob') {
    if (value instanceof Uint8Array || typeof value === 'string')
      return { body: value, contentType: 'application/octet-stream' };
    throw new Malformed(name, 'bytes');
  }
  if (shape.kind === 'string') return { body: String(checked('string', value, name)), contentType: 'text/plain' };
  if (format === 'json')
    return { body: JSON.stringify(writeJson(shape, value, name)), contentType: CONTENT_TYPES.json };
  const root = traits.xmlName ?? shape.traits.xmlName ?? shape.name;
  return xmlBody(writeXml(shape, root, value, 'other', name, withNamespace(traits, namespace)));
}

function writeBody(shape: StructShape, output: Fields, format: RestFormat, namespace: string): Body {
  const members = shape.members.filter(inBody);
  if (format === 'json')
    return { body: JSON.stringify(writeJsonMembers(members, output, '')), contentType: CONTENT_TYPES.json };
  if (members.length === 0) return { body: '' };
  const root = { ...shape, members };
  // GetBucketLocation's answer is its only member, without an element around it (S3 API reference).
  if (shape.name === 'GetBucketLocationOutput') return xmlBody(bucketLocation(root, output, namespace));
  return xmlBody(writeXml(root, shape.traits.xmlName ?? shape.name, output, 'other', '', withNamespace({}, namespace)));
}

const bucketLocation = (shape: StructShape, output: Fields, namespace: string): string =>
  writeXmlMembers(shape.members, { LocationConstraint: '', ...output }, 'other', '').replace(
    '>',
    ` xmlns="${namespace}">`,
  );
const xmlBody = (xml: string): Body => ({ body: XML_DECLARATION + xml, contentType: CONTENT_TYPES.xml });
const withNamespace = (traits: Member['traits'], namespace: string): Member['traits'] =>
  namespace && !traits.xmlNamespace ? { ...traits, xmlNamespace: ['', namespace] } : traits;
