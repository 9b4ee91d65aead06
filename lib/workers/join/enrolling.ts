import type { Records } from '../../dispatch/record';
import type { State } from '../../names';
import type { Report } from '../../reconcile/engine';
import type { Outcome } from '../../reconcile/outcome';

/** States of an account that enroll has not come to the end with. */
const ENROLLING: ReadonlySet<State | undefined> = new Set([undefined, 'asked', 'joining']);
const RETRY_SECONDS = 30;

/**
 * Reports of VPCs whose account is being enrolled. AWS refuses calls there because the hub is not shared yet: such a call
 * waits for enroll, and the VPC is not said to fail.
 */
export function whileEnrolling(reports: readonly Report[], former: Records, accountId: string): readonly Report[] {
  if (!ENROLLING.has(former.get(accountId)?.state)) return reports;
  return reports.map((report) =>
    report.status === 'failed' && report.target.intent === 'join' ? waiting(report) : report,
  );
}

/** A bug stays one: then the report still fails. */
function waiting(report: Report): Report {
  const outcomes = new Map([...report.outcomes].map(([kind, outcome]) => [kind, waitingForEnroll(outcome)]));
  const fails = [...outcomes.values()].some(({ status }) => status === 'failed');
  return { ...report, outcomes, status: fails ? 'failed' : 'waiting' };
}

const waitingForEnroll = (outcome: Outcome): Outcome =>
  outcome.status === 'failed' && outcome.failure.kind !== 'bug'
    ? {
        status: 'waiting',
        applied: outcome.applied,
        because: `the account is not enrolled yet: ${outcome.failure.context.action} ended with ${outcome.failure.code}`,
        retryAfterSeconds: RETRY_SECONDS,
      }
    : outcome;
