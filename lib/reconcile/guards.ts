import { refused, waiting, type ChangeBase, type Refused, type Waiting } from './outcome';
import type { Target } from './target';

/** The changes planned for one key. */
interface Proposal {
  readonly target: Target;
  readonly changes: readonly ChangeBase[];
  /** They are made by a concept that opens and closes the VPC's path. */
  readonly isPath: boolean;
}

/** Runs between diff and apply. It accepts the planned changes of a key or stops them; it never adds any. */
export type Guard = (proposal: Proposal) => Refused | Waiting | undefined;

/** The kill switch: refuses every change. `setting` names the config key or tag that freezes the account. */
export const frozen =
  (setting: string): Guard =>
  () =>
    refused('frozen', `frozen by ${setting}: no change is made until it is removed`);

/** Who has frozen a key, when and why. */
interface Order {
  readonly at: string;
  readonly by: string;
  readonly because?: string;
}

/**
 * The freeze of an operator. It refuses every change but those that close a path which Organizations forbids: an account that is
 * closed, suspended, gone or moved must not go on reaching the mesh.
 */
export const ordered =
  (orderOf: (key: string) => Order | undefined): Guard =>
  ({ target, isPath }) => {
    const order = orderOf(target.key);
    if (order === undefined || (isPath && target.intent === 'leave' && target.forbidden === true)) return undefined;
    const { at, by, because } = order;
    return refused(
      'frozen',
      `frozen by an operator since ${at}: no change is made until it is thawed`,
      `frozen by ${by} since ${at}${because === undefined ? '' : ` (${because})`}: no change is made until wheelwright thaw ends it`,
    );
  };

const LOOK_AGAIN_SECONDS = 60;

/** Holds back a VPC whose leave may not begin. It is looked at again by the sweep. */
export const heldBack: Guard = ({ target }) =>
  target.intent === 'leave' && target.held !== undefined
    ? { ...waiting(target.held, LOOK_AGAIN_SECONDS, true), reason: 'held-back' }
    : undefined;
