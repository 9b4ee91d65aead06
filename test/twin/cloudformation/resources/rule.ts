import * as z from 'zod';
import { ruleOps } from '../../eventbridge/rules';
import { targetOps } from '../../eventbridge/targets';
import { AwsError } from '../../wire/errors';
import { TemplateFailure } from '../failure';
import { count, document, text } from '../fields';
import { resource, type Current, type Made, type Scope } from '../resource-type';

const schema = z.strictObject({
  Name: text.optional(),
  Description: text.optional(),
  EventBusName: text.optional(),
  EventPattern: document.optional(),
  ScheduleExpression: text.optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).optional(),
  RoleArn: text.optional(),
  Targets: z
    .array(
      z.strictObject({
        Id: text,
        Arn: text,
        RoleArn: text.optional(),
        Input: text.optional(),
        InputPath: text.optional(),
        DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
        RetryPolicy: z
          .strictObject({ MaximumEventAgeInSeconds: count.optional(), MaximumRetryAttempts: count.optional() })
          .optional(),
        SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
      }),
    )
    .default([]),
});
type Properties = z.infer<typeof schema>;

async function exists(Name: string, { EventBusName }: Properties, { world, call }: Scope): Promise<boolean> {
  try {
    await ruleOps(world).DescribeRule?.({ Name, EventBusName }, call);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return false;
    throw error;
  }
}

async function put(Name: string, { Targets, ...properties }: Properties, { world, call }: Scope): Promise<Made> {
  const { EventBusName } = properties;
  const made = await ruleOps(world).PutRule?.({ ...properties, Name }, call);
  if (Targets.length > 0) {
    const answer = await targetOps(world).PutTargets?.({ Rule: Name, EventBusName, Targets }, call);
    const failed = answer?.FailedEntries?.[0];
    if (failed) throw new TemplateFailure(`${failed.ErrorMessage} (${failed.ErrorCode})`);
  }
  // A rule of a custom bus is referred to by both names (AWS docs: CloudFormation, AWS::Events::Rule).
  const ref = EventBusName === undefined || EventBusName === 'default' ? Name : `${EventBusName}|${Name}`;
  return { ref, attributes: { Arn: made?.RuleArn ?? '' } };
}

const targetIds = ({ Targets }: Properties): string[] => Targets.map(({ Id }) => Id);

async function removeTargets(Ids: string[], current: Current<Properties>, { world, call }: Scope): Promise<void> {
  if (Ids.length === 0) return;
  const { EventBusName } = current.properties;
  await targetOps(world).RemoveTargets?.({ Rule: ruleName(current), EventBusName, Ids }, call);
}

const ruleName = ({ ref }: Made): string => ref.split('|').at(-1) ?? '';

/** AWS::Events::Rule with its targets. */
export const rule = resource(schema, {
  async create(properties, scope) {
    const name = properties.Name ?? scope.generatedName.slice(0, 64);
    if (await exists(name, properties, scope)) throw new TemplateFailure(`${name} already exists`);
    try {
      return await put(name, properties, scope);
    } catch (error) {
      // What a failed creation has left is rolled back.
      if (await exists(name, properties, scope))
        await ruleOps(scope.world).DeleteRule?.({ Name: name, EventBusName: properties.EventBusName }, scope.call);
      throw error;
    }
  },

  async update({ current, properties }, scope) {
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
    const { EventBusName } = current.properties;
    await ruleOps(scope.world).DeleteRule?.({ Name: ruleName(current), EventBusName }, scope.call);
  },
});
