import type * as eventbridge from '@aws-sdk/client-eventbridge';
import { parseObject } from '../json';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { invalid, limitExceeded, listed, notFound, ownBus, requireName, requireUnmanaged, ruleOn } from './common';
import { compilePattern } from './pattern';
import type { EventBus, Rule, StoredTarget } from './records';
import { schedule } from './schedule';

const MAX_RULES = 300;

/** Rules, by pattern or schedule. */
export const ruleOps = (world: World): Ops<typeof eventbridge> => ({
  /** Replaces a rule as a whole, but for its targets and tags. */
  PutRule(input, call) {
    const {
      EventPattern,
      ScheduleExpression,
      State = 'ENABLED',
      Description,
      RoleArn,
      EventBusName,
      Tags = [],
    } = input;
    const name = requireName('name', input.Name, 64);
    const bus = ownBus(world, call, EventBusName);
    const known = bus.rules.get(name);
    requireUnmanaged(known);
    if (EventPattern === undefined && ScheduleExpression === undefined)
      throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    if (ScheduleExpression !== undefined && bus.name !== 'default')
      throw invalid('ScheduleExpression is supported only on the default event bus.');
    if (!known && bus.rules.size >= MAX_RULES) throw limitExceeded();
    const rule: Rule = {
      name,
      arn: known?.arn ?? ruleArn(bus, name),
      bus,
      createdBy: call.accountId,
      state: State,
      targets: known?.targets ?? new Map<string, StoredTarget>(),
      tags: known?.tags ?? new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      ...(EventPattern === undefined ? {} : { pattern: EventPattern, matches: compilePattern(EventPattern) }),
      ...(Description === undefined ? {} : { description: Description }),
      ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    };
    if (ScheduleExpression !== undefined) schedule(world, rule, ScheduleExpression);
    known?.cancel?.();
    bus.rules.set(name, rule);
    return { RuleArn: rule.arn };
  },

  DescribeRule({ Name, EventBusName }, call) {
    const rule = ruleOn(ownBus(world, call, EventBusName), Name);
    return { ...described(rule), CreatedBy: rule.createdBy };
  },

  ListRules({ EventBusName, ...input }, call) {
    const { items, more } = listed(ownBus(world, call, EventBusName).rules.values(), input);
    return { Rules: items.map(described), ...more };
  },

  ListRuleNamesByTarget({ TargetArn, EventBusName, ...input }, call) {
    const rules = [...ownBus(world, call, EventBusName).rules.values()].filter((rule) =>
      [...rule.targets.values()].some(({ Arn }) => Arn === TargetArn),
    );
    const { items, more } = listed(rules, input);
    return { RuleNames: items.map(({ name }) => name), ...more };
  },

  EnableRule({ Name, EventBusName }, call) {
    const rule = ruleOn(ownBus(world, call, EventBusName), Name);
    requireUnmanaged(rule);
    rule.state = 'ENABLED';
    return {};
  },

  DisableRule({ Name, EventBusName }, call) {
    const rule = ruleOn(ownBus(world, call, EventBusName), Name);
    requireUnmanaged(rule);
    rule.state = 'DISABLED';
    return {};
  },

  /** Deleting a rule that does not exist succeeds. */
  DeleteRule({ Name, EventBusName }, call) {
    const bus = ownBus(world, call, EventBusName);
    const rule = bus.rules.get(Name ?? '');
    if (!rule) return {};
    requireUnmanaged(rule);
    if (rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
    rule.cancel?.();
    bus.rules.delete(rule.name);
    return {};
  },

  TestEventPattern({ EventPattern = '', Event = '' }) {
    const event = parseObject(Event);
    if (!event) throw invalid('Parameter Event is not valid.');
    return { Result: compilePattern(EventPattern)(event) };
  },

  TagResource({ ResourceARN, Tags = [] }, call) {
    const tags = tagsOf(world, call, ResourceARN);
    for (const { Key = '', Value = '' } of Tags) tags.set(Key, Value);
    return {};
  },

  UntagResource({ ResourceARN, TagKeys = [] }, call) {
    const tags = tagsOf(world, call, ResourceARN);
    for (const key of TagKeys) tags.delete(key);
    return {};
  },

  ListTagsForResource({ ResourceARN }, call) {
    return { Tags: [...tagsOf(world, call, ResourceARN)].map(([Key, Value]) => ({ Key, Value })) };
  },
});

export const ruleArn = (bus: EventBus, name: string): string =>
  `arn:aws:events:${bus.region}:${bus.accountId}:rule/${bus.name === 'default' ? '' : `${bus.name}/`}${name}`;

function tagsOf(
  world: World,
  place: { readonly accountId: string; readonly region: string },
  arn: string | undefined,
): Map<string, string> {
  const buses = [...world.eventbridge.scope(place).buses.values()];
  const found = [...buses, ...buses.flatMap((bus) => [...bus.rules.values()])].find((one) => one.arn === arn);
  if (!found) throw notFound(`${arn ?? ''} does not exist.`);
  return found.tags;
}

const described = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  EventBusName: rule.bus.name,
  State: rule.state,
  ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern }),
  ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  ...(rule.managedBy === undefined ? {} : { ManagedBy: rule.managedBy }),
});
