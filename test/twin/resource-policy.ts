import { isConditionOperator, meets } from './iam/conditions';
import { matchesWildcard, type Condition } from './iam/policy';
import type { Requester } from './iam/trust';
import { isJsonObject, listOf, parseObject, type Json, type JsonObject } from './json';

/** Who wants to use a resource, and how. */
export interface Access {
  readonly requester: Requester;
  /** `events:PutEvents` */
  readonly action: string;
  readonly resource: string;
  /** Condition keys that do not apply are undefined. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

const KEYS = new Set(
  [
    ...['aws:PrincipalOrgID', 'aws:PrincipalArn', 'aws:PrincipalAccount'],
    ...['aws:SourceArn', 'aws:SourceAccount', 'aws:SourceOrgID', 'aws:SecureTransport'],
    ...['events:source', 'events:detail-type'],
  ].map((key) => key.toLowerCase()),
);

/** What keeps the twin from evaluating a policy, if anything: an operator or key it does not know is never a pass. */
export function policyFault(policy: string): string | undefined {
  const document = parseObject(policy);
  if (!document) return 'The policy is not a JSON object.';
  const found = statements(document);
  if (found.length === 0) return 'The policy has no statement.';
  return found.map(statementFault).find((fault) => fault !== undefined);
}

function statementFault(statement: JsonObject): string | undefined {
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') return 'Effect must be Allow or Deny.';
  const missing = ['Principal', 'Action', 'Resource'].find((element) => statement[element] === undefined);
  if (missing !== undefined) return `The twin evaluates only statements with ${missing}.`;
  for (const { operator, key } of conditionsOf(statement)) {
    if (!isConditionOperator(operator)) return `Invalid condition operator ${operator}.`;
    if (!KEYS.has(key.toLowerCase())) return `The twin does not evaluate the condition key ${key}.`;
  }
  return undefined;
}

/** Whether a resource's policy by itself allows the access: some statement allows it and none denies it. */
export function policyAllows(policy: string, access: Access): boolean {
  const document = parseObject(policy);
  const applying = document ? statements(document).filter((statement) => applies(statement, access)) : [];
  return applying.length > 0 && applying.every((statement) => statement['Effect'] === 'Allow');
}

const strings = (value: Json | undefined): string[] => listOf(value).map(String);
const statements = (document: JsonObject): JsonObject[] => listOf(document['Statement']).filter(isJsonObject);

const conditionsOf = (statement: JsonObject): Condition[] =>
  Object.entries(isJsonObject(statement['Condition']) ? statement['Condition'] : {}).flatMap(([operator, keys]) =>
    Object.entries(isJsonObject(keys) ? keys : {}).map(([key, values]) => ({ operator, key, values: strings(values) })),
  );

function applies(statement: JsonObject, { requester, action, resource, context }: Access): boolean {
  const values = new Map(
    Object.entries(context).flatMap(([key, value]) => (value === undefined ? [] : [[key.toLowerCase(), [value]]])),
  );
  return (
    names(statement['Principal'], requester) &&
    strings(statement['Action']).some((wanted) => matchesWildcard(wanted.toLowerCase(), action.toLowerCase())) &&
    strings(statement['Resource']).some((wanted) => matchesWildcard(wanted, resource)) &&
    conditionsOf(statement).every((condition) => meets(condition, values))
  );
}

/** A role covers its sessions; an account or its root covers everybody in it; `*` alone covers services too. */
function names(principal: Json | undefined, requester: Requester): boolean {
  if (principal === '*') return true;
  if (!isJsonObject(principal)) return false;
  if (requester.type === 'Service') return strings(principal['Service']).includes(requester.name);
  const { accountId, arn, role } = requester;
  const covering = ['*', accountId, `arn:aws:iam::${accountId}:root`, arn, role?.arn];
  return strings(principal['AWS']).some((one) => covering.includes(one));
}
