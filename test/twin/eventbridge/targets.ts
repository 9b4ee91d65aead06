import type * as eventbridge from '@aws-sdk/client-eventbridge';
import type { Target } from '@aws-sdk/client-eventbridge';
import { parseArn, type Arn } from '../arn';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { invalid, limitExceeded, ownBus, requireName, requireUnmanaged, ruleOn } from './common';
import { isPath } from './json-path';
import type { Rule, StoredTarget } from './records';
import { page } from '../paging';
import { requireUsable } from './target-access';

const MAX_TARGETS = 5;
const KNOWN = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'SqsParameters',
  'DeadLetterConfig',
  'RetryPolicy',
]);

/** Targets of rules: queues, functions, topics and other buses. */
export const targetOps = (world: World): Ops<typeof eventbridge> => ({
  PutTargets({ Rule: name, EventBusName, Targets: targets = [] }, call) {
    const rule = ruleOn(ownBus(world, call, EventBusName), name);
    requireUnmanaged(rule);
    const checked = targets.map((target) => checkedTarget(rule, target));
    for (const target of checked) requireUsable(world, rule, target);
    if (new Set([...rule.targets.keys(), ...checked.map(({ Id }) => Id)]).size > MAX_TARGETS) throw limitExceeded();
    for (const target of checked) rule.targets.set(target.Id, target);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  RemoveTargets({ Rule: name, EventBusName, Ids: ids = [] }, call) {
    const rule = ruleOn(ownBus(world, call, EventBusName), name);
    requireUnmanaged(rule);
    for (const id of ids) rule.targets.delete(id);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  ListTargetsByRule({ Rule: name, EventBusName, Limit: limit = 100, NextToken: token }, call) {
    const rule = ruleOn(ownBus(world, call, EventBusName), name);
    const invalidToken = () => invalid('NextToken is not valid.');
    const { items, next } = page([...rule.targets.values()], { limit, token, invalidToken });
    return { Targets: [...items], ...(next === undefined ? {} : { NextToken: next }) };
  },
});

function checkedTarget(rule: Rule, target: Target): StoredTarget {
  const Id = requireName('targets.member.id', target.Id, 64);
  const unknown = Object.entries(target).find(([key, value]) => value !== undefined && !KNOWN.has(key));
  if (unknown) throw invalid(`The twin has no ${unknown[0]} of a target.`);
  const Arn = target.Arn ?? '';
  const arn = parseArn(Arn);
  if (!arn) throw invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  checkKind(rule, target, Arn, arn);
  checkInput(target);
  checkRetries(rule, target);
  return { ...target, Id, Arn };
}

function checkKind(rule: Rule, target: Target, text: string, arn: Arn): void {
  const { accountId, region } = rule.bus;
  const group = target.SqsParameters?.MessageGroupId;
  if (arn.service === 'events' && arn.resource.startsWith('event-bus/')) {
    if (text === rule.bus.arn) throw invalid('A rule cannot send to the bus that it is on.');
    if ((arn.accountId !== accountId || arn.region !== region) && target.RoleArn === undefined)
      throw invalid(`RoleArn is required for target ${text}.`);
  } else if (arn.service === 'sqs') {
    if (arn.resource.endsWith('.fifo') && group === undefined)
      throw invalid(`Parameter(s) SqsParameters must be specified for target: ${target.Id ?? ''}.`);
    if (group !== undefined && (group.length > 100 || (group.startsWith('$') && !isPath(group))))
      throw invalid(`Parameter MessageGroupId ${group} is not valid.`);
  } else if (arn.service !== 'sns' && (arn.service !== 'lambda' || !arn.resource.startsWith('function:')))
    throw invalid(`The twin delivers to queues, functions, topics and buses, not to ${text}.`);
  if (arn.service !== 'events' && arn.region !== region)
    throw invalid(`Parameter ${text} is not valid. Reason: the target is not in the region of the rule.`);
}

function checkInput({ Input, InputPath }: Target): void {
  if (Input !== undefined && InputPath !== undefined) throw invalid('Only one of Input and InputPath may be given.');
  if (InputPath !== undefined && !isPath(InputPath)) throw invalid(`Invalid InputPath ${InputPath}.`);
  try {
    JSON.parse(Input ?? '{}');
  } catch {
    throw invalid('JSON syntax error in input for target.');
  }
}

function checkRetries(rule: Rule, { DeadLetterConfig, RetryPolicy }: Target): void {
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = RetryPolicy ?? {};
  if (attempts < 0 || attempts > 185) throw invalid('MaximumRetryAttempts must be from 0 to 185.');
  if (age < 60 || age > 86_400) throw invalid('MaximumEventAgeInSeconds must be from 60 to 86400.');
  if (!DeadLetterConfig) return;
  const queue = parseArn(DeadLetterConfig.Arn ?? '');
  if (queue?.service !== 'sqs') throw invalid('A dead-letter queue must be an Amazon SQS queue.');
  if (queue.resource.endsWith('.fifo')) throw invalid('A dead-letter queue cannot be a FIFO queue.');
  if (queue.region !== rule.bus.region) throw invalid('A dead-letter queue must be in the region of the rule.');
}
