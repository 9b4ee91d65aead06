import { containsCidr } from 'cidr-tools';
import { isKnownKey } from './condition-keys';
import type { Condition } from './policy';
import { matchesArn, matchesWildcard } from './wildcard';

/** The context of a request, by lower-case condition key; a key that is not in the request is absent. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

type Matcher = (wanted: string, actual: string) => boolean;

const equals: Matcher = (wanted, actual) => wanted === actual;
const equalsIgnoreCase: Matcher = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Matcher =>
  (wanted, actual) =>
    compare(Number(actual), Number(wanted));
/** Dates are written in ISO 8601 or as seconds since 1970. */
const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const dated =
  (compare: (actual: number, wanted: number) => boolean): Matcher =>
  (wanted, actual) =>
    compare(instant(actual), instant(wanted));
const comparing = (prefix: string, make: typeof numeric): Record<string, Matcher> => ({
  [`${prefix}Equals`]: make((actual, wanted) => actual === wanted),
  [`${prefix}LessThan`]: make((actual, wanted) => actual < wanted),
  [`${prefix}LessThanEquals`]: make((actual, wanted) => actual <= wanted),
  [`${prefix}GreaterThan`]: make((actual, wanted) => actual > wanted),
  [`${prefix}GreaterThanEquals`]: make((actual, wanted) => actual >= wanted),
});

/** ArnEquals and ArnLike behave alike, wildcards included (AWS docs: IAM, condition operators). */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalsIgnoreCase,
  ...comparing('Numeric', numeric),
  ...comparing('Date', dated),
  IpAddress: (wanted, actual) => containsCidr(wanted, actual),
};
const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};
/** AWS's further operators: a policy may contain them, and evaluating one throws. */
const NOT_EVALUATED = 'BinaryEquals';

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
  return base in MATCHERS || base in NEGATIONS || base === NOT_EVALUATED;
}

/**
 * Whether the request meets one condition: any of its values, or none of them where the operator is negated. Throws for
 * an operator or key that the twin does not evaluate.
 */
export function meets(condition: Condition, context: RequestContext): boolean {
  const { base, ifExists, quantifier } = operatorOf(condition.operator);
  const key = condition.key.toLowerCase();
  if (!isKnownKey(key)) throw new Error(`The twin does not evaluate the condition key ${condition.key}.`);
  const actual = context.get(key);
  if (base === 'Null') return condition.values.includes('true') === (actual === undefined);
  const negated = base in NEGATIONS;
  const matcher = MATCHERS[NEGATIONS[base] ?? base];
  if (!matcher) throw new Error(`The twin does not evaluate the condition operator ${condition.operator}.`);
  if (actual === undefined && ifExists) return true;
  const matches = (value: string): boolean => condition.values.some((wanted) => matcher(wanted, value)) !== negated;
  if (quantifier === 'ForAllValues') return (actual ?? []).every(matches);
  if (quantifier === 'ForAnyValue') return (actual ?? []).some(matches);
  return actual === undefined ? negated : actual.every(matches);
}
