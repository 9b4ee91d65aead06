import { createHash } from 'node:crypto';
import { PARTS } from './parts';

/** Everything random in a world comes from its seed. */
export class Ids {
  readonly #state: { next: number };
  readonly #assigned: string[] = [];
  constructor(seed: number) {
    this.#state = { next: seed >>> 0 };
  }

  [PARTS](): readonly object[] {
    return [this.#state, this.#assigned];
  }

  /** The next resource of its kind gets this id, such as `tgw-0123456789abcdef0` or `Z0123456789ABCDEFGHIJ`. */
  assign(id: string): void {
    this.#assigned.push(id);
  }

  #taken(form: RegExp): string | undefined {
    const index = this.#assigned.findIndex((id) => form.test(id));
    return index < 0 ? undefined : this.#assigned.splice(index, 1)[0];
  }

  /** A number in [0, 1) (mulberry32). */
  random(): number {
    this.#state.next = (this.#state.next + 0x6d2b79f5) >>> 0;
    let t = this.#state.next;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** `length` characters of `alphabet`, behind `prefix`. */
  id(prefix: string, length: number, alphabet = '0123456789abcdef'): string {
    let id = prefix;
    for (let i = 0; i < length; i++) id += alphabet.charAt(Math.floor(this.random() * alphabet.length));
    return id;
  }

  /** An EC2 id such as `vpc-0a1b2c3d4e5f67890`. */
  ec2(prefix: string): string {
    return this.#taken(new RegExp(`^${prefix}-[0-9a-f]+$`)) ?? this.id(`${prefix}-0`, 16);
  }

  upper(prefix: string, length: number): string {
    return (
      this.#taken(new RegExp(`^${prefix}[0-9A-Z]+$`)) ?? this.id(prefix, length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
    );
  }

  accountId(): string {
    return this.id('2', 11, '0123456789');
  }

  uuid(): string {
    const hex = this.id('', 32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** A stable id derived from what it names, for things that must not depend on the order of creation. */
export const digest = (length: number, ...parts: string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, length);
