import type { PullRole } from '../../aws/read/clusters';
import { AUDIENCE, PULL_ACTIONS, PULL_BOUNDARY, pullSubjects, repositoryArns } from '../../landing-zone';
import type { Known } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Refused, type Waiting } from '../../reconcile/outcome';
import { CLUSTER, MANAGED, by } from '../../names';

/** The one inline policy of a pull role. */
export const POLICY_NAME = 'pull';

export interface Desired {
  readonly boundary: string;
  /** Absent on leaving. */
  readonly role?: {
    /** JSON. */
    readonly trust: string;
    /** JSON of the policy `pull`. */
    readonly policy: string;
  };
}

export interface Role extends Omit<PullRole, 'name'> {
  /** Inline policies by name, JSON. */
  readonly policies: Readonly<Record<string, string>>;
  /** ARNs of the managed policies attached to it. */
  readonly attached: readonly string[];
}

export interface Actual {
  readonly cluster: string;
  readonly roleName: string;
  readonly role?: Role;
}

/** `value` is the JSON of a policy, the name of one, or an ARN. */
export type Change = ChangeBase &
  Readonly<{
    what: 'role' | 'trust' | 'boundary' | 'policy' | 'attached-policy';
    roleName: string;
    name?: string;
    value?: string;
  }>;

export function desire(target: Target, known: Known): Desired | Waiting {
  const boundary = PULL_BOUNDARY;
  if (target.intent === 'leave') return { boundary };
  const { accountId, issuer, landingZone } = known;
  if (issuer === undefined) return waiting(`cluster ${target.key} has no OIDC issuer yet`, 60, true);
  return { boundary, role: { trust: trustOf(accountId, issuer, pullSubjects(landingZone)), policy: policyOf() } };

  function policyOf(): string {
    return document(
      { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action: PULL_ACTIONS, Resource: repositoryArns(landingZone) },
    );
  }
}

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** Only the cluster's own tokens, for STS, of service accounts that the config names. */
const trustOf = (accountId: string, issuer: string, subjects: readonly string[]): string =>
  document({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${issuer}:aud`]: AUDIENCE }, StringLike: { [`${issuer}:sub`]: subjects } },
  });

export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Refused {
  const { cluster: key, roleName, role } = actual;
  const change = (verb: ChangeBase['verb'], what: Change['what'], because: string, more: Partial<Change> = {}) =>
    ({ verb, key, what, roleName, because, ...more }) satisfies Change;
  const ours = role?.tags[MANAGED] === 'true' && role.tags[CLUSTER] === key;
  if (!role) {
    if (!desired.role) return [];
    const { trust, policy } = desired.role;
    return [
      change('create', 'role', `${key} has no role to pull with`, { value: trust }),
      change('update', 'policy', `${roleName} may pull nothing yet`, { name: POLICY_NAME, value: policy }),
    ];
  }
  if (!ours)
    return desired.role ? refused(`the role ${roleName} of ${key} lacks our tags: it is not ours to change`) : [];
  const wrong: Change[] = [];
  // First of all: without it we may not change the rest.
  if (role.boundary !== desired.boundary)
    wrong.push(
      change('update', 'boundary', `${roleName} lacks the boundary ${desired.boundary}`, { value: desired.boundary }),
    );
  if (!desired.role)
    return [
      ...wrong,
      ...without(role, undefined, `${key} pulls no more`),
      change('delete', 'role', `${key} has nothing to pull for any more`),
    ];
  const { trust, policy } = desired.role;
  if (canonical(role.trust) !== canonical(trust))
    wrong.push(change('update', 'trust', `${roleName} does not trust exactly ${key}`, { value: trust }));
  if (canonical(role.policies[POLICY_NAME] ?? '') !== canonical(policy))
    wrong.push(
      change('update', 'policy', `${roleName} may do something else than pull`, { name: POLICY_NAME, value: policy }),
    );
  return [...wrong, ...without(role, POLICY_NAME, `${roleName} may do more than pull`)];

  /** Takes away every policy but one. */
  function without(from: Role, kept: string | undefined, because: string): readonly Change[] {
    const inline = Object.keys(from.policies)
      .filter((name) => name !== kept)
      .sort();
    return [
      ...inline.map((name) => change('delete', 'policy', because, { name })),
      ...[...from.attached].sort().map((value) => change('delete', 'attached-policy', because, { value })),
    ];
  }
}

/**
 * A policy in one form: IAM gives back what it was given, but the same may be said with other white space, in another
 * order, and with a list of one instead of a string. What is no JSON equals nothing of ours.
 */
export function canonical(policy: string): string {
  try {
    return JSON.stringify(inOrder(JSON.parse(policy)));
  } catch {
    return policy;
  }
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(inOrder);
    return items.length === 1 ? items[0] : items.sort(by((item) => JSON.stringify(item)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, inOrder(item)] as const)
      .sort(by(([key]) => key)),
  );
}
