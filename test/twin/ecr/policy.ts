import { isObject } from '../json';

/**
 * A repository's policy as the evaluator takes it. Its statements are about the repository itself and name no resource
 * (ECR user guide, "Private repository policies"). Validation refuses what is no JSON.
 */
export function evaluable(policyText: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(policyText);
  } catch {
    return policyText;
  }
  if (!isObject(policy)) return policyText;
  const statements: readonly unknown[] = Array.isArray(policy['Statement'])
    ? policy['Statement']
    : [policy['Statement']];
  const about = (statement: unknown): unknown =>
    isObject(statement) && !('Resource' in statement) && !('NotResource' in statement)
      ? { ...statement, Resource: '*' }
      : statement;
  return JSON.stringify({ ...policy, Statement: statements.map(about) });
}
