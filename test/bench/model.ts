import { BUCKETS, lengthOfTurn } from '../../lib/hub/pace';

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
  /** Seconds until the next one begins. */
  readonly pause: number;
  /** Milliseconds of the bucket `join` that it takes: the VPC waits for its turn. */
  readonly turnMs?: number;
}

/** The join of one VPC while nothing else goes on. */
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
  turn?: number;
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
  const end = (one: Joining, now: number): void => {
    const [{ turnMs, pause } = { pause: 0, turnMs: undefined }] = one.looks;
    if (turnMs !== undefined) one.turn ??= takeTurn(now, turnMs);
    const turn = turnMs === undefined ? now : Math.max(now, one.turn ?? now);
    if (turn > now + LONGEST_SLEEP) {
      comesBack(one, Math.min(turn, now + LONGEST_DELAY));
      return;
    }
    one.looks.shift();
    if (one.looks.length === 0) joined.push(turn);
    else comesBack(one, turn + pause);
  };
  for (let number = 0; number < joins; number++) comesBack({ looks: [...looks] }, before);
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
        // One that waits for its turn only looks at the time.
        const seconds = together.map(({ turn, looks: [look] }) =>
          turn !== undefined && look?.turnMs !== undefined ? shortest : (look?.seconds ?? 0),
        );
        const ends = now + Math.max(...seconds);
        busyUntil[instance] = ends;
        for (const one of together) end(one, ends);
      }
  }
  return joined.sort((a, b) => a - b);
}

/** Turns as `Pace` gives them: so many at once without asking, and the rest one after the other. */
function turns(): (now: number, ms: number) => number {
  let atOnce = BUCKETS.join.burstMs;
  let free = 0;
  return (now, ms) => {
    if (atOnce >= ms) {
      atOnce -= ms;
      return now;
    }
    const turn = Math.max(free, now);
    free = turn + lengthOfTurn(ms) / 1000;
    return turn;
  };
}
