import type { TargetRecord } from '../hub/ledger';
import { cleanText, type SpokeAddress } from '../names';
import type { Report } from '../reconcile/engine';
import type { Outcome } from '../reconcile/outcome';
import type { Step } from '../reconcile/step';
import { membershipOf } from '../reconcile/target';
import type { WorkerContext } from './worker-context';

/** A report to record. `key`: its key in the ledger, where it is not the target's. `cidrs`: those of a VPC. */
export interface Recorded {
  readonly report: Report;
  readonly key?: string;
  readonly cidrs?: readonly string[];
}

type Recorder = Pick<WorkerContext, 'ledger' | 'clock'>;

/** Records the state of each key in the ledger where it has changed. Returns the spoke's former records by key. */
export async function recordReports(
  { ledger, clock }: Recorder,
  { accountId, region }: SpokeAddress,
  recorded: readonly Recorded[],
): Promise<ReadonlyMap<string, TargetRecord>> {
  const address = { accountId, region };
  const before = new Map((await ledger.targets(address)).map((record) => [record.key, record]));
  for (const record of recorded.map(toRecord)) {
    const known = before.get(record.key);
    if (known === undefined || !sameRecord(known, record)) await ledger.putTarget(address, record, clock.now());
  }
  return before;
}

/** Marks records as left whose resource is gone or has left the mesh. The concepts of `steps` are recorded as absent. */
export async function recordAsLeft(
  { ledger, clock }: Recorder,
  { accountId, region }: SpokeAddress,
  gone: Iterable<TargetRecord>,
  { steps, because }: { readonly steps: readonly Step[]; readonly because: (key: string) => string },
): Promise<void> {
  const concepts = Object.fromEntries(
    steps.filter(({ keptOnLeaving }) => !keptOnLeaving).map(({ kind }) => [kind, 'absent']),
  );
  for (const { key, state, cidrs } of gone)
    if (state !== 'left') {
      const record: TargetRecord = { key, state: 'left', because: cleanText(because(key)), cidrs, concepts };
      await ledger.putTarget({ accountId, region }, record, clock.now());
    }
}

/** Whether two records are equal, in any order of their members. */
const sameRecord = (one: TargetRecord, other: TargetRecord): boolean => canonical(one) === canonical(other);
const canonical = (record: TargetRecord): string =>
  JSON.stringify(Object.entries({ ...record, concepts: Object.entries(record.concepts).sort() }).sort());

function toRecord({ report, key = report.target.key, cidrs = [] }: Recorded): TargetRecord {
  const segment = membershipOf(report.target)?.segment;
  return {
    key,
    state: stateOf(report),
    ...(segment === undefined ? {} : { segment }),
    because: becauseOf(report),
    cidrs: [...cidrs],
    concepts: Object.fromEntries([...report.outcomes].map(([kind, outcome]) => [kind, conceptState(report, outcome)])),
  };
}

function stateOf({ status, target }: Report): TargetRecord['state'] {
  switch (status) {
    case 'in-sync':
    case 'changed':
      return target.intent === 'join' ? 'joined' : 'left';
    default:
      return status;
  }
}

/** The state of one concept: in sync on joining, absent on leaving, or what stopped it. */
const conceptState = ({ target }: Report, { status }: Outcome): string => {
  if (status !== 'in-sync' && status !== 'changed') return status;
  return target.intent === 'join' ? 'in-sync' : 'absent';
};

/** Why a key has its state, for operators: what stopped it, else why it is a target. */
export const becauseOf = (report: Report): string => cleanText(reasonOf(report));

function reasonOf({ target, outcomes, stoppedAt }: Report): string {
  const stop = stoppedAt === undefined ? undefined : outcomes.get(stoppedAt);
  if (stop?.status === 'failed') return stop.failure.message;
  const because = stop !== undefined && 'because' in stop ? stop.because : target.because;
  return because === target.because ? (target.detail ?? because) : because;
}
