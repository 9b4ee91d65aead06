import { isKnownKey } from './condition-keys';
import { meets, type RequestContext } from './conditions';
import type { Policy, PolicyDocument, Principal, PrincipalOperand, Statement } from './policy';
import { matchesArn, matchesWildcard } from './wildcard';

/** The caller: a signed-in identity, an AWS service on its own behalf, or a federated user of an identity provider. */
export type Requester =
  | {
      readonly type: 'AWS';
      readonly accountId: string;
      /** The user's ARN, or the session's. */
      readonly arn: string;
      /** The role behind a session. */
      readonly role?: { readonly arn: string; readonly roleId: string; readonly serviceLinked?: boolean };
    }
  | { readonly type: 'Service'; readonly name: string }
  | { readonly type: 'Federated'; readonly provider: string };

export interface AccessRequest {
  readonly requester: Requester;
  /** `events:PutEvents`, in any case. */
  readonly action: string;
  /** An ARN; `*` for an action that has no resource level. */
  readonly resource: string;
  /** The owner of the resource; the requester's own account when absent. */
  readonly resourceAccountId?: string;
  readonly context: RequestContext;
}

/** How closely a principal matches the requester. If `account`, an identity policy must allow it too. */
export type Closeness = 'not' | 'account' | 'identity' | 'session';

/** A policy of a resource; ids of the roles that it names are bound where the service binds them. */
export interface ResourcePolicy extends Policy {
  readonly boundIds?: ReadonlyMap<string, string>;
}

/**
 * Whether a statement that means the action is about the request, its principal apart. Throws, naming the policy, where it
 * holds what the twin does not evaluate: an operator, a key, or a policy variable.
 */
export function isAbout(statement: Statement, policy: Policy, request: AccessRequest): boolean {
  const { resources, conditions } = statement;
  if (resources) {
    const meant = resources.values.some((pattern) => {
      const resource = withVariables(pattern, policy, request);
      return resource !== undefined && matchesResource(resource, request.resource);
    });
    if (meant === resources.negated) return false;
  }
  const met = conditions.map((condition) => {
    condition.values.forEach((value) => requireLiteral(value, policy));
    try {
      return meets(condition, request.context);
    } catch (error) {
      throw new Error(`Policy ${policy.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return met.every(Boolean);
}

interface Numbered {
  readonly statement: Statement;
  /** Its place in the policy. */
  readonly index: number;
}

/** By document and action: the same few actions are asked about again and again. */
const named = new WeakMap<PolicyDocument, Map<string, readonly Numbered[]>>();

/** The statements of a policy that an action is meant by. `action`: `events:PutEvents`, in any case. */
export function statementsAbout(document: PolicyDocument, action: string): readonly Numbered[] {
  const known = named.get(document) ?? new Map<string, readonly Numbered[]>();
  named.set(document, known);
  let found = known.get(action);
  if (!found) {
    const lower = action.toLowerCase();
    found = document.statements
      .map((statement, index) => ({ statement, index }))
      .filter(({ statement: { actions } }) => {
        const names = actions.values.some((pattern) => matchesWildcard(pattern.toLowerCase(), lower));
        return names !== actions.negated;
      });
    known.set(action, found);
  }
  return found;
}

const variablesIn = ({ document }: Policy, text: string): readonly string[] =>
  text.includes('${') && document.version === '2012-10-17'
    ? [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name)
    : [];

/** Throws where a condition's value has a policy variable, which the twin evaluates in resources only. */
function requireLiteral(value: string, policy: Policy): void {
  if (variablesIn(policy, value).length > 0)
    throw new Error(`Policy ${policy.name}: the twin does not evaluate the policy variable in ${value}.`);
}

/**
 * A resource with the values of its policy variables. A pattern with a variable that the request does not have matches
 * nothing (IAM User Guide, "IAM policy elements: Variables and tags"). Throws for a key that the twin does not fill in.
 */
function withVariables(pattern: string, policy: Policy, request: AccessRequest): string | undefined {
  let text = pattern;
  for (const name of variablesIn(policy, pattern)) {
    if (!isKnownKey(name))
      throw new Error(`Policy ${policy.name}: the twin does not evaluate the policy variable in ${pattern}.`);
    const [value, ...more] = request.context.get(name.toLowerCase()) ?? [];
    if (value === undefined || more.length > 0) return undefined;
    text = text.replace(`\${${name}}`, value);
  }
  return text;
}

const matchesResource = (pattern: string, resource: string): boolean =>
  pattern === '*' || pattern === resource || matchesArn(pattern, resource);

/** How closely the principals of a statement match the requester. */
export function closeness(operand: PrincipalOperand, policy: ResourcePolicy, requester: Requester): Closeness {
  const found = operand.principals.map((principal) => means(principal, policy, requester));
  if (operand.negated) return found.some((one) => one !== 'not') ? 'not' : 'identity';
  return (['session', 'identity', 'account'] as const).find((one) => found.includes(one)) ?? 'not';
}

/** A role covers its sessions; an account or its root covers all identities in it. */
function means({ type, value }: Principal, policy: ResourcePolicy, requester: Requester): Closeness {
  if (type !== requester.type) return 'not';
  if (value === '*') return 'identity';
  if (requester.type === 'Service') return value === requester.name ? 'identity' : 'not';
  if (requester.type === 'Federated') return value === requester.provider ? 'identity' : 'not';
  const { accountId, arn, role } = requester;
  if (value === arn) return 'session';
  if (value === accountId || value === `arn:aws:iam::${accountId}:root`) return 'account';
  if (role?.arn !== value) return 'not';
  const bound = policy.boundIds?.get(value);
  return policy.boundIds === undefined || bound === role.roleId ? 'identity' : 'not';
}
