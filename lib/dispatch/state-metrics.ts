import type { TargetRecord } from '../hub/ledger';
import type { Report } from '../reconcile/engine';
import type { Telemetry } from './telemetry';

/** The metrics of a state: by state and by reason. Both are closed lists. */
export function countState(
  telemetry: Pick<Telemetry, 'count'>,
  { state, reason, flags }: TargetRecord,
  { outcomes }: Report,
): void {
  const refused = [...outcomes.values()].some(
    (outcome) => outcome.status === 'refused' && !['frozen', 'quarantined'].includes(outcome.reason),
  );
  if (refused || state === 'refused') telemetry.count('Refused', 1);
  if (!['refused', 'joined', 'left'].includes(state)) telemetry.count(metricOf(state), 1);
  for (const flag of flags) telemetry.count(metricOf(flag), 1);
  if (reason !== undefined) telemetry.count(`Reason${metricOf(reason)}`, 1);
}

/** `awaiting-approval` as `AwaitingApproval`. */
const metricOf = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
