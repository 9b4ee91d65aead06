import type { Failure, FailureKind } from '../aws/sdk/failure';
import { BESIDE_THE_PATH, flagOf, type Flag, type Reason, type State } from '../names';
import type { Report } from '../reconcile/engine';
import type { Finding, Outcome } from '../reconcile/outcome';
import { membershipOf } from '../reconcile/target';

/** The state of a key and why it has it: `text` for its team, `detail` for operators where there is more to say. */
export interface Standing {
  readonly state: State;
  readonly reason?: Reason;
  readonly text: string;
  readonly detail?: string;
}

/**
 * The state that follows from a report and the state before. It never says done what was refused, held back, only planned or
 * could not be read. The table of states is in docs/architecture.md.
 */
export const standingOf = (report: Report, former: State | undefined): Standing =>
  report.target.intent === 'join' ? standingOfJoin(report, former) : standingOfLeave(report, former);

/** The flags that a report's findings raise. */
export const flagsOf = ({ findings = [] }: Report): readonly Flag[] =>
  findings.flatMap(({ reason }) => flagOf(reason) ?? []);

type Of<Status extends Outcome['status']> = Outcome & { readonly status: Status };

/** The first outcome of a status, with its concept. */
function first<Status extends Outcome['status']>(
  { outcomes }: Report,
  status: Status,
  where: (outcome: Of<Status>, concept: string) => boolean = () => true,
): { readonly concept: string; readonly outcome: Of<Status> } | undefined {
  const isStatus = (outcome: Outcome): outcome is Of<Status> => outcome.status === status;
  for (const [concept, outcome] of outcomes)
    if (isStatus(outcome) && where(outcome, concept)) return { concept, outcome };
  return undefined;
}

const isBeside = (concept: string): boolean => BESIDE_THE_PATH.includes(concept);
const isHeld = ({ reason }: { readonly reason?: Reason }): boolean => reason === 'frozen' || reason === 'held-back';

function standingOfJoin(report: Report, former: State | undefined): Standing {
  const { target, outcomes, status } = report;
  const membership = membershipOf(target);
  // Admission refuses it: no concept runs.
  if (status === 'refused' && outcomes.size === 0) {
    const awaits = target.intent === 'join' && target.awaitsApproval;
    return { state: awaits ? 'awaiting-approval' : 'refused', ...findingOf(target) };
  }
  const quarantine = first(report, 'refused', ({ reason }) => reason === 'quarantined');
  if (quarantine) return { state: 'quarantined', ...findingOf({ ...quarantine.outcome, ...target }) };
  const failed = first(report, 'failed');
  if (failed) return { state: 'failing', ...failing(failed.outcome.failure) };
  const blocked = first(report, 'refused', (outcome, concept) => !isHeld(outcome) && !isBeside(concept));
  if (blocked) return { state: membership ? 'failing' : 'refused', ...findingOf(blocked.outcome) };
  const held = heldIn(report, (concept) => !isBeside(concept));
  if (held) return { state: resting(former, 'asked'), ...held };
  const wait = first(report, 'waiting');
  if (wait) return { state: stateWhileWaiting(report, wait.outcome, former), ...waitingFor(report, wait.outcome) };
  const beside = first(report, 'refused')?.outcome ?? report.findings?.[0];
  const why = beside ?? heldIn(report, () => true);
  return { state: 'joined', ...(why ? ('because' in why ? findingOf(why) : why) : findingOf(target)) };
}

function standingOfLeave(report: Report, former: State | undefined): Standing {
  const { target } = report;
  const failed = first(report, 'failed');
  if (failed) return { state: 'failing', ...failing(failed.outcome.failure) };
  const refused = first(report, 'refused', (outcome) => !isHeld(outcome));
  if (refused) return { state: 'failing', ...findingOf(refused.outcome) };
  const held = heldIn(report, () => true);
  if (held) return { state: hasBegun(report) ? 'leaving' : resting(former, 'leaving'), ...held };
  const wait = first(report, 'waiting');
  if (wait) return { state: 'leaving', ...waitingFor(report, wait.outcome) };
  return { state: 'left', ...findingOf(target) };
}

const hasBegun = ({ target, outcomes }: Report): boolean =>
  (target.intent === 'leave' && target.begun === true) ||
  [...outcomes.values()].some((outcome) => 'applied' in outcome && outcome.applied.length > 0);

/** Why nothing was done about what is planned: the account is frozen, it has plans only, or too many VPCs would leave. */
function heldIn(report: Report, where: (concept: string) => boolean): Omit<Standing, 'state'> | undefined {
  const refused = first(report, 'refused', (outcome, concept) => isHeld(outcome) && where(concept));
  if (refused) return findingOf(refused.outcome);
  const waits = first(report, 'waiting', (outcome, concept) => isHeld(outcome) && where(concept));
  if (waits?.outcome.reason) return { reason: waits.outcome.reason, text: waits.outcome.because };
  const planned = first(report, 'planned', (_, concept) => where(concept));
  return planned && { reason: 'plan-only', text: 'changes are planned and none is made' };
}

/** The state of a key for which nothing was done: what it was, where something of ours may be in AWS. */
const resting = (former: State | undefined, otherwise: State): State => {
  switch (former) {
    case 'joining':
    case 'joined':
    case 'quarantined':
    case 'leaving':
    case 'failing':
      return former;
    case 'asked':
    case 'refused':
    case 'awaiting-approval':
    case 'left':
    case undefined:
      return otherwise;
  }
};

/** A VPC whose path is complete stays joined while AWS works at something that is not, unless that lasts. */
function stateWhileWaiting(report: Report, wait: Of<'waiting'>, former: State | undefined): State {
  if (report.stoppedAt === 'admission') return resting(former, 'asked');
  return former === 'joined' && wait.long !== true ? 'joined' : 'joining';
}

function waitingFor({ target, stoppedAt }: Report, { because, failure }: Of<'waiting'>): Omit<Standing, 'state'> {
  if (failure) return { text: `AWS is busy: ${failure.context.action} ended with ${failure.code}`, detail: because };
  // What admission waits for may name others.
  return stoppedAt === 'admission' && because !== target.because
    ? { text: target.because, detail: because }
    : { text: because };
}

const findingOf = ({ reason, because, detail }: Partial<Finding> & { readonly because: string }) => ({
  ...(reason === undefined ? {} : { reason }),
  text: because,
  ...(detail === undefined ? {} : { detail }),
});

const REASON_OF: Readonly<Record<FailureKind, Reason>> = {
  'not-found': 'aws-not-found',
  'already-done': 'aws-busy',
  conflict: 'aws-conflict',
  busy: 'aws-busy',
  'not-visible-yet': 'aws-busy',
  'not-opted-in': 'aws-busy',
  'being-verified': 'aws-busy',
  'too-many-at-once': 'aws-busy',
  throttled: 'aws-busy',
  paced: 'aws-busy',
  denied: 'aws-denied',
  quota: 'aws-quota',
  invalid: 'aws-invalid',
  unknown: 'aws-unknown',
  bug: 'bug',
};

/** The message of a failure may name other accounts: the team gets the call and AWS's code. */
const failing = ({ kind, code, context, message }: Failure): Omit<Standing, 'state'> => ({
  reason: REASON_OF[kind],
  text: kind === 'bug' ? `unexpected error in ${context.action}` : `AWS refused ${context.action}: ${code}`,
  detail: message,
});
