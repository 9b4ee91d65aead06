import { tooManyLeave, type LeaveLimit } from '../landing-zone';
import { refused, type ChangeBase, type Refused } from './outcome';
import type { Target } from './target';

/** The changes planned for one key, how many VPCs leave the mesh in this run, and how many are in it. */
interface Proposal {
  readonly target: Target;
  readonly changes: readonly ChangeBase[];
  readonly leaving: number;
  readonly mesh: number;
}

/** Runs between diff and apply. It accepts the planned changes of a key or refuses them; it never adds any. */
export type Guard = (proposal: Proposal) => Refused | undefined;

/** The kill switch: refuses every change. `setting` names the config key or tag that freezes the account. */
export const frozen =
  (setting: string): Guard =>
  () =>
    refused(`frozen by ${setting}: no change is made until it is removed`);

/** Refuses to take more VPCs out of the mesh at once than the config allows. */
export const maxLeaves =
  (limit: LeaveLimit): Guard =>
  ({ target, leaving, mesh }) => {
    const because = target.intent === 'join' ? undefined : tooManyLeave(limit, { leaving, mesh });
    return because === undefined ? undefined : refused(because);
  };
