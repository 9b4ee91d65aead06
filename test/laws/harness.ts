import fc from 'fast-check';
import type { JoinTarget, LeaveTarget, Placement, Target } from '../../lib/reconcile/target';
import type { ChangeBase, Refused, Waiting } from '../../lib/reconcile/outcome';
import type { Step } from '../../lib/reconcile/step';
import { Bench, type Circumstances } from './bench';

interface Sides<Desired, Actual> {
  readonly desired: Desired;
  readonly actual: Actual;
}

/** Puts a list into another order. */
export type Shuffle = <T>(list: readonly T[]) => readonly T[];

/** A concept's plan, and what its laws need to know about the world that it plans for. */
export interface Model<Desired, Actual, Change extends ChangeBase> {
  diff(sides: Sides<Desired, Actual>): readonly Change[] | Waiting | Refused;
  /** Any state that AWS could be in, with things of other people's in it. */
  readonly any: fc.Arbitrary<Sides<Desired, Actual>>;
  /** States that are as they should be, with things of other people's in them. */
  readonly agreeing: fc.Arbitrary<Sides<Desired, Actual>>;
  /** The same state, with every list whose order says nothing in another order. */
  shuffled(actual: Actual, shuffle: Shuffle): Actual;
  /** The ids of what a change is made to, beside its key. */
  named(change: Change): readonly string[];
  /** The ids that changes may be made to. */
  ours(sides: Sides<Desired, Actual>): readonly string[];
  /** What AWS shows once a change has been made. */
  made(actual: Actual, change: Change): Actual;
  /** What AWS shows once everything that is under way is over. */
  later(actual: Actual): Actual;
}

const ROUNDS = 10;
const isPlan = <Change>(answer: readonly Change[] | Waiting | Refused): answer is readonly Change[] =>
  'length' in answer;
const changesIn = <Change>(answer: readonly Change[] | Waiting | Refused): readonly Change[] =>
  isPlan(answer) ? answer : [];
const shuffles = fc.array(fc.nat(), { minLength: 12, maxLength: 12 }).map(
  (keys): Shuffle =>
    (list) =>
      list
        .map((_, index) => index)
        .sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
        .flatMap((index) => list.slice(index, index + 1)),
);

/** The laws of a plan, in the pure. */
export function obeysTheLaws<Desired, Actual, Change extends ChangeBase>(model: Model<Desired, Actual, Change>): void {
  const { any, agreeing } = model;

  test('is quiet: what is as it should be gives no change', () => {
    fc.assert(fc.property(agreeing, (sides) => expect(model.diff(sides)).toEqual([])));
  });

  test('is order-free: the order in which AWS lists things changes nothing in the plan', () => {
    fc.assert(
      fc.property(any, shuffles, ({ desired, actual }, shuffle) =>
        expect(model.diff({ desired, actual: model.shuffled(actual, shuffle) })).toEqual(
          model.diff({ desired, actual }),
        ),
      ),
    );
  });

  test('keeps its hands off: no change is made to anything that is not ours', () => {
    fc.assert(
      fc.property(any, (sides) => {
        const named = changesIn(model.diff(sides)).flatMap((change) => model.named(change));
        const ours = model.ours(sides);
        expect(named.filter((id) => !ours.includes(id))).toEqual([]);
      }),
    );
  });

  test('converges: what is planned, once made, leaves nothing to plan', () => {
    fc.assert(
      fc.property(any, ({ desired, actual }) => {
        let state = actual;
        for (let round = 0; round < ROUNDS; round++) {
          const answer = model.diff({ desired, actual: state });
          if (isPlan(answer) ? answer.length === 0 : answer.status === 'refused') return;
          state = changesIn(answer).reduce((before, change) => model.made(before, change), state);
          state = model.later(state);
        }
        throw new Error(`Still not at rest: ${JSON.stringify(state)}`);
      }),
    );
  });

  test('leaves what it was shown as it was', () => {
    fc.assert(
      fc.property(any, (sides) => {
        const copy = structuredClone(sides);
        model.diff(sides);
        expect(sides).toEqual(copy);
      }),
    );
  });
}

/** A state of the twin for a concept to find, and what it makes of it. */
export interface Start {
  readonly name: string;
  /** Brings the state about, and tells what is asked of the concept. */
  readonly begin: (bench: Bench) => Begun | Promise<Begun>;
  /** Everything that it writes until it is at rest, in order; a plan that writes nothing is in sync or refused. */
  readonly writes: readonly string[];
  /** Where it ends; `in-sync` unless told. */
  readonly last?: 'in-sync' | 'refused';
}

export interface Begun extends Circumstances {
  readonly target: Target;
  /** Looks at what has come about. */
  readonly check?: () => Promise<void>;
  /** What is not ours: it is there, and the same afterwards. */
  readonly foreign?: () => Promise<unknown>;
}

/** The laws of a concept on the twin: its plan writes nothing; applied, it comes true; applied again, it writes nothing. */
export function obeysTheLawsOnTheTwin(
  concept: Step,
  starts: readonly Start[],
  build: () => Promise<Bench> = () => Bench.build(),
): void {
  let bench: Bench;
  beforeAll(async () => {
    bench = await build();
  });

  test.each(starts)('on the twin: $name', async ({ begin, writes, last = 'in-sync' }) => {
    const { target, check, foreign, ...how } = await begin(bench);
    const before = await foreign?.();
    expect(before).not.toEqual([]);

    const planned = await bench.writesOf(() => bench.run(concept, target, 'plan', how));
    expect(planned.writes).toEqual([]);

    const applied = await bench.writesOf(() => bench.converge(concept, target, how));
    expect(applied.writes).toEqual(writes);
    expect(applied.result.status).toBe(last);
    expect(await foreign?.()).toEqual(before);
    await check?.();

    const again = await bench.writesOf(() => bench.run(concept, target, 'apply', how));
    expect(again.writes).toEqual([]);
    expect(again.result.status).toBe(last);
  });
}

/** A VPC that joins the dev segment, and one that leaves. */
export const joining = (key: string, placement: Partial<Placement> = {}): JoinTarget => ({
  key,
  intent: 'join',
  because: 'the laws ask it',
  placement: { segment: 'dev', quarantined: false, cidrs: [], subnetIds: [], ...placement },
});
export const leaving = (key: string, drain?: LeaveTarget['drain']): LeaveTarget => ({
  key,
  intent: 'leave',
  because: 'the laws ask it',
  ...(drain ? { drain } : {}),
});
