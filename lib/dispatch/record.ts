import type { KeyRecord } from '../hub/ledger';
import type { Report } from '../reconcile/engine';
import type { Outcome } from '../reconcile/outcome';
import type { Workpiece, Workplace } from './context';

export interface Recorded {
  readonly report: Report;
  readonly cidrs: readonly string[];
}

/** Notes in the ledger how each key stands, where that has changed, and answers how it stood before. */
export async function recordKeys(
  place: Workplace,
  piece: Workpiece,
  recorded: readonly Recorded[],
): Promise<ReadonlyMap<string, KeyRecord>> {
  const id = { accountId: piece.accountId, region: piece.region };
  const before = new Map((await place.ledger.keys(id)).map((record) => [record.key, record]));
  for (const { report, cidrs } of recorded) await putIfNew(toRecord(report, cidrs));
  return before;

  async function putIfNew(record: KeyRecord): Promise<void> {
    const known = before.get(record.key);
    if (known === undefined || !sameRecord(known, record)) await place.ledger.putKey(id, record, place.clock.now());
  }
}

/** Two records that say the same, whatever the order of their members. */
export const sameRecord = (one: KeyRecord, other: KeyRecord): boolean => canonical(one) === canonical(other);
const canonical = (record: KeyRecord): string =>
  JSON.stringify(Object.entries({ ...record, concepts: Object.entries(record.concepts).sort() }).sort());

export function toRecord(report: Report, cidrs: readonly string[]): KeyRecord {
  const { target, outcomes } = report;
  return {
    key: target.key,
    state: stateOf(report),
    ...(target.segment === undefined ? {} : { segment: target.segment }),
    because: becauseOf(report),
    cidrs: [...cidrs],
    concepts: Object.fromEntries([...outcomes].map(([kind, outcome]) => [kind, conceptState(report, outcome)])),
  };
}

function stateOf({ status, target }: Report): KeyRecord['state'] {
  switch (status) {
    case 'in-sync':
    case 'changed':
      return target.intent === 'join' ? 'joined' : 'left';
    default:
      return status;
  }
}

/** A concept that is through is in sync with what is wanted; of one that leaves nothing is left. */
const conceptState = ({ target }: Report, { status }: Outcome): string => {
  if (status !== 'in-sync' && status !== 'changed') return status;
  return target.intent === 'join' ? 'in-sync' : 'absent';
};

/** Why a key stands where it stands: what stopped it, else why it is a target at all. */
export function becauseOf({ target, outcomes, stoppedAt }: Report): string {
  const stop = stoppedAt === undefined ? undefined : outcomes.get(stoppedAt);
  if (stop?.status === 'failed') return stop.failure.message;
  return stop !== undefined && 'because' in stop ? stop.because : target.because;
}
