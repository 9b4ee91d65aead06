import { matchesArn, matchesWildcard } from '../twin/iam/wildcard';
import type { Account, Asked, Usage } from './usage';

interface Unused extends Asked {
  readonly reason: string;
}
export interface Report {
  readonly roles: readonly {
    readonly role: string;
    readonly account: Account;
    readonly missing: readonly Asked[];
    readonly unused: readonly Unused[];
  }[];
  readonly notExercised: readonly { readonly role: string; readonly reason: string }[];
}

/** Why something is granted that the twin never asks for: by action, and for whole roles by their name. */
export interface Reasons {
  readonly actions: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
}

const covers = (granted: Asked, asked: Asked): boolean =>
  matchesWildcard(granted.action.toLowerCase(), asked.action.toLowerCase()) &&
  (granted.resource === '*' || granted.resource === asked.resource || matchesArn(granted.resource, asked.resource));

/** What each role lacks and has too much. A reason that nobody gave is empty. */
export function report(usages: readonly Usage[], reasons: Reasons): Report {
  const exercised = usages.filter(({ used, missing }) => used.length + missing.length > 0);
  return {
    roles: exercised.map(({ role, account, granted, used, missing }) => ({
      role,
      account,
      missing: missing.filter((asked) => !granted.some((grant) => covers(grant, asked))),
      unused: granted
        .filter((grant) => !used.some((asked) => covers(grant, asked)))
        .map((grant) => ({ ...grant, reason: reasons.actions[grant.action] ?? '' })),
    })),
    notExercised: usages
      .filter((usage) => !exercised.includes(usage))
      .map(({ role }) => ({ role, reason: reasons.roles[role] ?? '' })),
  };
}

/** What keeps the report from being good, a line each. */
export const faultsOf = ({ roles, notExercised }: Report): string[] => [
  ...roles.flatMap(({ role, account, missing }) =>
    missing.map(({ action, resource }) => `${account} ${role} needs ${action} on ${resource}, and has it not.`),
  ),
  ...roles.flatMap(({ role, account, unused }) =>
    unused
      .filter(({ reason }) => reason === '')
      .map(({ action, resource }) => `${account} ${role} never uses ${action} on ${resource}, and nobody says why.`),
  ),
  ...notExercised.filter(({ reason }) => reason === '').map(({ role }) => `${role} does nothing, and nobody says why.`),
];
