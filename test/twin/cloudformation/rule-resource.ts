import type { Target } from '@aws-sdk/client-eventbridge';
import { ruleOps } from '../eventbridge/rules';
import { targetOps } from '../eventbridge/targets';
import { isJsonObject, type Json, type JsonObject } from '../json';
import { AwsError } from '../wire/errors';
import { TemplateFailure } from './failure';
import { objects, optionalText, requiredText, type Made, type ResourceType, type Scope } from './resource-type';
import type { PhysicalResource } from './types';

const TARGET_FIELDS = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'DeadLetterConfig',
  'RetryPolicy',
  'SqsParameters',
]);

const optionalNumber = (value: Json | undefined): number | undefined =>
  value === undefined ? undefined : Number(requiredText(value));

function targetOf(json: JsonObject): Target {
  const field = Object.keys(json).find((name) => !TARGET_FIELDS.has(name));
  if (field !== undefined) throw new TemplateFailure(`Encountered unsupported property ${field} of a target`);
  const { DeadLetterConfig: dead, RetryPolicy: retry, SqsParameters: sqs } = json;
  return {
    Id: requiredText(json['Id']),
    Arn: requiredText(json['Arn']),
    RoleArn: optionalText(json['RoleArn']),
    Input: optionalText(json['Input']),
    InputPath: optionalText(json['InputPath']),
    ...(isJsonObject(dead) ? { DeadLetterConfig: { Arn: requiredText(dead['Arn']) } } : {}),
    ...(isJsonObject(sqs) ? { SqsParameters: { MessageGroupId: requiredText(sqs['MessageGroupId']) } } : {}),
    ...(isJsonObject(retry)
      ? {
          RetryPolicy: {
            MaximumEventAgeInSeconds: optionalNumber(retry['MaximumEventAgeInSeconds']),
            MaximumRetryAttempts: optionalNumber(retry['MaximumRetryAttempts']),
          },
        }
      : {}),
  };
}

const targetIds = (properties: JsonObject): string[] =>
  objects(properties['Targets']).map((target) => requiredText(target['Id']));

const nameOf = (properties: JsonObject): string | undefined => optionalText(properties['Name']);
const busOf = (properties: JsonObject): string | undefined => optionalText(properties['EventBusName']);

const stateOf = (value: string | undefined) => {
  if (value === undefined || value === 'ENABLED' || value === 'DISABLED') return value;
  if (value === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') return value;
  throw new TemplateFailure(`Properties validation failed: ${value} is not a valid State.`);
};

async function exists(Name: string, properties: JsonObject, { world, call }: Scope): Promise<boolean> {
  try {
    await ruleOps(world).DescribeRule?.({ Name, EventBusName: busOf(properties) }, call);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return false;
    throw error;
  }
}

async function put(Name: string, properties: JsonObject, { world, call }: Scope): Promise<Made> {
  const EventBusName = busOf(properties);
  const pattern = properties['EventPattern'];
  const made = await ruleOps(world).PutRule?.(
    {
      Name,
      EventBusName,
      Description: optionalText(properties['Description']),
      ScheduleExpression: optionalText(properties['ScheduleExpression']),
      RoleArn: optionalText(properties['RoleArn']),
      State: stateOf(optionalText(properties['State'])),
      ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    },
    call,
  );
  const Targets = objects(properties['Targets']).map(targetOf);
  if (Targets.length > 0) {
    const answer = await targetOps(world).PutTargets?.({ Rule: Name, EventBusName, Targets }, call);
    const failed = answer?.FailedEntries?.[0];
    if (failed) throw new TemplateFailure(`${failed.ErrorMessage} (${failed.ErrorCode})`);
  }
  // A rule of a custom bus is referred to by both names (AWS docs: CloudFormation, AWS::Events::Rule).
  const ref = EventBusName === undefined || EventBusName === 'default' ? Name : `${EventBusName}|${Name}`;
  return { ref, attributes: { Arn: made?.RuleArn ?? '' } };
}

async function removeTargets(Ids: string[], current: PhysicalResource, { world, call }: Scope): Promise<void> {
  if (Ids.length === 0) return;
  const EventBusName = busOf(current.properties);
  await targetOps(world).RemoveTargets?.({ Rule: ruleName(current), EventBusName, Ids }, call);
}

const ruleName = (current: PhysicalResource): string => current.ref.split('|').at(-1) ?? '';

/** AWS::Events::Rule with its targets. */
export const ruleResource: ResourceType = {
  properties: [
    ...['Name', 'Description', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'RoleArn', 'Targets'],
  ],

  async create(properties, scope) {
    const name = nameOf(properties) ?? scope.generatedName.slice(0, 64);
    if (await exists(name, properties, scope)) throw new TemplateFailure(`${name} already exists`);
    return put(name, properties, scope);
  },

  async update(current, properties, scope) {
    const kept = targetIds(properties);
    await removeTargets(
      targetIds(current.properties).filter((id) => !kept.includes(id)),
      current,
      scope,
    );
    return put(ruleName(current), properties, scope);
  },

  async remove(current, scope) {
    await removeTargets(targetIds(current.properties), current, scope);
    const EventBusName = busOf(current.properties);
    await ruleOps(scope.world).DeleteRule?.({ Name: ruleName(current), EventBusName }, scope.call);
  },

  replaces: (current, properties) =>
    (nameOf(properties) ?? ruleName(current)) !== ruleName(current) ||
    (busOf(properties) ?? 'default') !== (busOf(current.properties) ?? 'default'),
};
