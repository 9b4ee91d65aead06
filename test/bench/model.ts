import type { Bucket } from '../../lib/aws/sdk/paced';
import { AT_ONCE_MS, lengthOfTurn } from '../../lib/hub/pace';

/** Functions that are fed from a queue. */
interface Station {
  /** Invocations at a time. */
  readonly instances: number;
  /** Messages of an invocation, which works on them side by side. */
  readonly batch: number;
}

/** One invocation for a VPC that joins. */
export interface Look {
  readonly station: string;
  readonly seconds: number;
  /** It is a probe: what it looks at has not changed since an earlier look. */
  readonly isProbe: boolean;
  /** Seconds until the next one begins, from the end of the last look that was no probe. */
  readonly pause: number;
  /** It ends by reserving a turn, of so many milliseconds, and the next one begins when the turn comes. */
  readonly turn?: { readonly bucket: Bucket; readonly ms: number };
}

/** The join of one VPC that has to wait for its turns, while nothing else goes on. */
export interface Trace {
  readonly stations: Readonly<Record<string, Station>>;
  /** Seconds from the tag until the first look. */
  readonly before: number;
  readonly looks: readonly Look[];
}

/** The model moves on by so many seconds. */
const TICK = 0.1;
/** A message is hidden for so many seconds at most. */
const LONGEST_DELAY = 60;
/** A function sleeps until a turn that is so near. */
const LONGEST_SLEEP = 1;

interface Joining {
  /** The looks that are still to come. */
  readonly looks: Look[];
  /** When its turn comes, while it waits for that. */
  turn?: number | undefined;
  /** The end of its last look that was no probe. */
  since: number;
}

/**
 * Seconds until each of so many VPCs has joined that are tagged at the same moment, in order. Each has the looks of the trace;
 * they share instances, and take turns. Nothing fails and AWS throttles no call.
 */
export function modelledBurst(joins: number, { stations, before, looks }: Trace): readonly number[] {
  const shortest = Math.min(...looks.map(({ seconds }) => seconds));
  const lines = Object.entries(stations).map(([name, { instances, batch }]) => ({
    ...{ name, batch, waiting: new Array<Joining>() },
    busyUntil: Array<number>(instances).fill(0),
  }));
  const later = new Map<number, Joining[]>();
  const comesBack = (one: Joining, seconds: number): void => {
    const at = Math.max(tick + 1, Math.ceil(seconds / TICK));
    later.set(at, later.get(at) ?? []);
    later.get(at)?.push(one);
  };
  const takeTurn = turns();
  const joined: number[] = [];
  let tick = 0;
  const isEarly = ({ turn = 0 }: Joining, now: number): boolean => turn > now + LONGEST_SLEEP;
  const end = (one: Joining, now: number): void => {
    if (!isEarly(one, now)) {
      const look = one.looks.shift();
      if (look === undefined || one.looks.length === 0) {
        joined.push(now);
        return;
      }
      if (!look.isProbe) one.since = now;
      one.turn = look.turn === undefined ? undefined : takeTurn(now, look.turn);
      if (one.turn === undefined) {
        comesBack(one, one.since + look.pause);
        return;
      }
    }
    comesBack(one, Math.min(one.turn ?? now, now + LONGEST_DELAY));
  };
  for (let number = 0; number < joins; number++) comesBack({ looks: [...looks], since: 0 }, before);
  while (joined.length < joins) {
    tick++;
    const now = tick * TICK;
    for (const one of later.get(tick) ?? [])
      lines.find(({ name }) => name === one.looks[0]?.station)?.waiting.push(one);
    later.delete(tick);
    for (const { waiting, batch, busyUntil } of lines)
      for (const [instance, until] of busyUntil.entries()) {
        if (until > now || waiting.length === 0) continue;
        const together = waiting.splice(0, batch);
        // One whose turn has not come only looks at the time.
        const seconds = together.map((one) => (isEarly(one, now) ? shortest : (one.looks[0]?.seconds ?? 0)));
        const ends = now + Math.max(...seconds);
        busyUntil[instance] = ends;
        for (const one of together) end(one, ends);
      }
  }
  return joined.sort((a, b) => a - b);
}

/** Turns as `Pace` gives them. */
function turns(): (now: number, turn: NonNullable<Look['turn']>) => number {
  const next = new Map<Bucket, number>();
  return (now, { bucket, ms }) => {
    const taken = Math.max(next.get(bucket) ?? 0, now * 1_000);
    next.set(bucket, taken + lengthOfTurn(ms));
    return Math.max(now, (taken - AT_ONCE_MS[bucket](ms)) / 1_000);
  };
}
