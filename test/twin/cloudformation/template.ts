import { isJsonObject, listOf, parseObject, type Json, type JsonObject } from '../json';
import { AwsError } from '../wire/errors';

export interface Template {
  readonly body: string;
  readonly parameters: Readonly<Record<string, { readonly fallback: string | undefined }>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
}

export const validation = (message: string) => new AwsError('ValidationError', message);

const SECTIONS = new Set(['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Resources', 'Outputs']);
const RESOURCE_FIELDS = new Set(['Type', 'Properties', 'DependsOn', 'Metadata']);

/**
 * Reads a template of a service-managed StackSet, for which AWS takes no nested stacks, macros or transforms. The twin reads
 * JSON only, and without conditions and mappings.
 */
export function parseTemplate(body: string): Template {
  if (Buffer.byteLength(body) > 51_200) throw validation('Template body must be at most 51200 bytes.');
  const json = parseObject(body);
  if (!json) throw validation('Template format error: the twin reads templates that are one JSON object.');
  const section = Object.keys(json).find((name) => !SECTIONS.has(name));
  if (section !== undefined) throw validation(`Template format error: the twin's StackSets have no ${section}.`);
  const { Parameters: parameters, Resources: resources } = json;
  if (!isJsonObject(resources) || Object.keys(resources).length === 0)
    throw validation('Template format error: At least one Resources member must be defined.');
  return {
    body,
    parameters: Object.fromEntries(
      Object.entries(isJsonObject(parameters) ? parameters : {}).map(([name, value]) => [name, parameterOf(value)]),
    ),
    resources: Object.fromEntries(Object.entries(resources).map(([id, value]) => [id, resourceOf(id, value)])),
  };
}

function parameterOf(json: Json | undefined): { fallback: string | undefined } {
  const fallback = isJsonObject(json) ? json['Default'] : undefined;
  if (typeof fallback === 'object') throw validation('Template format error: a Default must be a single value.');
  return { fallback: fallback === undefined ? undefined : String(fallback) };
}

function resourceOf(id: string, json: Json | undefined): TemplateResource {
  if (!isJsonObject(json) || typeof json['Type'] !== 'string')
    throw validation(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
  const field = Object.keys(json).find((name) => !RESOURCE_FIELDS.has(name));
  if (field !== undefined) throw validation(`Template format error: the twin's resources have no ${field} (${id}).`);
  if (json['Type'] === 'AWS::CloudFormation::Stack')
    throw validation('Service-managed StackSets do not support nested stacks.');
  const { Properties: properties, DependsOn: dependsOn } = json;
  return {
    type: json['Type'],
    properties: isJsonObject(properties) ? properties : {},
    dependsOn: listOf(dependsOn).flatMap((name) => (typeof name === 'string' ? [name] : [])),
  };
}

/** What a template needs to be acknowledged before it may create roles. */
export function requireCapabilities(template: Template, capabilities: readonly string[]): void {
  const roles = Object.values(template.resources).filter((resource) => resource.type === 'AWS::IAM::Role');
  const named = roles.some((role) => role.properties['RoleName'] !== undefined);
  const needed = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  if (roles.length > 0 && !capabilities.includes(needed) && !capabilities.includes('CAPABILITY_NAMED_IAM'))
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}

/** The values of all parameters: given ones before defaults. */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).find((name) => !(name in template.parameters));
  if (unknown !== undefined) throw validation(`Parameters: [${unknown}] do not exist in the template`);
  return Object.fromEntries(
    Object.entries(template.parameters).map(([name, { fallback }]) => {
      const value = given[name] ?? fallback;
      if (value === undefined) throw validation(`Parameters: [${name}] must have values`);
      return [name, value];
    }),
  );
}
