import type { Calls } from '../aws/sdk/calls';
import type { Failure } from '../aws/sdk/failure';
import type { Concept, Known, Spoke, Target } from './concept';
import type { Guard } from './guards';
import { failureIn, outcomeOf, type ChangeBase, type Outcome, type Refused, type Waiting } from './outcome';

/** One reconcile of one spoke, as each concept's step sees it. */
export interface Run {
  /** The spoke with one concept's calls bound. */
  spoke<C extends Calls>(calls: C): Spoke<C>;
  known(key: string): Known;
  /** `plan` stops after the diff: the same plan, without the apply. */
  readonly mode: 'apply' | 'plan';
  readonly guards: readonly Guard[];
  /** VPCs that the plan takes out of the mesh, and VPCs in it. */
  readonly leaving: number;
  readonly mesh: number;
}

/** A concept whose types are closed over: what the engine handles. */
export interface Step {
  readonly kind: string;
  readonly calls: Calls;
  readonly hubReleases: boolean;
  readonly stays: boolean;
  readonly hubToo: boolean;
  /** Brings all targets that have reached this concept forward, and tells what became of each. */
  run(run: Run, targets: readonly Target[]): Promise<ReadonlyMap<string, Outcome>>;
  /** Whether the wait of `key` at this concept is over. */
  ready(run: Run, key: string): Promise<boolean>;
}

/** Closes over a concept's types. */
export function step<Desired, Actual, Change extends ChangeBase, C extends Calls>(
  concept: Concept<string, Desired, Actual, Change, C>,
): Step {
  const advance = async (run: Run, spoke: Spoke<C>, target: Target, actual: Actual): Promise<Outcome> => {
    const known = run.known(target.key);
    Object.assign(known, concept.learn?.(actual));
    const desired = concept.desire(target, known);
    if (stopped(desired)) return stop(desired);
    const changes = concept.diff({ desired, actual });
    if (stopped(changes)) return stop(changes);
    if (changes.length === 0) return { status: 'in-sync' };
    for (const guard of run.guards) {
      const refusal = guard({ target, changes, leaving: run.leaving, mesh: run.mesh });
      if (refusal) return { ...refusal, changes };
    }
    if (run.mode === 'plan') return { status: 'planned', changes };
    return applyAll(concept, changes, spoke);
  };

  return {
    kind: concept.kind,
    calls: concept.calls,
    hubReleases: concept.hubReleases ?? false,
    stays: concept.stays ?? false,
    hubToo: concept.hubToo ?? false,
    async run(run, targets) {
      const spoke = run.spoke(concept.calls);
      let actual: ReadonlyMap<string, Actual>;
      try {
        actual = await concept.observe(
          spoke,
          targets.map(({ key }) => key),
        );
      } catch (error) {
        const outcome = outcomeOf(failureIn(error), []);
        return new Map(targets.map(({ key }) => [key, outcome]));
      }
      const outcomes = new Map<string, Outcome>();
      for (const target of targets) {
        const seen = actual.get(target.key);
        if (seen === undefined) throw new TypeError(`${concept.kind} observed nothing about ${target.key}.`);
        outcomes.set(target.key, await advance(run, spoke, target, seen));
      }
      return outcomes;
    },
    ready: async (run, key) => concept.ready?.(run.spoke(concept.calls), key) ?? true,
  };
}

async function applyAll<Change extends ChangeBase, C extends Calls>(
  concept: { apply(change: Change, spoke: Spoke<C>): Promise<void> },
  changes: readonly Change[],
  spoke: Spoke<C>,
): Promise<Outcome> {
  const applied: Change[] = [];
  for (const change of changes) {
    let failure: Failure | undefined;
    try {
      await concept.apply(change, spoke);
    } catch (error) {
      failure = failureIn(error);
    }
    if (failure) return outcomeOf(failure, applied);
    applied.push(change);
  }
  const waits = applied.flatMap(({ wait }) => (wait ? [wait] : []));
  const [first] = waits;
  if (!first) return { status: 'changed', applied };
  const retryAfterSeconds = Math.max(...waits.map((wait) => wait.retryAfterSeconds));
  return {
    status: 'waiting',
    applied,
    because: first.because,
    retryAfterSeconds,
    ...(first.long ? { long: true } : {}),
  };
}

type Stop = Waiting | Refused;
const stopped = (answer: unknown): answer is Stop =>
  typeof answer === 'object' &&
  answer !== null &&
  'status' in answer &&
  (answer.status === 'waiting' || answer.status === 'refused');

const stop = (answer: Stop): Outcome =>
  answer.status === 'refused' ? { ...answer, changes: [] } : { ...answer, applied: [] };
