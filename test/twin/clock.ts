import { PARTS } from './parts';

/** Time as code that runs in the world sees it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds of this clock's time. */
  sleep(ms: number): Promise<void>;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** Virtual time begins here in every world. */
export const EPOCH = Date.parse('2026-01-01T00:00:00Z');
/** Of this process's time, not of the machine's, which other processes may use. */
const STUCK_AFTER_CPU_MS = 60_000;
/** To ask for that time takes as long as a turn. */
const TURNS_PER_LOOK = 100;

/**
 * One clock for everything in a world: a heap of entries that fire in order of time, then of registration.
 *
 * `run` and `jump` move time to the next entry only when nothing is going on: no request is being served and every
 * running invocation sleeps on its own clock. `follow` ties virtual to real time for clients that live in real time: functions
 * take no time then either, or a busy machine would have them time out.
 */
export class TwinClock implements Clock {
  readonly #time = { now: EPOCH, order: 0 };
  readonly #heap: Entry[] = [];
  /** What is being served, each by a name. */
  readonly #requests = new Set<{ readonly name: string }>();
  #activity = 0;
  readonly #invocations = new Set<InvocationClock>();
  /** `isHeld`: time stands still at `virtual`, because a function works. */
  #following:
    { readonly real: number; readonly virtual: number; readonly speed: number; readonly isHeld: boolean } | undefined;
  #timer: NodeJS.Timeout | undefined;

  now(): Date {
    return new Date(this.#millis());
  }

  [PARTS](): readonly object[] {
    return [this.#time, this.#heap];
  }

  /** Whether nothing goes on, and time does not follow real time. */
  get isAtRest(): boolean {
    return this.#requests.size === 0 && this.#invocations.size === 0 && !this.#following;
  }

  /** Throws an Error while something goes on. */
  requireRest(): void {
    if (this.#requests.size > 0 || this.#invocations.size > 0)
      throw new Error(`The world is not at rest: ${this.#goingOn()}.`);
    if (this.#following) throw new Error('The world is not at rest: time follows real time.');
  }

  /** Whether nothing will happen by itself any more. */
  get standsStill(): boolean {
    return this.#next() === undefined && this.#requests.size === 0;
  }

  #goingOn(): string {
    const served = [...this.#requests].map(({ name }) => name);
    const invocations = [...this.#invocations].map(({ name, sleeping }) => `${name} ${sleeping ? 'sleeps' : 'works'}`);
    return [...served, ...invocations].join(', ') || 'nothing goes on';
  }

  #millis(): number {
    if (!this.#following) return this.#time.now;
    const { real, virtual, speed, isHeld } = this.#following;
    return Math.max(this.#time.now, Math.floor(virtual + (isHeld ? 0 : performance.now() - real) * speed));
  }

  /** Fires `action` after `ms` of virtual time. The returned function cancels it. */
  after(ms: number, action: () => void): () => void {
    const entry: Entry = {
      at: this.#millis() + Math.max(0, ms),
      order: this.#time.order++,
      fire: action,
      cancelled: false,
    };
    push(this.#heap, entry);
    if (this.#following) this.#arm();
    return () => {
      entry.cancelled = true;
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Wraps the serving of one request, so that time does not move meanwhile. An error that says what goes on names it. */
  async serving<T>(work: () => Promise<T>, name = 'a request'): Promise<T> {
    const request = { name };
    this.#requests.add(request);
    this.#activity++;
    try {
      return await work();
    } finally {
      this.#requests.delete(request);
    }
  }

  /** A clock for one function invocation: time moves while the invocation sleeps on it, and not while it works. */
  invocation(name: string): InvocationClock {
    const hold = (): void => this.#hold();
    const clock = new InvocationClock(this, name, hold, () => {
      this.#invocations.delete(clock);
      hold();
    });
    this.#invocations.add(clock);
    this.#activity++;
    hold();
    return clock;
  }

  #isWorking(): boolean {
    for (const { sleeping } of this.#invocations) if (!sleeping) return true;
    return false;
  }

  /** Where time follows real time, holds it while a function works. */
  #hold(): void {
    const following = this.#following;
    if (!following || following.isHeld === this.#isWorking()) return;
    this.#following = { ...following, isHeld: !following.isHeld, virtual: this.#millis(), real: performance.now() };
    this.#arm();
  }

  /** Resolves when nothing moves but time. */
  async settle(): Promise<void> {
    const began = cpuMillis();
    for (let quiet = 0, turns = 1; quiet < 3; turns++) {
      const before = this.#activity;
      await new Promise(setImmediate);
      quiet = this.#requests.size === 0 && !this.#isWorking() && before === this.#activity ? quiet + 1 : 0;
      if (turns % TURNS_PER_LOOK === 0 && cpuMillis() - began > STUCK_AFTER_CPU_MS)
        throw new Error(`The world does not come to rest: ${this.#goingOn()}.`);
    }
  }

  /**
   * Runs until `until` holds, checked whenever the world is at rest, or for `ms` of virtual time. Returns whether it held.
   * @throws Error if `until` does not hold, there is no `ms`, and nothing is left that could happen
   */
  async run({ until, ms = Infinity }: { until?: () => boolean; ms?: number }): Promise<boolean> {
    const end = this.#time.now + ms;
    for (;;) {
      await this.settle();
      if (until?.()) return true;
      const next = this.#next();
      if (!next || next.at > end) {
        if (Number.isFinite(end)) this.#time.now = end;
        else if (until)
          throw new Error(
            `Time stands still, and the condition does not hold: ${until.toString()}; ${this.#goingOn()}.`,
          );
        return false;
      }
      this.#fire(next.at);
    }
  }

  /** Moves on by exactly `ms`, firing what falls due on the way. */
  async jump(ms: number): Promise<void> {
    await this.run({ ms });
    await this.settle();
  }

  /** The same while time follows real time, which it does again afterwards. */
  async pass(ms: number): Promise<void> {
    const following = this.#following;
    if (!following) return this.jump(ms);
    this.#stopFollowing();
    try {
      await this.jump(ms);
    } finally {
      this.follow(following.speed);
    }
  }

  /** From now on virtual time follows real time, `speed` times as fast while no function works. The returned function stops it. */
  follow(speed: number): () => void {
    this.#following = { real: performance.now(), virtual: this.#time.now, speed, isHeld: this.#isWorking() };
    this.#arm();
    return () => this.#stopFollowing();
  }

  #stopFollowing(): void {
    this.#time.now = this.#millis();
    this.#following = undefined;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next || !this.#following || this.#following.isHeld) return;
    const { real, virtual, speed } = this.#following;
    const due = real + (next.at - virtual) / speed;
    this.#timer = setTimeout(
      () => {
        const head = this.#next();
        if (head && head.at <= this.#millis()) this.#fire(head.at);
        this.#arm();
      },
      Math.max(0, Math.ceil(due - performance.now())),
    );
  }

  #next(): Entry | undefined {
    while (this.#heap[0]?.cancelled) pop(this.#heap);
    return this.#heap[0];
  }

  /** All that is due at one instant fires together: what AWS would do side by side interleaves here as well. */
  #fire(at: number): void {
    this.#time.now = Math.max(this.#time.now, at);
    for (let next = this.#next(); next && next.at <= at; next = this.#next()) {
      pop(this.#heap);
      next.fire();
    }
  }
}

/** The clock that a function invocation is given. */
export class InvocationClock implements Clock {
  #sleepers = 0;
  constructor(
    readonly world: TwinClock,
    readonly name: string,
    /** Called when it begins or ends to sleep. */
    private readonly turned: () => void,
    /** To be called when the invocation is over. */
    readonly finish: () => void,
  ) {}

  get sleeping(): boolean {
    return this.#sleepers > 0;
  }

  now(): Date {
    return this.world.now();
  }

  async sleep(ms: number): Promise<void> {
    this.#sleepers++;
    this.turned();
    await this.world.sleep(ms);
    this.#sleepers--;
    this.turned();
  }
}

/** What this process has used of a processor. */
const cpuMillis = (): number => process.cpuUsage().user / 1_000;

/** Whether `a` fires before `b`; what is not there fires last. */
const earlier = (a: Entry | undefined, b: Entry | undefined): boolean =>
  a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order));

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (!parent || !earlier(entry, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = entry;
}

/** Takes the earliest entry away. */
function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const below = earlier(heap[left + 1], heap[left]) ? left + 1 : left;
    const child = heap[below];
    if (!child || !earlier(child, last)) break;
    heap[index] = child;
    index = below;
  }
  heap[index] = last;
}
