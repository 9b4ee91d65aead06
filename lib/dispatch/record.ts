import type { PlannedChange, TargetRecord } from '../hub/ledger';
import { withTagPrefix, type LandingZone } from '../landing-zone';
import { cleanText, cureOf, type Flag, type State } from '../names';
import { applied, type Report } from '../reconcile/engine';
import type { ChangeBase, Outcome } from '../reconcile/outcome';
import type { Step } from '../reconcile/step';
import { membershipOf } from '../reconcile/target';
import { commit, type RecordOptions, type RecordedSpoke, type Recorder } from './commit';
import { countState } from './state-metrics';
import { flagsOf, standingOf } from './target-state';

/** A report to record. */
export interface Recorded {
  readonly report: Report;
  /** Its key in the ledger, where it is not the target's. */
  readonly key?: string;
  /** Those of a VPC. */
  readonly cidrs?: readonly string[];
  /** The account cannot be entered: only the hub's side was read and changed. */
  readonly closed?: true;
  /** The tag `wheelwright:status` could not be written. */
  readonly tagIs?: 'last known';
}

/** Records of a spoke by key. */
export type Records = ReadonlyMap<string, TargetRecord>;

/** The records of a spoke as they are before a reconcile: they decide what is a transition. */
export const formerRecords = async ({ ledger }: Pick<Recorder, 'ledger'>, spoke: RecordedSpoke): Promise<Records> =>
  new Map((await ledger.targets(spoke)).map((record) => [record.key, record]));

/**
 * Records the state of each key in the ledger where it has changed, with its history, and announces transitions. The notice
 * comes first: if the ledger cannot be written after it, the next reconcile announces the same transition again, and none is
 * lost. A key may have two reports: then both states are recorded, one after the other.
 */
export async function recordReports(
  context: Recorder,
  spoke: RecordedSpoke,
  recorded: readonly Recorded[],
  { former, ...options }: RecordOptions & { readonly former: Records },
): Promise<void> {
  const known = new Map(former);
  for (const each of recorded) {
    const key = each.key ?? each.report.target.key;
    const before = known.get(key);
    const record = { ...recordOf(each, before, options.flags(key), context), ...nameIn(options) };
    await commit(context, spoke, before, record, {
      ...options,
      changes: changesOf(context.landingZone, each.report, 'applied'),
    });
    known.set(key, record);
    countState(context.telemetry, record, each.report);
  }
}

/** The name of the account, cleaned: its owner chose it. */
const nameIn = ({ accountName = '' }: Pick<RecordOptions, 'accountName'>) =>
  accountName === '' ? {} : { accountName: cleanText(accountName) };

/** The record of a report. */
export function recordOf(
  { report, key = report.target.key, cidrs = [], closed, tagIs }: Recorded,
  former: TargetRecord | undefined,
  accountFlags: readonly Flag[],
  { clock, landingZone }: Pick<Recorder, 'clock' | 'landingZone'>,
): TargetRecord {
  const standing = standingOf(report, former?.state);
  const kept = IN_THE_MESH.has(standing.state) ? former?.segment : undefined;
  const segment = membershipOf(report.target)?.segment ?? kept;
  const at = clock.now().toISOString();
  const changedAt = applied(report).length > 0 ? at : former?.changedAt;
  const flags = [...new Set([...accountFlags, ...flagsOf(report)])].sort();
  return {
    key,
    flags,
    ...(segment === undefined ? {} : { segment }),
    ...cleaned(landingZone, standing),
    since: former !== undefined && isSameState(former, standing) ? former.since : at,
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(closed || tagIs ? { tagIs: 'last known' as const } : {}),
    cidrs: [...cidrs],
    concepts: { ...(closed ? notRead(former) : {}), ...conceptsOf(report) },
    plan: changesOf(landingZone, report, 'changes'),
  };
}

const cleaned = (landingZone: LandingZone, { state, reason, text, detail }: ReturnType<typeof standingOf>) => ({
  state,
  text: cleanText(withTagPrefix(landingZone, text)),
  ...(reason === undefined ? {} : { reason, cure: withTagPrefix(landingZone, cureOf(reason)) }),
  ...(detail === undefined ? {} : { detail: cleanText(withTagPrefix(landingZone, detail)) }),
});

/** States in which a VPC is still in the segment that it was in. */
const IN_THE_MESH: ReadonlySet<State> = new Set(['joined', 'quarantined', 'leaving', 'failing']);

/** A state that has a reason by itself begins anew with another reason. */
const HAS_REASON: ReadonlySet<State> = new Set(['quarantined', 'refused', 'awaiting-approval', 'failing']);
const isSameState = (former: TargetRecord, { state, reason }: ReturnType<typeof standingOf>): boolean =>
  former.state === state && (!HAS_REASON.has(state) || former.reason === reason);

const conceptsOf = (report: Report): Record<string, string> =>
  Object.fromEntries([...report.outcomes].map(([kind, outcome]) => [kind, conceptState(report, outcome)]));

/** The concepts of an account that cannot be entered: what they have in the spoke may still be there. */
const notRead = (former: TargetRecord | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(former?.concepts ?? {}).map(([kind, state]) => [kind, state === 'absent' ? state : 'not-read']),
  );

/** Marks records as left whose resource is gone or has left the mesh. The concepts of `steps` are recorded as absent. */
export async function recordAsLeft(
  context: Recorder,
  spoke: RecordedSpoke,
  gone: Iterable<TargetRecord>,
  options: RecordOptions & {
    readonly steps: readonly Step[];
    readonly because: (key: string) => string;
    /** The account cannot be entered: what only the spoke's role can remove is not recorded as absent. */
    readonly closed?: boolean;
  },
): Promise<void> {
  const { steps, because, closed = false } = options;
  const absent = Object.fromEntries(
    steps
      .filter(({ keptOnLeaving, hubCanRelease }) => (closed ? hubCanRelease : !keptOnLeaving))
      .map(({ kind }) => [kind, 'absent']),
  );
  for (const before of gone)
    if (before.state !== 'left') {
      const { key, cidrs, changedAt } = before;
      const record: TargetRecord = {
        ...{ key, cidrs, state: 'left', text: cleanText(withTagPrefix(context.landingZone, because(key))), plan: [] },
        flags: options.flags(key),
        ...nameIn(options),
        since: context.clock.now().toISOString(),
        ...(changedAt === undefined ? {} : { changedAt }),
        ...(closed ? { tagIs: 'last known' as const } : {}),
        concepts: { ...(closed ? notRead(before) : {}), ...absent },
      };
      await commit(context, spoke, before, record, { ...options, changes: [] });
    }
}

/** The state of one concept: in sync on joining, absent on leaving, or what stopped it. */
const conceptState = ({ target }: Report, { status }: Outcome): string => {
  if (status !== 'in-sync' && status !== 'changed') return status;
  return target.intent === 'join' ? 'in-sync' : 'absent';
};

/** Characters of a change's text at most: an item of DynamoDB holds 400 KB, with hundreds of changes. */
const LONGEST_TEXT = 500;

/** The changes that were made, or those that were planned and not made, by concept. */
function changesOf(
  landingZone: LandingZone,
  { outcomes }: Report,
  which: 'applied' | 'changes',
): readonly PlannedChange[] {
  const said = (text: string): string => cleanText(withTagPrefix(landingZone, text), LONGEST_TEXT);
  return [...outcomes].flatMap(([concept, outcome]) =>
    changesIn(outcome, which).map(({ verb, key, because, opens, interrupts }): PlannedChange => ({
      ...{ concept, verb, key: cleanText(key, LONGEST_TEXT), because: said(because) },
      ...(opens === undefined ? {} : { opens: said(opens) }),
      ...(interrupts === undefined ? {} : { interrupts: said(interrupts) }),
    })),
  );
}

function changesIn(outcome: Outcome, which: 'applied' | 'changes'): readonly ChangeBase[] {
  if (which === 'applied') return 'applied' in outcome ? outcome.applied : [];
  return 'changes' in outcome ? outcome.changes : [];
}

/** Why a key has its state, for operators: what stopped it, else why it is a target. */
export function becauseOf(landingZone: LandingZone, report: Report): string {
  const { text, detail } = standingOf(report, undefined);
  return cleanText(withTagPrefix(landingZone, detail ?? text));
}
