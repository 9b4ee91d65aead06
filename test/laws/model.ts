import fc from 'fast-check';
import type { ChangeBase, Refused, Waiting } from '../../lib/reconcile/outcome';

type Answer<Change> = readonly Change[] | Waiting | Refused;

/** Puts a list into another order. */
export type Mix = <T>(list: readonly T[]) => T[];

/** A pure model of AWS, as far as one concept sees it: what the laws are held against. */
export interface Model<Desired, Actual, Change extends ChangeBase> {
  readonly desired: fc.Arbitrary<Desired>;
  readonly actual: fc.Arbitrary<Actual>;
  diff(sides: { readonly desired: Desired; readonly actual: Actual }): Answer<Change>;
  /** AWS right after one change. Throws what AWS refuses. */
  after(actual: Actual, change: Change): Actual;
  /** AWS when all that is under way has arrived. */
  later?(actual: Actual): Actual;
  /** The same state with every list in another order whose order means nothing. */
  reorder(actual: Actual, mix: Mix): Actual;
  /** Ids in the state that are not ours to change. */
  foreign(actual: Actual): readonly string[];
  /** The ids that a change names. */
  names(change: Change): readonly string[];
}

const ROUNDS = 10;

/** Applies what `diff` asks for until it asks for nothing. Answers every change made, and where it ended. */
export function converge<Desired, Actual, Change extends ChangeBase>(
  model: Model<Desired, Actual, Change>,
  desired: Desired,
  start: Actual,
): { readonly end: Actual; readonly changes: readonly Change[]; readonly last: Answer<Change> } {
  const later = (actual: Actual): Actual => model.later?.(actual) ?? actual;
  const changes: Change[] = [];
  let actual = start;
  for (let round = 0; round < ROUNDS; round++) {
    const answer = model.diff({ desired, actual });
    if ('status' in answer) {
      if (answer.status === 'refused') return { end: actual, changes, last: answer };
    } else {
      if (answer.length === 0) return { end: actual, changes, last: answer };
      for (const change of answer) actual = model.after(actual, change);
      changes.push(...answer);
    }
    actual = later(actual);
  }
  throw new Error(`No end after ${ROUNDS} rounds: ${JSON.stringify({ desired, start, changes })}`);
}

/** A way to mix lists, repeatable from its seed. */
const mixer = fc.integer({ min: 1, max: 2 ** 31 - 2 }).map((seed): Mix => {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 48_271) % (2 ** 31 - 1);
    return state % below;
  };
  return (list) => {
    const mixed = [...list];
    for (let index = mixed.length - 1; index > 0; index--) {
      const other = next(index + 1);
      [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
    }
    return mixed;
  };
});

/** The laws that need no AWS, each as a test. */
export function laws<Desired, Actual, Change extends ChangeBase>(model: Model<Desired, Actual, Change>): void {
  const start = fc.tuple(model.desired, model.actual);

  it('quiet and convergent: from any state it gets to one where it asks for nothing', () => {
    fc.assert(
      fc.property(start, ([desired, actual]) => {
        const { end, last } = converge(model, desired, actual);
        expect(model.diff({ desired, actual: end })).toEqual(last);
      }),
    );
  });

  it('order-free: the order in which AWS lists things changes nothing', () => {
    fc.assert(
      fc.property(start, mixer, ([desired, actual], mix) => {
        expect(model.diff({ desired, actual: model.reorder(actual, mix) })).toEqual(model.diff({ desired, actual }));
      }),
    );
  });

  it('hands off: no change names what is not ours', () => {
    fc.assert(
      fc.property(start, ([desired, actual]) => {
        const foreign = model.foreign(actual);
        const named = converge(model, desired, actual).changes.flatMap(model.names);
        expect(named.filter((id) => foreign.includes(id))).toEqual([]);
      }),
    );
  });

  it('pure: it leaves what it compares as it was, and answers plain data', () => {
    fc.assert(
      fc.property(start, ([desired, actual]) => {
        const before = structuredClone({ desired, actual });
        const answer = model.diff({ desired, actual });
        expect({ desired, actual }).toEqual(before);
        expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
      }),
    );
  });
}
