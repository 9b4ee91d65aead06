import {
  closeness,
  isAbout,
  statementsAbout,
  type AccessRequest,
  type Closeness,
  type ResourcePolicy,
} from './matching';
import type { Policy, Statement } from './policy';

export type { AccessRequest, Requester, ResourcePolicy } from './matching';

/** Named as AWS's messages name them. */
type PolicyType =
  | 'identity-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'resource-based policy'
  | 'role trust policy'
  | 'service control policy'
  | 'resource control policy';

/** The root, an OU or an account, and the policies attached to it. */
export interface Level {
  readonly id: string;
  readonly policies: readonly Policy[];
}

/** All policies that apply to a request. An absent type does not apply; an empty list applies and allows nothing. */
export interface Policies {
  /** Inline policies and attached managed ones. */
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  /** Of a resource that can have a policy; it may have none. */
  readonly resource?: {
    readonly type: 'resource-based policy' | 'role trust policy';
    readonly policy?: ResourcePolicy;
  };
  /** Of the requester's account, from the root down; absent outside of an organization and in its management account. */
  readonly serviceControl?: readonly Level[];
  /** Of the resource's account, likewise. */
  readonly resourceControl?: readonly Level[];
}

/** The statement that decided: its Sid, or its place. */
interface Decisive {
  readonly type: PolicyType;
  readonly policy: string;
  readonly sid: string;
  readonly statement: Statement;
}

export type Verdict =
  | { readonly effect: 'Allow'; readonly by: readonly Decisive[] }
  | { readonly effect: 'Deny'; readonly explicit: true; readonly by: Decisive }
  /** No statement of this type allows the action; `level` is the root, OU or account whose control policies lack it. */
  | { readonly effect: 'Deny'; readonly explicit: false; readonly lacking: PolicyType; readonly level?: string };

type Found = Decisive & { readonly closeness: Closeness };

/**
 * Whether IAM allows a request (AWS docs: IAM, "Policy evaluation logic"): an explicit Deny anywhere wins; each level of
 * control policies must allow; within an account the identity's or the resource's policy must allow, across accounts
 * both; a boundary and a session policy limit what the identity is given. Throws for what the twin does not evaluate.
 */
export function decide(request: AccessRequest, policies: Policies): Verdict {
  const { requester } = request;
  const exempt = requester.type !== 'AWS' || requester.role?.serviceLinked === true;
  const controls: [PolicyType, readonly Level[]][] = [
    ['resource control policy', exempt && requester.type === 'AWS' ? [] : (policies.resourceControl ?? [])],
    ['service control policy', exempt ? [] : (policies.serviceControl ?? [])],
  ];
  const levels = controls.flatMap(([type, all]) =>
    all.map((level) => ({ type, level: level.id, found: about(type, level.policies, request) })),
  );
  const resource = policies.resource?.policy
    ? about(policies.resource.type, [policies.resource.policy], request, policies.boundary !== undefined)
    : undefined;
  const identity = about('identity-based policy', policies.identity ?? [], request);
  const boundary = policies.boundary ? about('permissions boundary', [policies.boundary], request) : undefined;
  const session = policies.session ? about('session policy', policies.session, request) : undefined;

  const all = [...levels.flatMap(({ found }) => found), ...(resource ?? []), ...identity];
  const denial = [...all, ...(boundary ?? []), ...(session ?? [])].find((one) => one.statement.effect === 'Deny');
  if (denial) return { effect: 'Deny', explicit: true, by: denial };

  const unpassed = levels.find(({ found }) => found.length === 0);
  if (unpassed) return { effect: 'Deny', explicit: false, lacking: unpassed.type, level: unpassed.level };
  const passed = levels.flatMap(({ found }) => found.slice(0, 1));
  const allowed = withinAccount(request, policies, { resource: resource ?? [], identity, boundary, session });
  return Array.isArray(allowed)
    ? { effect: 'Allow', by: [...passed, ...allowed] }
    : { effect: 'Deny', explicit: false, lacking: allowed };
}

interface Allowing {
  readonly resource: readonly Found[];
  readonly identity: readonly Found[];
  readonly boundary: readonly Found[] | undefined;
  readonly session: readonly Found[] | undefined;
}

/** The statements that allow, or the type of policy that should and does not. */
function withinAccount(request: AccessRequest, policies: Policies, allowing: Allowing): Decisive[] | PolicyType {
  const { requester, resourceAccountId } = request;
  const type = policies.resource?.type ?? 'resource-based policy';
  const ofAccount = requester.type === 'AWS' ? requester.accountId : undefined;
  const [byResource] = allowing.resource;
  // Services and federated users have no policies of their own.
  if (ofAccount === undefined) return byResource ? [byResource] : type;
  const across = resourceAccountId !== undefined && resourceAccountId !== ofAccount;
  if (policies.resource && !byResource && (across || type === 'role trust policy')) return type;
  if (!across) {
    // A statement that names the session itself passes by boundary and session policy as well.
    const named = allowing.resource.find((one) => one.closeness === 'session');
    if (named) return [named];
    const meant = allowing.resource.find((one) => one.closeness === 'identity');
    if (meant) return limited([meant], allowing);
  }
  const [byIdentity] = allowing.identity;
  if (!byIdentity) return 'identity-based policy';
  return limited([byIdentity, ...(byResource ? [byResource] : [])], allowing);
}

function limited(given: Decisive[], { boundary, session }: Allowing): Decisive[] | PolicyType {
  if (boundary?.length === 0) return 'permissions boundary';
  if (session?.length === 0) return 'session policy';
  return [...given, ...(boundary?.slice(0, 1) ?? []), ...(session?.slice(0, 1) ?? [])];
}

/**
 * The statements of these policies that are about the request, Deny and Allow. A Deny with NotPrincipal is about every
 * identity that has a permissions boundary, also one that it names (AWS docs: IAM, "Permissions boundaries").
 */
const about = (
  type: PolicyType,
  policies: readonly ResourcePolicy[],
  request: AccessRequest,
  bounded = false,
): Found[] =>
  policies.flatMap((policy) =>
    statementsAbout(policy.document, request.action).flatMap(({ statement, index }) => {
      const { principals, effect } = statement;
      const always = !principals || (bounded && principals.negated && effect === 'Deny');
      const near = always ? 'identity' : closeness(principals, policy, request.requester);
      if (near === 'not' || !isAbout(statement, policy, request)) return [];
      return [{ type, policy: policy.name, sid: statement.sid ?? `#${index + 1}`, statement, closeness: near }];
    }),
  );

/** Why a request is denied, as IAM words it (AWS docs: IAM, "Troubleshoot access denied error messages"). */
export function explain(verdict: Extract<Verdict, { effect: 'Deny' }>, action: string): string {
  if (!verdict.explicit) return `because no ${verdict.lacking} allows the ${action} action`;
  const { type } = verdict.by;
  return `with an explicit deny in ${type.startsWith('identity') ? 'an' : type === 'role trust policy' ? 'the' : 'a'} ${type}`;
}
