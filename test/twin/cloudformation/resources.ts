import { TemplateFailure } from './failure';
import type { ResourceType } from './resource-type';
import { roleResource } from './role-resource';
import { ruleResource } from './rule-resource';

const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': roleResource,
  'AWS::Events::Rule': ruleResource,
};

/** Throws for a type that the twin cannot make. */
export function resourceType(type: string): ResourceType {
  const found = TYPES[type];
  if (!found) throw new TemplateFailure(`Template format error: Unrecognized resource types: [${type}]`);
  return found;
}
