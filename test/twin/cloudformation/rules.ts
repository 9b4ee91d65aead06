import { isDeepStrictEqual } from 'node:util';
import { isJsonArray, isJsonObject, type Json } from '../json';
import { TemplateFailure } from './failure';
import { evaluate, type Names } from './intrinsics';
import type { Template, TemplateResource } from './template';

/** Checks the Rules of a template against its parameters, as CloudFormation does before it makes anything. */
export function checkRules({ rules }: Template, names: Names): void {
  for (const { rule, assert, description } of rules)
    if (!holds(assert, names)) throw new TemplateFailure(`Template constraint ${rule} is not met: ${description}`);
}

/**
 * The template without the resources whose condition is false. CloudFormation evaluates all conditions before it makes anything,
 * and deletes a resource whose condition has become false (CloudFormation User Guide, "Conditions").
 */
export function meetingConditions(template: Template, names: Names): Template {
  const met = Object.entries(template.conditions).filter(([, condition]) => holds(condition, names));
  const isMet = ({ condition }: TemplateResource): boolean =>
    condition === undefined || met.some(([name]) => name === condition);
  const resources = Object.entries(template.resources).filter(([, resource]) => isMet(resource));
  return { ...template, resources: Object.fromEntries(resources) };
}

/** Rules have functions of their own; the twin has those that CDK's bootstrap check uses, and Fn::Equals of conditions. */
function holds(condition: Json, names: Names): boolean {
  const [name = '', ...more] = isJsonObject(condition) ? Object.keys(condition) : [];
  const argument = isJsonObject(condition) ? condition[name] : undefined;
  if (more.length === 0 && isJsonArray(argument)) {
    const [first = null, second = null] = argument;
    if (name === 'Fn::Not') return !holds(first, names);
    if (name === 'Fn::Equals') return isDeepStrictEqual(evaluate(first, names), evaluate(second, names));
    if (name === 'Fn::Contains') {
      const list = evaluate(first, names);
      return isJsonArray(list) && list.includes(evaluate(second, names));
    }
  }
  throw new TemplateFailure(
    `Template error: the twin does not evaluate ${JSON.stringify(condition)} in a rule or condition.`,
  );
}
