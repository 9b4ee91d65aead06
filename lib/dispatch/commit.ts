import type { PlannedChange, TargetRecord } from '../hub/ledger';
import type { NoticeType } from '../hub/notices';
import { cleanText, type Caller, type Flag } from '../names';
import type { SpokeContext } from './spoke-context';
import { raisedIn, transitionId, transitionOf, type Transition } from './transition';
import type { WorkerContext } from './worker-context';

/** What is recorded beside reports. */
export interface RecordOptions {
  /** Those that a key has because of its account, or because operators have frozen it. */
  readonly flags: (key: string) => readonly Flag[];
  readonly accountName?: string;
  /** The entry of `contacts` that the account's tag names. */
  readonly contact?: string | undefined;
  /** The notice of a transition; undefined for one that needs none. */
  readonly noticeOf: (transition: Transition) => NoticeType | undefined;
  /** More facts for notices about a key. */
  readonly factsOf?: (key: string) => Readonly<Record<string, unknown>>;
}

export type Recorder = Pick<
  WorkerContext,
  'ledger' | 'clock' | 'announce' | 'telemetry' | 'provenance' | 'worker' | 'landingZone'
>;
export type RecordedSpoke = Pick<SpokeContext, 'accountId' | 'region' | 'because' | 'callers'>;

/** Announces and writes a record that differs from the one before. */
export async function commit(
  { ledger, clock, announce, provenance, worker }: Recorder,
  { accountId, region, because, callers }: RecordedSpoke,
  before: TargetRecord | undefined,
  record: TargetRecord,
  {
    noticeOf,
    contact,
    factsOf,
    changes,
  }: Omit<RecordOptions, 'flags'> & { readonly changes: readonly PlannedChange[] },
): Promise<void> {
  const address = { accountId, region };
  const transition = transitionOf(before, record, changes);
  const type = noticeOf(transition);
  const facts = { callers, contact, transition: transitionId(address, transition) };
  if (type !== undefined)
    await announce({ type, detail: { ...address, ...detailOf(transition), ...facts, ...factsOf?.(record.key) } });
  if (before !== undefined && sameRecord(before, record)) return;
  const history = {
    ...{ worker: worker.name, because: cleanText(because), applied: changes },
    ...(callers.length === 0 ? {} : { callers: callers.map(cleanCaller) }),
    ...(before === undefined ? {} : { from: before.state }),
  };
  const isStep = transition.isNew || changes.length > 0;
  await ledger.putTarget(address, record, { at: clock.now(), ...provenance, ...(isStep ? { history } : {}) });
}

const cleanCaller = ({ call, principal }: Caller): Caller => ({
  call: cleanText(call),
  principal: cleanText(principal),
});

/** The facts of a notice: those of the record, and the state before. */
function detailOf({ before, record, changes }: Transition): Readonly<Record<string, unknown>> {
  const { key, state, flags, segment, reason, text, detail, cure, since, tagIs } = record;
  const raised = raisedIn({ before, record });
  const [kind, id] = key.startsWith('cluster/') ? ['clusterName', key.slice('cluster/'.length)] : ['vpcId', key];
  return {
    ...(/^\d{12}$/.test(key) ? {} : { [kind]: id }),
    ...{ from: before?.state, state, flags, segment, reason, because: text, detail, cure, since, tagIs },
    ...(raised.length === 0 ? {} : { raised }),
    ...(changes.length === 0 ? {} : { changes: changes.map((change) => change.because) }),
  };
}

/** Whether two records are equal, in any order of their members, whenever they were recorded. */
const sameRecord = ({ at: _at, ...one }: TargetRecord, { at: _other, ...other }: TargetRecord): boolean =>
  canonical(one) === canonical(other);
const canonical = (value: object): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort())
      : each,
  );
