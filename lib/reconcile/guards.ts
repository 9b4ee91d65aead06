import { tooManyLeave, type LeaveLimit } from '../landing-zone';
import { refused, type ChangeBase, type Refused } from './outcome';
import type { Target } from './target';

/** What a guard is shown: the changes planned for one key, and how many VPCs the whole plan takes out of the mesh. */
export interface Proposal {
  readonly target: Target;
  readonly changes: readonly ChangeBase[];
  readonly leaving: number;
  readonly mesh: number;
}

/** A guard stands between diff and apply. It lets a plan pass or refuses it; it never adds to one. */
export type Guard = (proposal: Proposal) => Refused | undefined;

/** The kill switch: nothing is written. `setting` names what freezes the account. */
export const frozen =
  (setting: string): Guard =>
  () =>
    refused(`frozen by ${setting}: nothing is written until that is removed`);

/** Refuses to take more VPCs out of the mesh at once than the config allows. */
export const maxLeaves =
  (limit: LeaveLimit): Guard =>
  ({ target, leaving, mesh }) => {
    const because = target.intent === 'join' ? undefined : tooManyLeave(limit, { leaving, mesh });
    return because === undefined ? undefined : refused(because);
  };
