import { meets, type RequestContext } from './conditions';
import { matchesWildcard, type Principal, type Statement } from './policy';
import type { Trust } from './state';

/** Who asks: a signed-in identity, or an AWS service on its own behalf. */
export type Requester =
  | {
      readonly type: 'AWS';
      readonly accountId: string;
      /** The user's ARN, or the session's. */
      readonly arn: string;
      /** The role behind a session. */
      readonly role?: { readonly arn: string; readonly roleId: string };
    }
  | { readonly type: 'Service'; readonly name: string };

export interface TrustRequest {
  /** `sts:AssumeRole`. */
  readonly action: string;
  readonly requester: Requester;
  readonly context: RequestContext;
}

export type Decision = 'allowed' | 'denied' | 'not-mentioned';

/** What a trust policy says to a request: a Deny that matches wins over any Allow. */
export function evaluateTrust(trust: Trust, request: TrustRequest): Decision {
  const matching = trust.document.statements.filter((statement) => matchesStatement(statement, trust, request));
  if (matching.some((statement) => statement.effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'not-mentioned';
}

function matchesStatement(statement: Statement, trust: Trust, request: TrustRequest): boolean {
  const { actions, principals, conditions } = statement;
  const action = request.action.toLowerCase();
  const named = actions.values.some((pattern) => matchesWildcard(pattern.toLowerCase(), action));
  if (named === actions.negated) return false;
  const meant = principals?.principals.some((principal) => isMeant(principal, trust, request.requester)) ?? false;
  if (meant === (principals?.negated ?? false)) return false;
  return conditions.every((condition) => meets(condition, request.context));
}

function isMeant(principal: Principal, trust: Trust, requester: Requester): boolean {
  const { type, value } = principal;
  if (type !== requester.type) return false;
  if (requester.type === 'Service') return value === requester.name;
  if (value === '*' || value === requester.accountId || value === `arn:aws:iam::${requester.accountId}:root`)
    return true;
  if (value === requester.arn) return true;
  return requester.role?.arn === value && trust.boundIds.get(value) === requester.role.roleId;
}
