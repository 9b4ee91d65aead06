import type { Report } from '../../reconcile/engine';
import type { Outcome } from '../../reconcile/outcome';
import type { Target } from '../../reconcile/target';

/** Where a VPC stops that reaches no concept: nothing but a reconcile can find out whether it may go on. */
const ADMISSION = 'admission';

/** The report of a VPC that stops in front of the first concept. */
export const stoppedReport = (target: Target, outcome: Outcome): Report => ({
  target,
  status: outcome.status,
  stoppedAt: ADMISSION,
  outcomes: new Map([[ADMISSION, outcome]]),
});
