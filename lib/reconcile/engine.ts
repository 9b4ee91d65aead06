import type { Learned } from './concept';
import type { ChangeBase, Outcome } from './outcome';
import type { Run, Step } from './step';
import type { Target } from './target';

/** What a reconcile did for one key. `status` is that of the concept where the key stopped, or else of the run. */
export interface Report {
  readonly target: Target;
  readonly status: Outcome['status'];
  /** Outcome by concept, in the order they ran. Concepts not reached are absent. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The concept where the key stopped: it waits, is refused or failed there. Absent when all concepts ran. */
  readonly stoppedAt?: string;
}

/**
 * Runs every target through the concepts: those that join in the given order, those that leave in the reverse order. A
 * key that waits, is refused or fails at one concept stops there; the others continue. Each concept is observed once for
 * all keys that have reached it. In `plan` mode no key stops, so the report covers every concept. What is thrown while one
 * key is handled, by AWS or by a bug, is that key's failure and reaches no other key.
 */
export async function reconcile(
  run: Run,
  steps: readonly Step[],
  targets: readonly Target[],
): Promise<readonly Report[]> {
  const joining = targets.filter(({ intent }) => intent === 'join');
  const leaving = targets.filter(({ intent }) => intent === 'leave');
  return [
    ...(await runPass(run, steps, joining)),
    ...(await runPass(run, steps.filter(({ keptOnLeaving }) => !keptOnLeaving).toReversed(), leaving)),
  ];
}

async function runPass(run: Run, steps: readonly Step[], targets: readonly Target[]): Promise<readonly Report[]> {
  const outcomes = new Map(targets.map(({ key }) => [key, new Map<string, Outcome>()]));
  const learned = new Map<string, Learned>();
  const stoppedAt = new Map<string, string>();
  for (const step of steps) {
    const reached = targets.filter(({ key }) => !stoppedAt.has(key));
    if (reached.length === 0) break;
    for (const [key, { outcome, learned: added }] of await step.run(run, reached, learned)) {
      outcomes.get(key)?.set(step.kind, outcome);
      learned.set(key, { ...learned.get(key), ...added });
      if (run.mode === 'apply' && !isDone(outcome)) stoppedAt.set(key, step.kind);
    }
  }
  return targets.map((target) => report(target, outcomes.get(target.key) ?? new Map(), stoppedAt.get(target.key)));
}

const isDone = (outcome: Outcome): boolean => outcome.status === 'in-sync' || outcome.status === 'changed';

function report(target: Target, outcomes: ReadonlyMap<string, Outcome>, stoppedAt: string | undefined): Report {
  const all = [...outcomes.values()];
  const stop = stoppedAt === undefined ? undefined : outcomes.get(stoppedAt);
  const status =
    stop?.status ??
    (['planned', 'changed'] as const).find((each) => all.some((outcome) => outcome.status === each)) ??
    'in-sync';
  return { target, status, outcomes, ...(stoppedAt === undefined ? {} : { stoppedAt }) };
}

/** Every change that was made in AWS, in order. */
export const applied = (report: Report): readonly ChangeBase[] =>
  [...report.outcomes.values()].flatMap((outcome) => ('applied' in outcome ? outcome.applied : []));
