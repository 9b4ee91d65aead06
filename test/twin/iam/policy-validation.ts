import { AwsError } from '../wire/errors';
import { isConditionOperator } from './conditions';
import type { Condition, Operand, PolicyDocument, Principal, PrincipalOperand, Statement } from './policy';

const malformed = (message: string) => new AwsError('MalformedPolicyDocumentException', message);

type Json = Readonly<Record<string, unknown>>;
/** An identity policy, a trust policy, the policy of another resource, or one of the organization. */
type Kind = 'identity' | 'trust' | 'resource' | 'organization';

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPrincipalType = (name: string): name is Principal['type'] =>
  ['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(name);

const STATEMENT_FIELDS = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);

/** Reads an identity policy, or raises MalformedPolicyDocument as IAM does. */
export const parseIdentityPolicy = (text: string): PolicyDocument => parse(text, 'identity');

/** Reads the policy of a bus, a queue or the like; raises MalformedPolicyDocument, which services reword. */
export const parseResourcePolicy = (text: string): PolicyDocument => parse(text, 'resource');

/** Reads an SCP: an identity policy, but for its size. Raises MalformedPolicyDocument. */
export const parseOrganizationPolicy = (text: string): PolicyDocument => parse(text, 'organization');

/** Reads a trust policy; `exists` returns whether an AWS principal exists, which IAM requires. */
export function parseTrust(text: string, exists: (principal: string) => boolean): PolicyDocument {
  const document = parse(text, 'trust');
  for (const principal of principalsOf(document, 'AWS'))
    if (!exists(principal)) throw malformed(`Invalid principal in policy: "AWS":"${principal}"`);
  for (const statement of document.statements) requireGitHubSubject(statement);
  return document;
}

/** All principals of one type that the document names. */
export const principalsOf = (document: PolicyDocument, type: Principal['type']): string[] =>
  document.statements.flatMap((statement) =>
    (statement.principals?.principals ?? []).filter((one) => one.type === type).map((one) => one.value),
  );

function parse(text: string, kind: Kind): PolicyDocument {
  const json = fromJson(text);
  if (!isRecord(json)) throw malformed('Syntax errors in policy.');
  const unknown = Object.keys(json).find((key) => !['Version', 'Id', 'Statement'].includes(key));
  if (unknown !== undefined) throw malformed('Syntax errors in policy.');
  const version = json.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17')
    throw malformed('The policy must contain a valid version string.');
  const list = Array.isArray(json.Statement) ? json.Statement : [json.Statement];
  if (list.length === 0) throw malformed('Syntax errors in policy.');
  const statements = list.map((statement: unknown) => parseStatement(statement, kind));
  const sids = statements.flatMap((statement) => (statement.sid === undefined ? [] : [statement.sid]));
  if (new Set(sids).size < sids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
  return { version, statements };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
}

function parseStatement(json: unknown, kind: Kind): Statement {
  if (!isRecord(json)) throw malformed('Syntax errors in policy.');
  if (Object.keys(json).some((key) => !STATEMENT_FIELDS.has(key))) throw malformed('Syntax errors in policy.');
  const { Sid: sid, Effect: effect } = json;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Syntax errors in policy.');
  if (sid !== undefined && (typeof sid !== 'string' || !/^[0-9A-Za-z]*$/.test(sid)))
    throw malformed('Statement IDs (SID) must be alpha-numeric.');
  const statement: Statement = {
    ...(sid === undefined || sid === '' ? {} : { sid }),
    effect,
    actions: parseActions(json, kind),
    conditions: parseConditions(json.Condition),
  };
  if (kind === 'trust') {
    if (has(json, 'Resource') || has(json, 'NotResource')) throw malformed('Has prohibited field Resource');
    return { ...statement, principals: parsePrincipals(json) };
  }
  if (kind === 'resource') return { ...statement, principals: parsePrincipals(json), resources: parseResources(json) };
  if (has(json, 'Principal') || has(json, 'NotPrincipal'))
    throw malformed('Policy document should not specify a principal.');
  return { ...statement, resources: parseResources(json) };
}

const has = (json: Json, key: string): boolean => json[key] !== undefined;

function operand(json: Json, name: string, missing: string): Operand {
  const negated = has(json, `Not${name}`);
  if (negated && has(json, name)) throw malformed('Syntax errors in policy.');
  const values = strings(negated ? json[`Not${name}`] : (json[name] ?? []));
  if (values.length === 0) throw malformed(missing);
  return { negated, values };
}

function strings(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    throw malformed('Syntax errors in policy.');
  });
}

function parseActions(json: Json, kind: Kind): Operand {
  const actions = operand(json, 'Action', 'Policy statement must contain actions.');
  for (const action of actions.values) {
    if (kind === 'trust' && !/^(sts:[\w*?]+|\*)$/i.test(action))
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    if (action !== '*' && !action.includes(':'))
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    if (action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action))
      throw malformed(`Vendor ${action.split(':')[0] ?? ''} is not valid`);
  }
  return actions;
}

function parseResources(json: Json): Operand {
  const resources = operand(json, 'Resource', 'Policy statement must contain resources.');
  for (const resource of resources.values)
    if (resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/.test(resource))
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  return resources;
}

function parsePrincipals(json: Json): PrincipalOperand {
  const negated = has(json, 'NotPrincipal');
  const value = negated ? json.NotPrincipal : json.Principal;
  if (value === undefined) throw malformed('Missing required field Principal');
  // All principals, services included; `{"AWS": "*"}` excludes services.
  if (value === '*')
    return { negated, principals: (['AWS', 'Service', 'Federated'] as const).map((type) => ({ type, value })) };
  if (!isRecord(value) || Object.keys(value).length === 0) throw malformed('Invalid principal in policy.');
  const principals = Object.entries(value).flatMap(([type, names]) => {
    if (!isPrincipalType(type)) throw malformed(`Invalid principal in policy: "${type}"`);
    return strings(names).map((name) => ({ type, value: checkedPrincipal(type, name) }));
  });
  return { negated, principals };
}

const PRINCIPAL_FORMS = {
  AWS: /^(\*|\d{12}|arn:aws:(iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+))$/,
  Service: /^[a-z0-9.-]+\.(amazonaws\.com|internal)$/,
  Federated: /^(arn:aws:iam::\d{12}:(oidc|saml)-provider\/.+|[a-z0-9.-]+)$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
} as const;

function checkedPrincipal(type: Principal['type'], name: string): string {
  if (!PRINCIPAL_FORMS[type].test(name)) throw malformed(`Invalid principal in policy: "${type}":"${name}"`);
  return name;
}

function parseConditions(json: unknown): Condition[] {
  if (json === undefined) return [];
  if (!isRecord(json)) throw malformed('Syntax errors in policy.');
  return Object.entries(json).flatMap(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw malformed(`Invalid Condition type : ${operator}`);
    if (!isRecord(keys)) throw malformed('Syntax errors in policy.');
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: conditionValues(values) }));
  });
}

function conditionValues(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item);
    throw malformed('Syntax errors in policy.');
  });
}

const GITHUB = 'token.actions.githubusercontent.com';

/** IAM refuses to trust GitHub's provider for any repository at all (AWS docs: IAM, "Create an OIDC identity provider"). */
function requireGitHubSubject(statement: Statement): void {
  const federated = statement.principals?.principals.some(
    ({ type, value }) => type === 'Federated' && value.endsWith(`oidc-provider/${GITHUB}`),
  );
  if (!federated || statement.effect === 'Deny') return;
  const subjects = statement.conditions.filter(({ key }) => key.toLowerCase() === `${GITHUB}:sub`);
  if (
    !subjects.some(({ operator, values }) => operator.includes('String') && values.every((one) => !/^[*?]*$/.test(one)))
  )
    throw malformed(`Missing required condition ${GITHUB}:sub, or it is only wildcards.`);
}
