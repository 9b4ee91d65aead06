import { isConditionOperator } from '../iam/conditions';
import { isJsonObject, listOf, parseObject, type Json, type JsonObject } from '../json';
import { AwsError } from '../wire/errors';

export const malformedPolicy = (message: string): AwsError => new AwsError('MalformedPolicy', message);

/** What S3 checks when a bucket policy is put. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Accounts, users, roles, or `*`. */
  readonly awsPrincipals: readonly string[];
  readonly conditionKeys: readonly string[];
}

/**
 * Reads a bucket policy. Raises MalformedPolicy; for the Not… elements as well: the twin does not evaluate them.
 */
export function parseBucketPolicy(text: string, bucketName: string): readonly Statement[] {
  const policy = parseObject(text);
  if (!policy) throw malformedPolicy('This policy contains invalid Json');
  const { Version: version, Statement: statements } = policy;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    throw malformedPolicy('The policy must contain a valid version string');
  const list = listOf(statements);
  if (list.length === 0) throw malformedPolicy('Missing required field Statement');
  return list.map((statement) => parseStatement(statement, bucketName));
}

const MEMBERS = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

function parseStatement(statement: Json, bucketName: string): Statement {
  if (!isJsonObject(statement)) throw malformedPolicy('Invalid policy syntax.');
  const unknown = Object.keys(statement).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) throw malformedPolicy(`Unknown field ${unknown}`);
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformedPolicy(`Invalid effect: ${JSON.stringify(effect)}`);
  if (!texts(statement, 'Action').every((action) => /^(\*|s3:[a-z*?]+)$/i.test(action)))
    throw malformedPolicy('Policy has invalid action');
  const arn = `arn:aws:s3:::${bucketName}`;
  if (!texts(statement, 'Resource').every((resource) => resource === arn || resource.startsWith(`${arn}/`)))
    throw malformedPolicy('Policy has invalid resource');
  return {
    effect,
    awsPrincipals: parsePrincipal(statement['Principal']),
    conditionKeys: parseConditions(statement['Condition']),
  };
}

function parsePrincipal(principal: Json | undefined): readonly string[] {
  if (principal === undefined) throw malformedPolicy('Missing required field Principal');
  if (principal === '*') return ['*'];
  if (!isJsonObject(principal) || Object.keys(principal).length === 0)
    throw malformedPolicy('Invalid principal in policy');
  for (const kind of Object.keys(principal))
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind))
      throw malformedPolicy('Invalid principal in policy');
  if (
    !listOf(principal['Service']).every(
      (name) => typeof name === 'string' && /^[a-z0-9.-]+\.amazonaws\.com$/.test(name),
    )
  )
    throw malformedPolicy('Invalid principal in policy');
  return principal['AWS'] === undefined ? [] : texts(principal, 'AWS');
}

function parseConditions(conditions: Json | undefined): readonly string[] {
  if (conditions === undefined) return [];
  if (!isJsonObject(conditions)) throw malformedPolicy('Invalid policy syntax.');
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw malformedPolicy(`Invalid Condition type : ${operator}`);
    if (!isJsonObject(keys)) throw malformedPolicy('Invalid policy syntax.');
    return Object.keys(keys);
  });
}

function texts(statement: JsonObject, field: string): readonly string[] {
  const list = listOf(statement[field]);
  if (list.length === 0) throw malformedPolicy(`Missing required field ${field}`);
  return list.map((item) => {
    if (typeof item !== 'string') throw malformedPolicy(`Invalid ${field} in policy`);
    return item;
  });
}

/** Condition keys that restrict the caller; a statement with one is not public, even for the principal `*` (S3 User Guide). */
const PINNING = new Set(
  [
    ...['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:userid'],
    ...['aws:SourceAccount', 'aws:SourceArn', 'aws:SourceOrgID', 'aws:SourceOrgPaths'],
    ...['aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceIp'],
  ].map((key) => key.toLowerCase()),
);

export const isPublic = (statements: readonly Statement[]): boolean =>
  statements.some(
    ({ effect, awsPrincipals, conditionKeys }) =>
      effect === 'Allow' && awsPrincipals.includes('*') && !conditionKeys.some((key) => PINNING.has(key.toLowerCase())),
  );
