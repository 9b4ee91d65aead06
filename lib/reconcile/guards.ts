import { refused, waiting, type ChangeBase, type Refused, type Waiting } from './outcome';
import type { Target } from './target';

/** The changes planned for one key. */
interface Proposal {
  readonly target: Target;
  readonly changes: readonly ChangeBase[];
}

/** Runs between diff and apply. It accepts the planned changes of a key or stops them; it never adds any. */
export type Guard = (proposal: Proposal) => Refused | Waiting | undefined;

/** The kill switch: refuses every change. `setting` names the config key or tag that freezes the account. */
export const frozen =
  (setting: string): Guard =>
  () =>
    refused('frozen', `frozen by ${setting}: no change is made until it is removed`);

const LOOK_AGAIN_SECONDS = 60;

/** Holds back a VPC whose leave may not begin. It is looked at again by the sweep. */
export const heldBack: Guard = ({ target }) =>
  target.intent === 'leave' && target.held !== undefined
    ? { ...waiting(target.held, LOOK_AGAIN_SECONDS, true), reason: 'held-back' }
    : undefined;
