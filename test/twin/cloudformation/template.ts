import { isJsonArray, isJsonObject, listOf, parseObject, type Json, type JsonObject } from '../json';
import { AwsError } from '../wire/errors';

export interface Template {
  readonly body: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Conditions that the parameters must meet. */
  readonly rules: readonly Assertion[];
  /** By name; they depend on parameters and pseudo parameters. */
  readonly conditions: Readonly<Record<string, Json>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, Json>>;
}

interface Parameter {
  readonly type: 'String' | 'Number' | typeof FROM_SSM;
  readonly fallback: string | undefined;
}

interface Assertion {
  readonly rule: string;
  readonly assert: Json;
  readonly description: string;
}

export interface TemplateResource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  /** The name of the condition without which the resource is not made. */
  readonly condition?: string;
  readonly deletionPolicy: DeletionPolicy;
  /** Whether the old one stays when the resource is replaced. */
  readonly keptOnReplacement: boolean;
}

/** `RetainExceptOnCreate` deletes the resource where the operation that created it is rolled back. */
export type DeletionPolicy = (typeof DELETION_POLICIES)[number];

export const validation = (message: string) => new AwsError('ValidationError', message);

/** The value of such a parameter is the name of a Systems Manager parameter, and what it refers to is that one's value. */
export const FROM_SSM = 'AWS::SSM::Parameter::Value<String>';
const PARAMETER_TYPES = ['String', 'Number', FROM_SSM] as const;
const DELETION_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate'] as const;
const REPLACE_POLICIES = ['Delete', 'Retain'] as const;

/** Bytes of a template that a request carries, and of one that it names by its address in S3 (CloudFormation quotas). */
const MAX_BODY = 51_200;
export const MAX_DOCUMENT = 1_000_000;

const SECTIONS = new Set(
  ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Conditions', 'Resources', 'Outputs'], //
);
const RESOURCE_FIELDS = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
]);

const members = (json: Json | undefined): [string, Json | undefined][] =>
  Object.entries(isJsonObject(json) ? json : {});

/** Reads a template. The twin reads JSON only, without mappings, macros, transforms and nested stacks. */
export function parseTemplate(body: string, longest = MAX_BODY): Template {
  if (Buffer.byteLength(body) > longest) throw validation(`Template body must be at most ${longest} bytes.`);
  const json = parseObject(body);
  if (!json) throw validation('Template format error: the twin reads templates that are one JSON object.');
  const section = Object.keys(json).find((name) => !SECTIONS.has(name));
  if (section !== undefined) throw validation(`Template format error: the twin's templates have no ${section}.`);
  const { Parameters: parameters, Rules: rules, Resources: resources, Outputs: outputs } = json;
  const conditions = members(json['Conditions']).map(([name, value]) => [name, value ?? null] as const);
  if (!isJsonObject(resources) || Object.keys(resources).length === 0)
    throw validation('Template format error: At least one Resources member must be defined.');
  return {
    body,
    parameters: Object.fromEntries(members(parameters).map(([name, value]) => [name, parameterOf(name, value)])),
    rules: members(rules).flatMap(([name, value]) => assertionsOf(name, value)),
    conditions: Object.fromEntries(conditions),
    resources: Object.fromEntries(
      members(resources).map(([id, value]) => [id, resourceOf(id, value, new Map(conditions))]),
    ),
    outputs: Object.fromEntries(members(outputs).map(([id, value]) => [id, outputOf(id, value)])),
  };
}

function parameterOf(name: string, json: Json | undefined): Parameter {
  const { Type, Default: fallback } = isJsonObject(json) ? json : {};
  const type = PARAMETER_TYPES.find((each) => each === Type);
  if (!type)
    throw validation(
      `Template format error: the twin has no parameters of the type ${JSON.stringify(Type)} (${name}).`,
    );
  if (typeof fallback === 'object') throw validation('Template format error: a Default must be a single value.');
  return { type, fallback: fallback === undefined ? undefined : String(fallback) };
}

function assertionsOf(rule: string, json: Json | undefined): Assertion[] {
  const { Assertions: assertions, ...others } = isJsonObject(json) ? json : {};
  const [strange] = Object.keys(others);
  if (strange !== undefined || !isJsonArray(assertions))
    throw validation(`Template format error: the twin's rules have Assertions alone (${rule}).`);
  return assertions.map((assertion) => {
    const { Assert: assert, AssertDescription: description } = isJsonObject(assertion) ? assertion : {};
    if (assert === undefined) throw validation(`Template format error: an assertion of ${rule} has no Assert.`);
    return { rule, assert, description: typeof description === 'string' ? description : '' };
  });
}

function resourceOf(id: string, json: Json | undefined, conditions: ReadonlyMap<string, Json>): TemplateResource {
  if (!isJsonObject(json) || typeof json['Type'] !== 'string')
    throw validation(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
  const field = Object.keys(json).find((name) => !RESOURCE_FIELDS.has(name));
  if (field !== undefined) throw validation(`Template format error: the twin's resources have no ${field} (${id}).`);
  if (json['Type'] === 'AWS::CloudFormation::Stack') throw validation('The twin does not support nested stacks.');
  const { Properties: properties, DependsOn: dependsOn, Condition: condition } = json;
  if (condition !== undefined && !(typeof condition === 'string' && conditions.has(condition)))
    throw validation(
      `Template format error: Unresolved condition dependency ${JSON.stringify(condition)} in the Resources block (${id}).`,
    );
  return {
    type: json['Type'],
    properties: isJsonObject(properties) ? properties : {},
    ...(condition === undefined ? {} : { condition }),
    dependsOn: listOf(dependsOn).flatMap((name) => (typeof name === 'string' ? [name] : [])),
    deletionPolicy: policyOf(id, json, 'DeletionPolicy', DELETION_POLICIES),
    keptOnReplacement: policyOf(id, json, 'UpdateReplacePolicy', REPLACE_POLICIES) === 'Retain',
  };
}

function policyOf<P extends string>(id: string, json: JsonObject, name: string, policies: readonly ('Delete' | P)[]) {
  const { [name]: given = 'Delete' } = json;
  const policy = policies.find((each) => each === given);
  if (policy === undefined)
    throw validation(`Template format error: Unrecognized ${name} ${JSON.stringify(given)} for resource ${id}`);
  return policy;
}

function outputOf(id: string, json: Json | undefined): Json {
  const { Value: value, Export: exported } = isJsonObject(json) ? json : {};
  if (value === undefined || exported !== undefined)
    throw validation(`Template format error: the twin's outputs have a Value and no Export (${id}).`);
  return value;
}

/** What a template needs to be acknowledged before it may create roles. */
export function requireCapabilities(template: Template, capabilities: readonly string[]): void {
  const roles = Object.values(template.resources).filter((resource) => resource.type === 'AWS::IAM::Role');
  const named = roles.some((role) => role.properties['RoleName'] !== undefined);
  const needed = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  if (roles.length > 0 && !capabilities.includes(needed) && !capabilities.includes('CAPABILITY_NAMED_IAM'))
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}

/** The values of all parameters as they are given, before any is looked up: given ones before defaults. */
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
