import type { Calls } from '../aws/sdk/calls';
import type { LandingZone } from '../landing-zone';
import type { Concept, PlanInputs, Learned, ReadInBulk, Spoke } from './concept';
import type { Guard } from './guards';
import { planInputs } from './plan-inputs';
import { failureOrBug, isFailure } from '../aws/sdk/failure';
import { outcomeOf, type ChangeBase, type Finding, type Outcome, type Refused, type Waiting } from './outcome';
import type { Target } from './target';

/** One reconcile of one spoke: what every step is given. */
export interface Run {
  /** The spoke with the calls of one concept bound. */
  spoke<C extends Calls>(calls: C): Spoke<C>;
  /** `plan` makes the same plan as `apply` and changes nothing. */
  readonly mode: 'apply' | 'plan';
  readonly guards: readonly Guard[];
  /** What a reconcile found in sync before a wait, and need not be read again: what the concept learned then. */
  readonly known?: (target: Target, kind: string) => Learned | undefined;
  /** What was read of a key in bulk. Absent, and undefined where nothing that counts was: it is observed. */
  readonly read?: (key: string) => ReadInBulk | undefined;
}

/** The outcome of one concept for one key, and what the concept learned and found of the key. */
interface StepResult {
  readonly outcome: Outcome;
  readonly learned: Learned;
  readonly findings: readonly Finding[];
  /** It is as desired, there is nothing to tell of it, and it stays so by itself. */
  readonly settled: boolean;
}

/** What earlier concepts learned, by key. */
type LearnedByKey = ReadonlyMap<string, Learned>;

/** A concept without its type parameters, as the engine runs it. */
export interface Step {
  readonly kind: string;
  readonly calls: Calls;
  /** The calls that it may make with this config; undefined where the config turns it off. */
  callsWith(landingZone: LandingZone): Calls | undefined;
  readonly hubCanRelease: boolean;
  readonly isPath: boolean;
  readonly dependsOn?: readonly string[];
  readonly keptOnLeaving: boolean;
  readonly alsoInHub: boolean;
  /** Whether what was read in bulk of the target shows that nothing is to be done. */
  isInOrder(run: Run, target: Target, learned: Learned): boolean;
  /** Runs the concept for all targets that have reached it; results by key. */
  run(run: Run, targets: readonly Target[], learned: LearnedByKey): Promise<ReadonlyMap<string, StepResult>>;
  /** Whether the wait of `key` at this concept is over. */
  ready(run: Run, key: string): Promise<boolean>;
}

/** Hides a concept's type parameters. */
export function step<Desired, Actual, Change extends ChangeBase, C extends Calls>(
  concept: Concept<Desired, Actual, Change, C>,
): Step {
  return {
    kind: concept.kind,
    calls: concept.calls,
    callsWith: (landingZone) => (concept.callsWith ? concept.callsWith(landingZone) : concept.calls),
    hubCanRelease: concept.hubCanRelease ?? false,
    isPath: concept.isPath ?? false,
    ...(concept.dependsOn ? { dependsOn: concept.dependsOn } : {}),
    keptOnLeaving: concept.keptOnLeaving ?? false,
    alsoInHub: concept.alsoInHub ?? false,
    isInOrder: (run, target, learned) => {
      const read = concept.isInOrder && run.read?.(target.key);
      if (read === undefined) return false;
      return concept.isInOrder?.(target, planInputs(run.spoke(concept.calls), learned), read) ?? false;
    },
    run: (run, targets, learned) => runConcept(concept, run, targets, learned),
    ready: async (run, key) => concept.ready?.(run.spoke(concept.calls), key) ?? true,
  };
}

async function runConcept<Desired, Actual, Change extends ChangeBase, C extends Calls>(
  concept: Concept<Desired, Actual, Change, C>,
  run: Run,
  targets: readonly Target[],
  learned: LearnedByKey,
): Promise<ReadonlyMap<string, StepResult>> {
  const spoke = run.spoke(concept.calls);
  const keys = targets.map(({ key }) => key);
  const failed = (error: unknown, key: string): StepResult => ({
    outcome: outcomeOf(failureOrBug(error, contextOf(concept, spoke, key)), []),
    learned: {},
    findings: [],
    settled: false,
  });
  const results = new Map<string, StepResult>();
  let observed: ReadonlyMap<string, Actual>;
  try {
    observed = await concept.observe(spoke, keys);
  } catch (error) {
    const [only] = targets;
    if (only === undefined || targets.length === 1) return new Map(keys.map((key) => [key, failed(error, key)]));
    // The read of one key may have failed: then the others are read without it. Bulk reads are not made again.
    for (const target of targets)
      for (const [key, result] of await runConcept(concept, run, [target], learned)) results.set(key, result);
    return results;
  }
  for (const target of targets)
    try {
      const actual = observed.get(target.key);
      if (actual === undefined) throw new TypeError('observed nothing, expected a value for every key');
      const added = concept.learn?.(actual) ?? {};
      const known = planInputs(spoke, { ...learned.get(target.key), ...added });
      const { outcome, findings } = await advance(concept, run, spoke, target, actual, known);
      const settled = isDone(outcome) && findings.length === 0 && (concept.settled?.(actual) ?? true);
      const learnedNow = run.mode === 'plan' ? learnedAfter(concept, actual, outcome) : added;
      results.set(target.key, { outcome, findings, learned: learnedNow, settled });
    } catch (error) {
      results.set(target.key, failed(error, target.key));
    }
  return results;
}

/** Names the concept and the key in the message of a bug. */
const contextOf = ({ kind }: { readonly kind: string }, { account, region }: Spoke, key: string) => ({
  action: `${kind} of ${key}`,
  accountId: account.id,
  region,
});

async function advance<Desired, Actual, Change extends ChangeBase, C extends Calls>(
  concept: Concept<Desired, Actual, Change, C>,
  run: Run,
  spoke: Spoke<C>,
  target: Target,
  actual: Actual,
  known: PlanInputs,
): Promise<Pick<StepResult, 'outcome' | 'findings'>> {
  const desired = concept.desire(target, known);
  if (isStop(desired)) return { outcome: stopped(desired), findings: [] };
  const sides = { desired, actual };
  const plan = run.mode === 'plan' ? allChanges(concept, sides) : concept.diff(sides);
  const outcome = await carryOut(concept, run, spoke, target, plan);
  return { outcome, findings: concept.find?.(sides) ?? [] };
}

/** A plan that needs more rounds than this never ends. */
const MOST_ROUNDS = 10;

/**
 * The changes of this reconcile and of those that follow it: many are made only once AWS has finished others. What is waited for
 * after a change is taken as come.
 * @throws TypeError if the changes never end
 */
function allChanges<Desired, Actual, Change extends ChangeBase, C extends Calls>(
  concept: Concept<Desired, Actual, Change, C>,
  { desired, actual: found }: { readonly desired: Desired; readonly actual: Actual },
): readonly Change[] | Waiting | Refused<Change> {
  const changes: Change[] = [];
  let actual = found;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const plan = concept.diff({ desired, actual });
    const next = 'status' in plan ? changesOf(plan) : plan;
    if ('status' in plan && plan.status === 'refused') return { ...plan, changes: [...changes, ...next] };
    if (next.length === 0) return changes.length === 0 ? plan : changes;
    changes.push(...next);
    if (concept.foresee === undefined) return changes;
    for (const change of next) actual = concept.foresee(actual, change);
  }
  throw new TypeError(`the plan of ${concept.kind} does not end, expected no changes after ${MOST_ROUNDS} rounds`);
}

/** What later concepts may know once the planned changes have been made. */
function learnedAfter<Desired, Actual, Change extends ChangeBase, C extends Calls>(
  concept: Concept<Desired, Actual, Change, C>,
  actual: Actual,
  outcome: Outcome,
): Learned {
  const planned = 'changes' in outcome ? (outcome.changes as readonly Change[]) : [];
  const after = planned.reduce((before, change) => concept.foresee?.(before, change) ?? before, actual);
  return concept.learn?.(after) ?? {};
}

async function carryOut<Change extends ChangeBase, C extends Calls>(
  concept: Applying<Change, C>,
  run: Run,
  spoke: Spoke<C>,
  target: Target,
  plan: readonly Change[] | Waiting | Refused<Change>,
): Promise<Outcome> {
  const stop = isStop(plan) ? plan : undefined;
  const changes = 'status' in plan ? changesOf(plan) : plan;
  if (changes.length === 0) return stop ? stopped(stop) : { status: 'in-sync' };
  for (const guard of run.guards) {
    const held = guard({ target, changes, isPath: concept.isPath ?? false });
    if (held) return held.status === 'refused' ? { ...held, changes, applied: [] } : stopped(held);
  }
  const refusal = stop?.status === 'refused' ? stop : undefined;
  if (run.mode === 'plan') return refusal ? { ...refusal, changes, applied: [] } : { status: 'planned', changes };
  const outcome = await applyAll(concept, changes, spoke, target.key);
  return refusal && outcome.status === 'changed' ? { ...refusal, changes: [], applied: outcome.applied } : outcome;
}

const changesOf = <Change>(stop: Waiting | Refused<Change>): readonly Change[] =>
  stop.status === 'refused' ? (stop.changes ?? []) : [];

interface Applying<Change extends ChangeBase, C extends Calls> {
  readonly kind: string;
  readonly isPath?: true;
  apply(change: Change, spoke: Spoke<C>): Promise<void>;
}

async function applyAll<Change extends ChangeBase, C extends Calls>(
  concept: Applying<Change, C>,
  changes: readonly Change[],
  spoke: Spoke<C>,
  key: string,
): Promise<Outcome> {
  const applied: Change[] = [];
  for (const change of changes) {
    try {
      await concept.apply(change, spoke);
    } catch (error) {
      // What is to be deleted may be deleted by others at the same time, as when a team deletes a VPC with its parts.
      const gone = change.verb === 'delete' && isFailure(error, 'not-found');
      if (!gone) return outcomeOf(failureOrBug(error, contextOf(concept, spoke, key)), applied);
    }
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

/** Whether all is as desired now. */
export const isDone = ({ status }: Outcome): boolean => status === 'in-sync' || status === 'changed';

const isStop = <Result>(result: Result): result is Extract<Result, Waiting | Refused<ChangeBase>> =>
  typeof result === 'object' &&
  result !== null &&
  'status' in result &&
  (result.status === 'waiting' || result.status === 'refused');

const stopped = (stop: Waiting | Refused<ChangeBase>): Outcome =>
  stop.status === 'refused' ? { ...stop, changes: [], applied: [] } : { ...stop, applied: [] };
