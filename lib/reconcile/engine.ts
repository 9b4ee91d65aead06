import type { Learned } from './concept';
import type { ChangeBase, Finding, Outcome } from './outcome';
import { isDone, type Run, type Step } from './step';
import type { Target } from './target';

/** What a reconcile did for one key. `status` is that of the concept where the key stopped, or else of the run. */
export interface Report {
  readonly target: Target;
  readonly status: Outcome['status'];
  /** Outcome by concept, in the order they ran. Concepts not reached are absent. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /**
   * The concept where the key stopped: it waits, failed or is refused there, and of several that stop the first that waits,
   * else the first that failed. Absent when all concepts ran.
   */
  readonly stoppedAt?: string;
  /** What people have to know, and what stops nothing. */
  readonly findings?: readonly Finding[];
  /** The concepts that are as desired and stay so by themselves, with what they learned. The VPC's path is never among them. */
  readonly settled?: ReadonlyMap<string, Learned>;
}

/**
 * Runs every target through the concepts: those that join in the given order, those that leave in the reverse order. A
 * key that waits at one concept stops there; one that is refused or fails goes on with the concepts that do not depend on it.
 * Each concept is observed once for all keys that have reached it. In `plan` mode no key stops, so the report covers every
 * concept. What is thrown while one key is handled, by AWS or by a bug, is that key's failure and reaches no other key.
 */
export async function reconcile(
  run: Run,
  steps: readonly Step[],
  targets: readonly Target[],
): Promise<readonly Report[]> {
  const joining = targets.filter(({ intent }) => intent === 'join');
  const leaving = targets.filter(({ intent }) => intent === 'leave');
  return [
    ...(await runPass(run, steps, joining, (step, stop) => dependsOn(step, stop))),
    ...(await runPass(run, steps.filter(({ keptOnLeaving }) => !keptOnLeaving).toReversed(), leaving, (step, stop) =>
      dependsOn(stop, step),
    )),
  ];
}

/** Whether the concept depends on an earlier one. */
const dependsOn = (step: Step, earlier: Step): boolean => step.dependsOn?.includes(earlier.kind) ?? true;

interface Progress {
  readonly target: Target;
  readonly outcomes: Map<string, Outcome>;
  readonly stops: Step[];
  readonly findings: Finding[];
  readonly settled: Map<string, Learned>;
  learned: Learned;
}

async function runPass(
  run: Run,
  steps: readonly Step[],
  targets: readonly Target[],
  mustStop: (step: Step, stop: Step) => boolean,
): Promise<readonly Report[]> {
  const all = targets.map((target): Progress => ({
    target,
    outcomes: new Map(),
    stops: [],
    findings: [],
    settled: new Map(),
    learned: {},
  }));
  const waits = ({ outcomes, stops }: Progress): boolean =>
    stops.some(({ kind }) => outcomes.get(kind)?.status === 'waiting');
  const letsPass = ({ outcomes }: Progress, { kind }: Step): boolean => {
    const outcome = outcomes.get(kind);
    return outcome?.status === 'refused' && outcome.othersGoOn === true;
  };
  for (const step of steps) {
    const reached = all
      .filter((each) => !waits(each) && !each.stops.some((stop) => !letsPass(each, stop) && mustStop(step, stop)))
      .filter((each) => !isKnown(run, step, each));
    if (reached.length === 0) continue;
    const learned = new Map(reached.map((each) => [each.target.key, each.learned]));
    const results = await step.run(
      run,
      reached.map(({ target }) => target),
      learned,
    );
    for (const progress of reached) {
      const result = results.get(progress.target.key);
      if (result === undefined) continue;
      progress.outcomes.set(step.kind, result.outcome);
      progress.findings.push(...result.findings);
      progress.learned = { ...progress.learned, ...result.learned };
      if (result.settled && !step.isPath) progress.settled.set(step.kind, result.learned);
      if (run.mode === 'apply' && !isDone(result.outcome)) progress.stops.push(step);
    }
  }
  return all.map(report);
}

/** Takes over what is known of the concept from before a wait, or from a read in bulk. Of a path, and of what leaves, nothing is. */
function isKnown(run: Run, step: Step, progress: Progress): boolean {
  const { kind } = step;
  if (step.isPath || run.mode === 'plan' || progress.target.intent === 'leave') return false;
  const learned = run.known?.(progress.target, kind);
  if (learned === undefined) {
    // It is older than what is found now: a later reconcile does not take it over.
    const isInOrder = step.isInOrder(run, progress.target, progress.learned);
    if (isInOrder) progress.outcomes.set(kind, { status: 'in-sync' });
    return isInOrder;
  }
  progress.outcomes.set(kind, { status: 'in-sync' });
  progress.settled.set(kind, learned);
  progress.learned = { ...progress.learned, ...learned };
  return true;
}

function report({ target, outcomes, stops, findings, settled }: Progress): Report {
  const all = [...outcomes.values()];
  const stopStatuses = stops.map(({ kind }) => ({ kind, status: outcomes.get(kind)?.status }));
  const stop = (['waiting', 'failed', 'refused'] as const)
    .map((status) => stopStatuses.find((each) => each.status === status))
    .find((each) => each !== undefined);
  const status =
    stop?.status ??
    (['planned', 'changed'] as const).find((each) => all.some((outcome) => outcome.status === each)) ??
    'in-sync';
  return {
    target,
    status,
    outcomes,
    ...(stop === undefined ? {} : { stoppedAt: stop.kind }),
    ...(findings.length === 0 ? {} : { findings }),
    ...(settled.size === 0 ? {} : { settled }),
  };
}

/** Every change that was made in AWS, in order. */
export const applied = (report: Report): readonly ChangeBase[] =>
  [...report.outcomes.values()].flatMap((outcome) => ('applied' in outcome ? outcome.applied : []));
