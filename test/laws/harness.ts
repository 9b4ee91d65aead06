import fc from 'fast-check';
import type { JoinTarget, LeaveTarget, MeshMembership, Target } from '../../lib/reconcile/target';
import type { ChangeBase, Refused, Waiting } from '../../lib/reconcile/outcome';
import type { Step } from '../../lib/reconcile/step';
import { Bench, type RunOptions } from './bench';

interface Sides<Desired, Actual> {
  readonly desired: Desired;
  readonly actual: Actual;
}

/** Puts a list into another order. */
type Shuffle = <T>(list: readonly T[]) => readonly T[];

/** A concept's plan, and a model of AWS that is just large enough to check the plan. */
export interface Model<Desired, Actual, Change extends ChangeBase> {
  diff(sides: Sides<Desired, Actual>): Plan<Change>;
  /** Any state that AWS could be in, with resources of other teams. */
  readonly anySides: fc.Arbitrary<Sides<Desired, Actual>>;
  /** States that are as desired, with resources of other teams. */
  readonly inSync: fc.Arbitrary<Sides<Desired, Actual>>;
  /** The same state, with every list without a meaningful order in another order. */
  shuffled(actual: Actual, shuffle: Shuffle): Actual;
  /** The ids of the resources that a change is made to, beside its key. */
  touched(change: Change): readonly string[];
  /** The ids of the resources that changes may be made to. */
  touchable(sides: Sides<Desired, Actual>): readonly string[];
  /** The state after a change; throws what AWS would refuse. */
  applied(actual: Actual, change: Change): Actual;
  /** The state once AWS has finished everything that is in progress. */
  settled(actual: Actual): Actual;
}

const ROUNDS = 10;
type Plan<Change> = readonly Change[] | Waiting | Refused<Change>;
const isWaiting = <Change>(result: Plan<Change>): result is Waiting =>
  'status' in result && result.status === 'waiting';
/** The changes of a plan, also those beside a refusal. */
const changesIn = <Change>(result: Plan<Change>): readonly Change[] => {
  if (isWaiting(result)) return [];
  return 'status' in result ? (result.changes ?? []) : result;
};
const shuffles = fc.array(fc.nat(), { minLength: 12, maxLength: 12 }).map(
  (keys): Shuffle =>
    (list) =>
      list
        .map((_, index) => index)
        .sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
        .flatMap((index) => list.slice(index, index + 1)),
);

/** The laws of a plan, checked on the model. */
export function testPlanLaws<Desired, Actual, Change extends ChangeBase>(model: Model<Desired, Actual, Change>): void {
  const { anySides, inSync } = model;

  test('plans no change for a state that is as desired', () => {
    fc.assert(fc.property(inSync, (sides) => expect(model.diff(sides)).toEqual([])));
  });

  test('plans the same changes for any order in which AWS lists resources', () => {
    fc.assert(
      fc.property(anySides, shuffles, ({ desired, actual }, shuffle) =>
        expect(model.diff({ desired, actual: model.shuffled(actual, shuffle) })).toEqual(
          model.diff({ desired, actual }),
        ),
      ),
    );
  });

  test('changes no resource of another team', () => {
    fc.assert(
      fc.property(anySides, (sides) => {
        const touched = changesIn(model.diff(sides)).flatMap((change) => model.touched(change));
        const touchable = model.touchable(sides);
        expect(touched.filter((id) => !touchable.includes(id))).toEqual([]);
      }),
    );
  });

  test('plans no further change once its changes are made', () => {
    fc.assert(
      fc.property(anySides, ({ desired, actual }) => {
        let state = actual;
        for (let round = 0; round < ROUNDS; round++) {
          const result = model.diff({ desired, actual: state });
          if (!isWaiting(result) && changesIn(result).length === 0) return;
          state = changesIn(result).reduce((before, change) => model.applied(before, change), state);
          state = model.settled(state);
        }
        throw new Error(`Changes are still planned after ${ROUNDS} rounds: ${JSON.stringify(state)}`);
      }),
    );
  });

  test('does not modify its input', () => {
    fc.assert(
      fc.property(anySides, (sides) => {
        const copy = structuredClone(sides);
        model.diff(sides);
        expect(sides).toEqual(copy);
      }),
    );
  });
}

/** A state of the twin, and what a concept does with it. */
export interface Scenario {
  readonly name: string;
  /** Makes the state, and returns the target for the concept. */
  readonly prepare: (bench: Bench) => Prepared | Promise<Prepared>;
  /** The actions of all writes of the concept until nothing is left to do, in order. */
  readonly writes: readonly string[];
  /** The final status, `in-sync` by default. */
  readonly endsAs?: 'in-sync' | 'refused';
}

interface Prepared extends RunOptions {
  readonly target: Target;
  /** Checks the final state. */
  readonly check?: () => Promise<void>;
  /** Reads resources of other teams: they exist before, and are the same afterwards. */
  readonly foreign?: () => Promise<unknown>;
}

/** The laws of a concept on the twin: planning writes nothing; applying writes `writes`; applying again writes nothing. */
export function testTwinLaws(
  concept: Step,
  scenarios: readonly Scenario[],
  build: () => Promise<Bench> = () => Bench.shared(),
): void {
  let bench: Bench;
  beforeAll(async () => {
    bench = await build();
  });

  test.each(scenarios.map(titled))('$title', async ({ prepare, writes, endsAs = 'in-sync' }) => {
    const { target, check, foreign, ...options } = await prepare(bench);
    const before = await foreign?.();
    expect(before).not.toEqual([]);

    const planned = await bench.writesOf(() => bench.run(concept, target, 'plan', options));
    expect(planned.writes).toEqual([]);

    const applied = await bench.writesOf(() => bench.converge(concept, target, options));
    expect(applied.writes).toEqual(writes);
    expect(applied.result.status).toBe(endsAs);
    expect(await foreign?.()).toEqual(before);
    await check?.();

    const again = await bench.writesOf(() => bench.run(concept, target, 'apply', options));
    expect(again.writes).toEqual([]);
    expect(again.result.status).toBe(endsAs);
  });
}

/** A title that begins with the number of the attack, where the name has one. */
const titled = (scenario: Scenario) => ({
  ...scenario,
  title: scenario.name.replace(/^(\[\w+\] )?/, (number: string) => `${number}on the twin: `),
});

/** The target of a VPC that joins the dev segment, or of an account or cluster. */
export const joining = (key: string, membership: Partial<MeshMembership> = {}): JoinTarget => ({
  key,
  intent: 'join',
  because: 'a test of the laws',
  membership: { segment: 'dev', quarantined: false, cidrs: [], localCidrs: [], subnetIds: [], ...membership },
});
export const leaving = (key: string): LeaveTarget => ({ key, intent: 'leave', because: 'a test of the laws' });
