import { isJsonArray, isJsonObject, type Json } from '../json';
import { TemplateFailure } from './failure';
import { evaluate, type Names } from './intrinsics';
import type { Template } from './template';

/** Checks the Rules of a template against its parameters, as CloudFormation does before it makes anything. */
export function checkRules({ rules }: Template, names: Names): void {
  for (const { rule, assert, description } of rules)
    if (!holds(assert, names)) throw new TemplateFailure(`Template constraint ${rule} is not met: ${description}`);
}

/** Rules have functions of their own; the twin has those that CDK's bootstrap check uses. */
function holds(condition: Json, names: Names): boolean {
  const [name = '', ...more] = isJsonObject(condition) ? Object.keys(condition) : [];
  const argument = isJsonObject(condition) ? condition[name] : undefined;
  if (more.length === 0 && isJsonArray(argument)) {
    const [first = null, second = null] = argument;
    if (name === 'Fn::Not') return !holds(first, names);
    if (name === 'Fn::Contains') {
      const list = evaluate(first, names);
      return isJsonArray(list) && list.includes(evaluate(second, names));
    }
  }
  throw new TemplateFailure(`Template error: the twin does not evaluate ${JSON.stringify(condition)} in a rule.`);
}
