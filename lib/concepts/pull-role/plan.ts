import type { PullRole } from '../../aws/read/clusters';
import { AUDIENCE, PULL_ACTIONS, PULL_BOUNDARY, pullSubjects, repositoryArns } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Refused, type Waiting } from '../../reconcile/outcome';
import { CLUSTER, MANAGED, by } from '../../names';

/** The one inline policy of a pull role. */
const POLICY_NAME = 'pull';

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

/** `name` is the name of an inline policy; `value` is the JSON of a policy, or an ARN. */
export type Change = ChangeBase &
  Readonly<{
    what: 'role' | 'trust' | 'boundary' | 'policy' | 'attached-policy';
    roleName: string;
    name?: string;
    value?: string;
  }>;

export function desire(target: Target, inputs: PlanInputs): Desired | Waiting {
  const boundary = PULL_BOUNDARY;
  if (target.intent === 'leave') return { boundary };
  const { accountId, issuer, landingZone } = inputs;
  if (issuer === undefined) return waiting(`cluster ${target.key} has no OIDC issuer yet`, 60, true);
  const policy = document(
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    { Effect: 'Allow', Action: PULL_ACTIONS, Resource: repositoryArns(landingZone) },
  );
  return { boundary, role: { trust: trustOf(accountId, issuer, pullSubjects(landingZone)), policy } };
}

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** Trusts tokens of this cluster for STS, of the service accounts that the config names. */
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
      change('create', 'role', `cluster ${key} has no pull role`, { value: trust }),
      change('update', 'policy', `${roleName} has no pull policy yet`, { name: POLICY_NAME, value: policy }),
    ];
  }
  if (!ours)
    return desired.role
      ? refused(
          'name-taken',
          `the role ${roleName} exists without the tags of Wheelwright for cluster ${key}; delete or rename it`,
        )
      : [];
  const corrections: Change[] = [];
  // The boundary comes first: the worker may change only roles that have it.
  if (role.boundary !== desired.boundary)
    corrections.push(
      change('update', 'boundary', `${roleName} lacks the boundary ${desired.boundary}`, { value: desired.boundary }),
    );
  if (!desired.role)
    return [
      ...corrections,
      ...removePolicies(role, undefined, `cluster ${key} no longer pulls images`),
      change('delete', 'role', `cluster ${key} no longer pulls images`),
    ];
  const { trust, policy } = desired.role;
  if (canonical(role.trust) !== canonical(trust))
    corrections.push(
      change('update', 'trust', `the trust policy of ${roleName} differs from the expected one`, {
        value: trust,
      }),
    );
  if (canonical(role.policies[POLICY_NAME] ?? '') !== canonical(policy))
    corrections.push(
      change('update', 'policy', `the policy ${POLICY_NAME} of ${roleName} differs from the expected one`, {
        name: POLICY_NAME,
        value: policy,
      }),
    );
  return [...corrections, ...removePolicies(role, POLICY_NAME, `${roleName} has policies beside ${POLICY_NAME}`)];

  /** Removes every policy but `kept`. */
  function removePolicies(from: Role, kept: string | undefined, because: string): readonly Change[] {
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
 * A policy in one form, to compare two of them. IAM returns a policy as it was put; equal policies may differ in white
 * space, in order, and in a list of one item for a string. Text that is not JSON is returned as it is.
 */
export function canonical(policy: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(policy)));
  } catch {
    return policy;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.length === 1 ? items[0] : items.sort(by((item) => JSON.stringify(item)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, sorted(item)] as const)
      .sort(by(([key]) => key)),
  );
}
