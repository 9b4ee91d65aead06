import type { LeafShape, Member, Shape, StructShape } from './model';
import { isFields, type Fields } from './scalar';

export type Size = 'maximal' | 'minimal';
/** Line ends survive in bodies only, and not in the attributes of elements. */
type Place = 'body' | 'header' | 'line';

/**
 * Values that fit a shape, for sending each operation around the wire: every text different from every other, or empty, and numbers and
 * booleans also 0 and false. What counts as false in JavaScript is a value all the same.
 */
export class Samples {
  #count = 0;
  constructor(
    private readonly size: Size,
    /** Values that a client checks, uses or adds itself, by member name. */
    private readonly fixed: Readonly<Record<string, unknown>> = {},
    /** Optional members to leave out, by name. */
    private readonly omitted: readonly string[] = [],
  ) {}

  struct(shape: StructShape): Fields {
    return this.#struct(shape, []);
  }

  #struct(shape: StructShape, within: readonly StructShape[]): Fields {
    const fields: Fields = {};
    for (const member of this.#members(shape, within))
      fields[member.name] = this.#member(member, [...within, shape], placeOf(member));
    return fields;
  }

  #members(shape: StructShape, within: readonly StructShape[]): readonly Member[] {
    const usable = shape.members.filter(
      (member, i) =>
        i < shape.required ||
        !(this.omitted.includes(member.name) || within.some((outer) => contains(member.shape, outer))),
    );
    if (shape.kind === 'union') return usable.slice(this.#count % usable.length).slice(0, 1);
    if (this.size === 'maximal') return usable;
    // Query protocols do not distinguish an empty structure from none; the SDK fills in tokens and what is fixed of its own.
    const needed = Math.max(shape.required, within.length > 0 ? 1 : 0);
    return usable.filter(
      ({ name, traits }, i) => i < needed || name in this.fixed || traits.idempotencyToken || traits.httpResponseCode,
    );
  }

  #member(member: Member, within: readonly StructShape[], place: Place): unknown {
    if (member.traits.httpResponseCode) return 202;
    const leaf = !('members' in member.shape || member.shape.kind === 'list' || member.shape.kind === 'map');
    return (leaf ? this.fixed[member.name] : undefined) ?? this.#value(member.shape, within, place);
  }

  #value(shape: Shape, within: readonly StructShape[], place: Place): unknown {
    switch (shape.kind) {
      case 'struct':
      case 'union':
        return this.#struct(shape, within);
      case 'list':
        return this.#times(3, () => this.#value(shape.member.shape, within, place));
      case 'map': {
        const key = () => (place === 'header' ? `key-${this.#next()}` : this.#text(place));
        return Object.fromEntries(
          this.#times(2, () => [key(), this.#value(shape.value.shape, within, place)] as const),
        );
      }
      default:
        return this.#leaf(shape, place);
    }
  }

  #leaf(shape: LeafShape, place: Place): unknown {
    switch (shape.kind) {
      case 'string':
        return place === 'body' && !this.#often() ? '' : this.#text(place);
      case 'number':
        return this.#often() ? this.#next() : 0;
      case 'boolean':
        return this.#often();
      case 'blob':
        return Uint8Array.of(0, 255, this.#next() % 256);
      case 'timestamp': {
        const whole = place === 'header' || shape.format === 'http-date';
        return new Date(Date.UTC(2026, 0, 2, 3, 4, this.#next(), whole ? 0 : 567));
      }
    }
  }

  #times<T>(max: number, make: () => T): T[] {
    return Array.from({ length: this.size === 'maximal' ? max : 1 }, make);
  }
  #text(place: Place): string {
    if (place === 'header') return `text ${this.#next()}, "quoted"`;
    return `é"&<>'/+ =%\u{1f600}${place === 'body' ? ']]>\r\n\u2028' : ''}${this.#next()}`;
  }
  #next(): number {
    return ++this.#count;
  }
  /** Two times of three. */
  #often(): boolean {
    return this.#next() % 3 > 0;
  }
}

function placeOf({ traits }: Member): Place {
  if (traits.httpHeader || traits.httpPrefixHeaders !== undefined) return 'header';
  return traits.httpLabel || traits.httpQuery || traits.xmlAttribute ? 'line' : 'body';
}

function contains(shape: Shape, outer: StructShape): boolean {
  if (shape === outer) return true;
  if (shape.kind === 'list') return contains(shape.member.shape, outer);
  return shape.kind === 'map' && contains(shape.value.shape, outer);
}

/** Everything in a form that compares with `===` leaf by leaf: bytes as base64, times as text, streams read. */
export async function comparable(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return `base64:${Buffer.from(value).toString('base64')}`;
  if (value instanceof Date) return `time:${value.toISOString()}`;
  if (Array.isArray(value)) return Promise.all(value.map(comparable));
  if (!isFields(value)) return value;
  if (typeof value.transformToByteArray === 'function')
    return comparable(await Reflect.apply(value.transformToByteArray, value, []));
  const entries = Object.entries(value).filter(([key, item]) => item !== undefined && key !== '$metadata');
  return Object.fromEntries(
    await Promise.all(entries.map(async ([key, item]) => [key, await comparable(item)] as const)),
  );
}

/** The paths at which two comparable values differ. */
export function differences(sent: unknown, received: unknown, path = ''): string[] {
  if (sent === received) return [];
  const a = entriesOf(sent);
  const b = entriesOf(received);
  if (!a || !b) return [path || '(all)'];
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].flatMap((key) => differences(a.get(key), b.get(key), path ? `${path}.${key}` : key));
}
function entriesOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}
