import { matchesWildcard, type Condition } from './policy';

/** What is known of a request, by lower-case condition key; a key that is not in the request is absent. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

type Matcher = (wanted: string, actual: string) => boolean;

/** Both sides are split at their colons, so that a wildcard never reaches beyond its part of the ARN. */
const arnMatches: Matcher = (wanted, actual) => {
  const patterns = wanted.split(':');
  const parts = actual.split(':');
  const last = 5;
  const tail = (all: readonly string[]) => all.slice(last).join(':');
  return (
    parts.length > last &&
    patterns.slice(0, last).every((pattern, index) => matchesWildcard(pattern, parts[index] ?? '')) &&
    matchesWildcard(tail(patterns), tail(parts))
  );
};
const equals: Matcher = (wanted, actual) => wanted === actual;
const equalsIgnoreCase: Matcher = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

/** ArnEquals and ArnLike behave alike, wildcards included (AWS docs: IAM, condition operators). */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: matchesWildcard,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: equalsIgnoreCase,
};
const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};
/** AWS knows these too; a policy may hold them, and evaluating one tells that the twin cannot. */
const NOT_EVALUATED =
  /^(Numeric(Not)?Equals|Numeric(LessThan|GreaterThan)(Equals)?|Date(Not)?Equals|Date(LessThan|GreaterThan)(Equals)?|BinaryEquals|(Not)?IpAddress)$/;

interface Operator {
  readonly base: string;
  readonly ifExists: boolean;
  readonly quantifier: string | undefined;
}

function operatorOf(name: string): Operator {
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(name) ?? [];
  return { base, ifExists: ifExists !== undefined, quantifier };
}

export function isConditionOperator(name: string): boolean {
  const { base, ifExists } = operatorOf(name);
  if (base === 'Null') return !ifExists;
  return base in MATCHERS || base in NEGATIONS || NOT_EVALUATED.test(base);
}

/** Whether the request meets one condition: any of its values, or none of them where the operator is negated. */
export function meets(condition: Condition, context: RequestContext): boolean {
  const { base, ifExists, quantifier } = operatorOf(condition.operator);
  const actual = context.get(condition.key.toLowerCase());
  if (base === 'Null') return condition.values.includes('true') === (actual === undefined);
  if (actual === undefined && ifExists) return true;
  const negated = base in NEGATIONS;
  const matcher = MATCHERS[NEGATIONS[base] ?? base];
  if (!matcher) throw new Error(`The twin does not evaluate the condition operator ${condition.operator}.`);
  const matches = (value: string): boolean => condition.values.some((wanted) => matcher(wanted, value)) !== negated;
  if (quantifier === 'ForAllValues') return (actual ?? []).every(matches);
  if (quantifier === 'ForAnyValue') return (actual ?? []).some(matches);
  return actual === undefined ? negated : actual.every(matches);
}
