import { tooManyLeave, type LeaveLimit } from '../landing-zone';
import { refused, waiting, type ChangeBase, type Refused, type Waiting } from './outcome';
import type { Target } from './target';

/** The changes planned for one key, how many VPCs leave the mesh in this run, and how many are in it. */
interface Proposal {
  readonly target: Target;
  readonly changes: readonly ChangeBase[];
  readonly leaving: number;
  readonly mesh: number;
}

/** Runs between diff and apply. It accepts the planned changes of a key or stops them; it never adds any. */
export type Guard = (proposal: Proposal) => Refused | Waiting | undefined;

/** The kill switch: refuses every change. `setting` names the config key or tag that freezes the account. */
export const frozen =
  (setting: string): Guard =>
  () =>
    refused('frozen', `frozen by ${setting}: no change is made until it is removed`);

const LOOK_AGAIN_SECONDS = 60;

/** Holds back VPCs where more would leave the mesh at once than the config allows. They are looked at again by the sweep. */
export const maxLeaves =
  (limit: LeaveLimit): Guard =>
  ({ target, leaving, mesh }) => {
    if (target.intent === 'join' || target.begun) return undefined;
    const because = tooManyLeave(limit, { leaving, mesh });
    return because === undefined ? undefined : { ...waiting(because, LOOK_AGAIN_SECONDS, true), reason: 'held-back' };
  };
