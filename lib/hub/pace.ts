import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { bind, type Bound } from '../aws/sdk/calls';
import type { Clock } from '../aws/sdk/clock';
import { isFailure, type Failure } from '../aws/sdk/failure';
import { Paced, type Bucket, type Turn } from '../aws/sdk/paced';
import type { Session } from '../aws/sdk/session';
import { untilTurn, type PacedCall } from '../aws/sdk/turn';
import { PACE_PARTITION } from '../names';

/**
 * How many milliseconds' worth of calls may be made at once after a pause, by how many each takes. It is less than what AWS serves
 * at once: the rest is for calls that come late together.
 */
export const AT_ONCE_MS: Readonly<Record<Bucket, (ms: number) => number>> = {
  // Route 53 serves 50 calls at once, and then ten a second: the least of the hub's buckets.
  join: () => 4_000,
  // Organizations serves ten reads of tags at once, however long their turns are.
  account: (ms) => 9 * ms,
  // Assumed: RAM publishes no rates.
  share: () => 2_000,
};

/** The part of a rate that is left free: were all of it taken, AWS's bucket would be empty whenever calls come late together. */
const FREE_PART = 0.05;
/** Milliseconds from a turn to the next, for a call that takes so many of the whole rate. */
export const lengthOfTurn = (ms: number): number => Math.ceil(ms / (1 - FREE_PART));
/** A call whose turn comes later goes back to the queue, which counts in seconds. */
const LONGEST_SLEEP_MS = 1_000;

const CALLS = { update: UpdateItemCommand };

/**
 * A pace that all instances of functions share: a call reserves the next turn in the ledger, where turns follow each other (the
 * generic cell rate algorithm in its virtual scheduling form, ITU-T I.371, with one item for a bucket: `pk` is `pace`, `sk` the
 * bucket, and `next` the time in milliseconds from which the next turn is free if none may be made early).
 *
 * Without the ledger there is no pace: AWS throttles what is too fast, and retries have jitter.
 */
export class Pace {
  readonly #calls: Bound<typeof CALLS>;
  readonly #next = new Map<Bucket, number>();
  readonly #held = new Map<string, number>();
  /** When the next call may be made that is late. */
  readonly #late = new Map<Bucket, number>();

  constructor(
    private readonly tableName: string,
    private readonly session: Session,
    private readonly clock: Clock,
    /** Told when the ledger does not answer. */
    private readonly onFailure: (failure: Failure) => void = () => undefined,
  ) {
    this.#calls = bind(CALLS, session);
  }

  /** Keeps a turn that an instance has reserved before. */
  hold({ bucket, key, at }: Turn): void {
    this.#held.set(`${bucket}/${key}`, Date.parse(at));
  }

  /**
   * Resolves when the call may be made, a second later at most.
   * @throws Paced if its turn comes later than that. The turn is kept for `key`.
   */
  async take({ bucket, key, ms }: PacedCall): Promise<void> {
    const name = `${bucket}/${key}`;
    const held = this.#held.get(name);
    const turn = held ?? (await this.#reserve(bucket, ms));
    const at = held !== undefined && held < this.#now() ? this.#afterOthers(bucket, ms) : turn;
    const wait = at - this.#now();
    if (wait > LONGEST_SLEEP_MS) {
      this.#held.set(name, at);
      throw new Paced({ bucket, key, at: new Date(at).toISOString() }, Math.floor(wait / 1000), this.session);
    }
    this.#held.delete(name);
    if (wait > 0) await untilTurn(this.clock, wait);
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  /** When a call may be made whose turn is past: calls that are late together follow each other, or AWS would throttle them. */
  #afterOthers(bucket: Bucket, ms: number): number {
    const at = Math.max(this.#now(), this.#late.get(bucket) ?? 0);
    this.#late.set(bucket, at + ms);
    return at;
  }

  /** The time of the next free turn, which is taken: as many as may be made at once come early. */
  async #reserve(bucket: Bucket, ms: number): Promise<number> {
    const takes = lengthOfTurn(ms);
    const now = this.#now();
    try {
      // The turns that this instance has asked for tell how the item most probably is.
      const known = this.#next.get(bucket) ?? 0;
      const queued = known >= now;
      this.#next.set(bucket, Math.max(known, now) + takes);
      for (const behindOthers of [queued, !queued, queued]) {
        const next = await this.#update(bucket, { now, takes, behindOthers });
        if (next === undefined) continue;
        this.#next.set(bucket, next);
        return Math.max(now, next - takes - AT_ONCE_MS[bucket](ms));
      }
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.onFailure(error);
    }
    return this.#now();
  }

  /** Reserves behind the last turn, or from now on where all are past. Undefined where the item is otherwise. */
  async #update(
    bucket: Bucket,
    { now, takes, behindOthers }: { readonly now: number; readonly takes: number; readonly behindOthers: boolean },
  ): Promise<number | undefined> {
    try {
      const { Attributes } = await this.#calls.update({
        TableName: this.tableName,
        Key: { pk: { S: PACE_PARTITION }, sk: { S: bucket } },
        UpdateExpression: behindOthers ? 'SET #next = #next + :takes' : 'SET #next = :end',
        ConditionExpression: behindOthers ? '#next >= :now' : 'attribute_not_exists(#next) OR #next < :now',
        ExpressionAttributeNames: { '#next': 'next' },
        ExpressionAttributeValues: {
          ':now': { N: String(now) },
          ...(behindOthers ? { ':takes': { N: String(takes) } } : { ':end': { N: String(now + takes) } }),
        },
        ReturnValues: 'UPDATED_NEW',
      });
      return Number(Attributes?.['next']?.N ?? now + takes);
    } catch (error) {
      if (isFailure(error) && error.code === 'ConditionalCheckFailedException') return undefined;
      throw error;
    }
  }
}
