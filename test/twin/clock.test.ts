import { EPOCH, TwinClock } from './clock';

const seconds = (clock: TwinClock): number => (clock.now().getTime() - EPOCH) / 1000;

describe('the virtual clock', () => {
  it('fires entries in order of time, then of registration', async () => {
    const clock = new TwinClock();
    const fired: string[] = [];
    for (const [name, at] of [
      ['late', 3],
      ['first', 1],
      ['second', 1],
      ['middle', 2],
    ] as const)
      clock.after(at * 1000, () => fired.push(`${name} at ${seconds(clock)}`));
    await clock.run({});
    expect(fired).toEqual(['first at 1', 'second at 1', 'middle at 2', 'late at 3']);
  });

  it('keeps its heap in order for many entries, cancelled ones left out', async () => {
    const clock = new TwinClock();
    const fired: number[] = [];
    const delays = Array.from({ length: 500 }, (_, index) => (index * 7919) % 1009);
    for (const delay of delays) {
      const cancel = clock.after(delay, () => fired.push(delay));
      if (delay % 3 === 0) cancel();
    }
    await clock.run({});
    expect(fired).toEqual(delays.filter((delay) => delay % 3 !== 0).sort((a, b) => a - b));
  });

  it('jumps by exactly the given time and fires what is due', async () => {
    const clock = new TwinClock();
    const fired: number[] = [];
    for (const at of [1, 5, 9]) clock.after(at * 1000, () => fired.push(at));
    await clock.jump(6_000);
    expect([seconds(clock), fired]).toEqual([6, [1, 5]]);
  });

  it('does not move while a request is served', async () => {
    const clock = new TwinClock();
    let answered = -1;
    const request = clock.serving(async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      answered = seconds(clock);
    });
    clock.after(1000, () => undefined);
    await clock.run({});
    await request;
    expect(answered).toBe(0);
  });

  it('waits while an invocation works, and moves while it sleeps', async () => {
    const clock = new TwinClock();
    const invocation = clock.invocation('worker');
    const steps: number[] = [];
    const work = (async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      steps.push(seconds(clock));
      await invocation.sleep(5_000);
      steps.push(seconds(clock));
      invocation.finish();
    })();
    clock.after(1000, () => undefined);
    await clock.run({ until: () => steps.length === 2 });
    await work;
    expect(steps).toEqual([0, 5]);
  });

  it('returns whether the condition of `run` was met', async () => {
    const clock = new TwinClock();
    let rung = false;
    clock.after(2_000, () => (rung = true));
    expect(await clock.run({ until: () => rung, ms: 1_000 })).toBe(false);
    expect(await clock.run({ until: () => rung, ms: 1_000 })).toBe(true);
  });

  it('says that it stands still when a condition does not hold and nothing is left that could happen', async () => {
    const clock = new TwinClock();
    let rung = false;
    clock.after(2_000, () => (rung = true));
    await clock.run({ until: () => rung });
    rung = false;
    await expect(clock.run({ until: () => rung })).rejects.toThrow(
      /^Time stands still, and the condition does not hold: .*rung; nothing goes on\.$/,
    );
  });

  it('follows real time at a speed, and keeps its time when it is stopped', async () => {
    const clock = new TwinClock();
    const stop = clock.follow(10_000);
    await clock.sleep(60_000);
    stop();
    const stopped = seconds(clock);
    expect(stopped).toBeGreaterThanOrEqual(60);
    await new Promise(setImmediate);
    expect(seconds(clock)).toBe(stopped);
  });

  it('stands still while a function works, also where it follows real time', async () => {
    const clock = new TwinClock();
    const stop = clock.follow(10_000_000);
    const invocation = clock.invocation('worker');
    const began = clock.now();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(clock.now()).toEqual(began);
    // A function that sleeps lets time go on.
    await invocation.sleep(60_000);
    const woken = clock.now();
    expect(woken.getTime() - began.getTime()).toBeGreaterThanOrEqual(60_000);
    await new Promise(setImmediate);
    expect(clock.now()).toEqual(woken);
    invocation.finish();
    await clock.sleep(60_000);
    stop();
    expect(clock.now().getTime() - woken.getTime()).toBeGreaterThanOrEqual(60_000);
  });

  it('passes at once, and follows real time again afterwards', async () => {
    const clock = new TwinClock();
    const stop = clock.follow(1);
    const fired: number[] = [];
    for (const at of [3600, 7200]) clock.after(at * 1000, () => fired.push(at));
    await clock.pass(3_600_000);
    expect(fired).toEqual([3600]);
    expect(seconds(clock)).toBeCloseTo(3600, -2);
    await clock.sleep(1);
    stop();
    await clock.pass(3_600_000);
    expect(fired).toEqual([3600, 7200]);
  });
});
