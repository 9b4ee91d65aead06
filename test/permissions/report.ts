import { matchesArn, matchesWildcard } from '../twin/iam/wildcard';
import type { Account, Permission, Usage } from './usage';

interface Unused extends Permission {
  readonly reason: string;
}
export interface Report {
  readonly roles: readonly {
    readonly role: string;
    readonly account: Account;
    readonly missing: readonly Permission[];
    readonly unused: readonly Unused[];
  }[];
  readonly notExercised: readonly { readonly role: string; readonly reason: string }[];
}

/** Why permissions are granted that no scenario uses: by action, or action and end of the resource, and for whole roles by name. */
export interface Reasons {
  readonly actions: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
  /** By role and action. */
  readonly ofRoles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const covers = (granted: Permission, permission: Permission): boolean =>
  matchesWildcard(granted.action.toLowerCase(), permission.action.toLowerCase()) &&
  (granted.resource === '*' ||
    granted.resource === permission.resource ||
    matchesArn(granted.resource, permission.resource));

/** Resources of which the config names several, such as one route table a segment: using one uses the permission. */
const SEVERAL = [
  /:transit-gateway-route-table\/[\w-]+$/,
  /:hostedzone\/\w+$/,
  /:stackset-target\/\*\/[^/]+$/,
  /:oidc-provider\/oidc\.eks\.[^/]+\/\*$/,
];
const alike = (one: Permission, other: Permission): boolean =>
  one.action === other.action && SEVERAL.some((form) => form.test(one.resource) && form.test(other.resource));

const reasonFor = (role: string, { action, resource }: Permission, { actions, roles, ofRoles }: Reasons): string =>
  roles[role] ??
  ofRoles?.[role]?.[action] ??
  actions[action] ??
  actions[`${action} ${resource.split(/[:/]/).at(-1)}`] ??
  '';

/** The missing and the unused permissions of each role. A reason that is not given is empty. */
export function report(usages: readonly Usage[], reasons: Reasons): Report {
  const exercised = usages.filter(({ used, missing }) => used.length + missing.length > 0);
  return {
    roles: exercised.map(({ role, account, granted, used, missing }) => ({
      role,
      account,
      missing: missing.filter((permission) => !granted.some((grant) => covers(grant, permission))),
      unused: granted
        .filter(
          (grant) =>
            !granted.some(
              (other) =>
                (other === grant || alike(other, grant)) && used.some((permission) => covers(other, permission)),
            ),
        )
        .map((grant) => ({ ...grant, reason: reasonFor(role, grant, reasons) })),
    })),
    notExercised: usages
      .filter((usage) => !exercised.includes(usage))
      .map(({ role }) => ({ role, reason: reasons.roles[role] ?? '' })),
  };
}

const NO_REASON = 'expected a reason in infra/constructs/unused-permissions.ts, found none.';

/** The faults in a report, one line each. */
export const faultsOf = ({ roles, notExercised }: Report): string[] => [
  ...roles.flatMap(({ role, account, missing }) =>
    missing.map(({ action, resource }) => `${role} (${account}) lacks ${action} on ${resource}, which it used.`),
  ),
  ...roles.flatMap(({ role, account, unused }) =>
    unused
      .filter(({ reason }) => reason === '')
      .map(({ action, resource }) => `${role} (${account}) does not use ${action} on ${resource}: ${NO_REASON}`),
  ),
  ...notExercised.filter(({ reason }) => reason === '').map(({ role }) => `${role} made no call: ${NO_REASON}`),
];
