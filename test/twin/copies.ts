/** A text between names, and the index of the name that follows it. */
type Part = string | number;

/** How one value is copied: as it is, a text with other names, or an object of its own. */
type Piece =
  | { readonly as: 'it is'; readonly value: unknown }
  | { readonly as: 'text'; readonly parts: readonly Part[] }
  | { readonly as: 'object'; readonly form: Form };

/** An object to copy: a map, a set, an array or a record. */
interface Form {
  /** Where the copy is kept while the rest is copied: an object that is reached twice is copied once. */
  readonly slot: number;
  readonly kind: 'map' | 'set' | 'array' | 'record';
  readonly keys: Piece[];
  readonly values: Piece[];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function kindOf(value: object): Form['kind'] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Map.prototype) return 'map';
  if (prototype === Set.prototype) return 'set';
  if (Array.isArray(value)) return 'array';
  if (prototype === Object.prototype || prototype === null) return 'record';
  throw new TypeError(`An object of class ${value.constructor.name} cannot be copied: it may have private parts.`);
}

/** Copies values under other names: `names` stand in the originals. Each value is read once, however often it is copied. */
export class Copies {
  readonly #pattern: RegExp;
  readonly #forms = new Map<object, Form>();

  constructor(
    private readonly names: readonly string[],
    /** Whether an object is used as it is, instead of a copy. */
    private readonly isShared: (value: object) => boolean,
  ) {
    const longestFirst = names.toSorted((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
  }

  /** How a value is copied. */
  piece(value: unknown): Piece {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value !== 'object' || value === null || this.isShared(value)) return { as: 'it is', value };
    return { as: 'object', form: this.#forms.get(value) ?? this.#form(value) };
  }

  /** Returns a function that makes copies for one set of names, each object once. */
  under(names: readonly string[]): (piece: Piece) => unknown {
    const made: object[] = [];
    const copy = (piece: Piece): unknown => {
      if (piece.as === 'it is') return piece.value;
      if (piece.as === 'object') return made[piece.form.slot] ?? fill(piece.form);
      let text = '';
      for (const part of piece.parts) text += typeof part === 'string' ? part : (names[part] ?? '');
      return text;
    };
    const fill = ({ slot, kind, keys, values }: Form): object => {
      if (kind === 'map') {
        const map = new Map<unknown, unknown>();
        made[slot] = map;
        for (const [index, key] of keys.entries()) map.set(copy(key), copy(values[index] ?? key));
        return map;
      }
      if (kind === 'record') {
        const record: Record<string, unknown> = {};
        made[slot] = record;
        for (const [index, key] of keys.entries()) record[String(copy(key))] = copy(values[index] ?? key);
        return record;
      }
      const list: unknown[] = [];
      const set = new Set<unknown>();
      made[slot] = kind === 'set' ? set : list;
      for (const value of values) {
        if (kind === 'set') set.add(copy(value));
        else list.push(copy(value));
      }
      return made[slot];
    };
    return copy;
  }

  #form(value: object): Form {
    const kind = kindOf(value);
    const form: Form = { slot: this.#forms.size, kind, keys: [], values: [] };
    this.#forms.set(value, form);
    if (value instanceof Map || kind === 'record')
      for (const [key, each] of value instanceof Map ? value : Object.entries(value)) {
        form.keys.push(this.piece(key));
        form.values.push(this.piece(each));
      }
    else for (const each of value as Iterable<unknown>) form.values.push(this.piece(each));
    return form;
  }

  #text(original: string): Piece {
    const parts: Part[] = [];
    let end = 0;
    for (const match of original.matchAll(this.#pattern)) {
      parts.push(original.slice(end, match.index), this.names.indexOf(match[0]));
      end = match.index + match[0].length;
    }
    return end === 0 ? { as: 'it is', value: original } : { as: 'text', parts: [...parts, original.slice(end)] };
  }
}

export type { Piece };
