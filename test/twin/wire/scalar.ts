import type { LeafShape, TimestampFormat } from './model';

/** What a client sent does not fit the model: a number where a string belongs, text that is no timestamp. */
export class Malformed extends Error {
  constructor(
    readonly path: string,
    expected: string,
  ) {
    super(`${path || 'The request'} is not ${expected}.`);
    this.name = 'Malformed';
  }
}

export type Fields = Record<string, unknown>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** A list or map member that is absent: neither is sent. */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** The value of a scalar that travels as text: in query parameters, XML and headers. */
export function fromText(shape: LeafShape, text: string, path: string): unknown {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'number':
      return numberFrom(text, path);
    case 'boolean':
      if (text === 'true') return true;
      if (text === 'false') return false;
      throw new Malformed(path, 'a boolean');
    case 'blob':
      return blobFrom(text);
    case 'timestamp':
      return timestampFrom(text, path);
  }
}

/** The text of a scalar. Throws when the operation returned a value of another type. */
export function toText(shape: LeafShape, value: unknown, timestamps: TimestampFormat, path: string): string {
  switch (shape.kind) {
    case 'timestamp':
      return timestampText(value, shape.format ?? timestamps, path);
    case 'blob':
      return blobText(value, path);
    default:
      return String(checked(shape.kind, value, path));
  }
}

/** The value itself, if it is of the kind. */
export function checked(kind: 'string' | 'number' | 'boolean', value: unknown, path: string): unknown {
  if (typeof value !== kind) throw new Malformed(path, `a ${kind}`);
  return value;
}

const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
export function numberFrom(text: string, path: string): number {
  const value = SPECIAL_NUMBERS[text] ?? (text.trim() === '' ? NaN : Number(text));
  if (Number.isNaN(value) && text !== 'NaN') throw new Malformed(path, 'a number');
  return value;
}

export const blobFrom = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
export function blobText(value: unknown, path: string): string {
  if (typeof value === 'string') return Buffer.from(value).toString('base64');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  throw new Malformed(path, 'a blob');
}

/** AWS reads timestamps by their form, not by the format that the model names. */
export function timestampFrom(value: string | number, path: string): Date {
  const seconds =
    typeof value === 'number' ? value : /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined;
  const date = new Date(seconds === undefined ? Date.parse(String(value)) : Math.round(seconds * 1000));
  if (Number.isNaN(date.getTime())) throw new Malformed(path, 'a timestamp');
  return date;
}
function timestampText(value: unknown, format: TimestampFormat, path: string): string {
  if (!(value instanceof Date)) throw new Malformed(path, 'a timestamp');
  if (format === 'date-time') return value.toISOString().replace('.000Z', 'Z');
  return format === 'http-date' ? value.toUTCString() : String(value.getTime() / 1000);
}
