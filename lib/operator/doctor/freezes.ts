import type { LandingZone } from '../../landing-zone';
import { about, counted, orOk, type Verdict } from './finding';

/** What is not being changed at the moment. */
export interface FoundFreezes {
  /** The freezes of operators, as texts such as `account 111122223333`, each with who, when and why. */
  readonly orders: readonly string[];
  /** Accounts with the flag `frozen` in the ledger, by an operator or by their tag. */
  readonly frozenAccounts: readonly string[];
  /** Accounts with the flag `plan-only`. */
  readonly planOnlyAccounts: readonly string[];
  /** VPCs of a plan of leaves that waits for an operator. */
  readonly heldLeaves: number;
}

/** Whether anything is kept from being changed. */
export const judgeFreezes = ({ guards }: Pick<LandingZone, 'guards'>, found: FoundFreezes): readonly Verdict[] =>
  orOk(
    [
      ...(guards.frozen
        ? [
            {
              status: 'warning' as const,
              text: 'guards.frozen is set: nothing is changed',
              next: 'take it out and deploy',
            },
          ]
        : []),
      ...(guards.planOnly
        ? [
            {
              status: 'warning' as const,
              text: 'guards.planOnly is set: nothing is changed',
              next: 'take it out and deploy',
            },
          ]
        : []),
      ...about(found.orders, { status: 'warning', text: 'frozen by an operator', next: 'wheelwright thaw <target>' }),
      ...about(guards.frozen ? [] : found.frozenAccounts, {
        status: 'warning',
        text: 'accounts that are frozen, as of their last reconcile',
        next: 'wheelwright freeze --list; where it is not there, take the tag wheelwright:frozen off the account',
      }),
      ...about(guards.planOnly ? [] : found.planOnlyAccounts, {
        status: 'warning',
        text: 'accounts that are only planned, as of their last reconcile',
        next: 'wheelwright plan <account>; take the tag wheelwright:plan-only off the account to have it done',
      }),
      ...(found.heldLeaves === 0
        ? []
        : [
            {
              status: 'warning' as const,
              text: `${counted(found.heldLeaves, 'VPC')} would leave, which guards.maxLeaves holds back`,
              next: 'wheelwright apply',
            },
          ]),
    ],
    'nothing is frozen, held back or only planned',
  );
