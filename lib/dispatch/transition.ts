import type { PlannedChange, TargetRecord } from '../hub/ledger';
import type { NoticeType } from '../hub/notices';
import type { Flag, SpokeAddress, State } from '../names';
import { fingerprintOf } from './fingerprint';

/** From the record before to the one now. `changes`: what was changed in AWS between them. */
export interface Transition {
  readonly before: TargetRecord | undefined;
  readonly record: TargetRecord;
  readonly changes: readonly PlannedChange[];
  /** The state, its reason, its text or the flags are others than before. */
  readonly isNew: boolean;
}

export const transitionOf = (
  before: TargetRecord | undefined,
  record: TargetRecord,
  changes: readonly PlannedChange[],
): Transition => ({ before, record, changes, isNew: before === undefined || storyOf(before) !== storyOf(record) });

const storyOf = ({ state, reason, text, flags }: TargetRecord): string => JSON.stringify([state, reason, text, flags]);

/**
 * The id of a transition: the same when it is announced again, because the ledger could not be written after the first time,
 * and another for each transition, because every write changes when the record before was written.
 */
export const transitionId = (address: SpokeAddress, { before, record }: Transition): string =>
  fingerprintOf([address.accountId, address.region, record.key, before?.at ?? before?.since, storyOf(record)]);

/** The flags that the record has and the one before had not. */
export const raisedIn = ({ before, record }: Pick<Transition, 'before' | 'record'>): readonly Flag[] =>
  record.flags.filter((flag) => !(before?.flags ?? []).includes(flag));

type Subject = 'vpc' | 'account' | 'cluster';
type Notices = Readonly<Partial<Record<State, NoticeType>>>;

const NOTICES: Readonly<Record<Subject, Notices>> = {
  vpc: {
    joined: 'Spoke VPC Joined',
    quarantined: 'Spoke VPC Quarantined',
    refused: 'Spoke VPC Refused',
    'awaiting-approval': 'Spoke VPC Awaiting Approval',
    leaving: 'Spoke VPC Leaving',
    left: 'Spoke VPC Left',
    failing: 'Spoke VPC Failing',
  },
  account: {
    joined: 'Account Enrolled',
    refused: 'Account Refused',
    leaving: 'Account Leaving',
    left: 'Account Left',
    failing: 'Account Failing',
  },
  cluster: {
    joined: 'Image Pull Granted',
    refused: 'Image Pull Refused',
    left: 'Image Pull Withdrawn',
    failing: 'Image Pull Failing',
  },
};

/** States in which nothing of ours is in the spoke: a change from them to `left` needs no notice. */
const OUTSIDE: ReadonlySet<State | undefined> = new Set([undefined, 'asked', 'left']);

/**
 * The notice of a transition: one for each new state, and for a refusal or a failure also for another reason. A key that
 * begins to join has none, unless it had joined before. A VPC whose path is shadowed from now on has one in any case.
 */
export const noticeFor =
  (subject: Subject) =>
  (transition: Transition): NoticeType | undefined => {
    const shadowed = subject === 'vpc' && raisedIn(transition).includes('shadowed');
    return noticeOfState(subject, transition) ?? (shadowed ? 'Spoke VPC Needs Attention' : undefined);
  };

const noticeOfState = (subject: Subject, { before, record, changes }: Transition): NoticeType | undefined => {
  const { state, reason, text } = record;
  if (before?.state !== state) {
    if (state === 'left' && OUTSIDE.has(before?.state)) return undefined;
    const fell = before?.state === 'joined' || before?.state === 'quarantined';
    return state === 'joining' && fell && subject === 'vpc' ? 'Spoke VPC Joining' : NOTICES[subject][state];
  }
  if (state === 'joined') {
    if (reason !== undefined && reason !== before.reason && subject === 'vpc') return 'Spoke VPC Needs Attention';
    const repaired = (changes.length > 0 || isBusy(before)) && !isBusy(record) && reason === undefined;
    return repaired ? 'Drift Repaired' : undefined;
  }
  const hasReason = state === 'refused' || state === 'failing' || state === 'quarantined';
  return hasReason && (reason !== before.reason || text !== before.text) ? NOTICES[subject][state] : undefined;
};

/** A repair that AWS is still at is announced once it is done. */
const isBusy = ({ concepts }: TargetRecord): boolean => Object.values(concepts).includes('waiting');
