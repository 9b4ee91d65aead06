import { reconcile, type Report } from '../../reconcile/engine';
import type { Outcome } from '../../reconcile/outcome';
import type { Run, Step } from '../../reconcile/step';
import { membershipOf, type Target } from '../../reconcile/target';

/**
 * Whether the VPC's path must be closed now. Then nothing else comes first: neither a log, nor DHCP options, nor a tag that
 * AWS refuses may keep a path open.
 */
const mustClose = (target: Target): boolean =>
  target.intent === 'leave' ? target.drain === undefined : membershipOf(target)?.quarantined === true;

/** Closes the paths that must be closed, and then runs all concepts for all VPCs. A report contains what both have done. */
export async function reconcilePathsFirst(
  run: Run,
  steps: readonly Step[],
  targets: readonly Target[],
): Promise<readonly Report[]> {
  const paths = steps.filter(({ isPath }) => isPath);
  const closed = await reconcile(run, paths, targets.filter(mustClose));
  const reports = await reconcile(run, steps, targets);
  return reports.map((report) => {
    const first = closed.find(({ target }) => target.key === report.target.key);
    return first === undefined ? report : combined(first, report);
  });
}

function combined(first: Report, second: Report): Report {
  const outcomes = new Map([...first.outcomes, ...second.outcomes]);
  let last = second;
  for (const [kind, outcome] of first.outcomes) {
    if (!('applied' in outcome) || outcome.applied.length === 0) continue;
    const later = second.outcomes.get(kind);
    if (later !== undefined && 'applied' in later)
      outcomes.set(kind, { ...later, applied: [...outcome.applied, ...later.applied] });
    else {
      // What the first run has changed is not settled yet, also where the second run found no more to do.
      outcomes.set(kind, outcome);
      if (second.stoppedAt === kind || second.stoppedAt === undefined) last = first;
    }
  }
  return { ...second, ...statusOf(last), outcomes };
}

const statusOf = ({ status, stoppedAt }: Report): { status: Outcome['status']; stoppedAt?: string } => ({
  status,
  ...(stoppedAt === undefined ? {} : { stoppedAt }),
});
