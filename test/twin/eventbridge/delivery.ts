import { parseArn } from '../arn';
import { busResource, type Keys } from '../iam/actions';
import { organizationKeys } from '../iam/context';
import { trusts } from '../iam/state';
import { policyAllows } from '../resource-policy';
import type { World } from '../world';
import type { BusEvent } from './event';
import { pathValue } from './json-path';
import type { Delivery, DeliveryFailure, EventBus, StoredTarget } from './records';

/** Delivers an event to one target. A failed delivery goes to the target's dead-letter queue, or is dropped, as on AWS. */
export function deliver(world: World, delivery: Delivery): void {
  const failure = attempt(world, delivery);
  if (!failure) return;
  const { rule, target, arrival } = delivery;
  world.eventbridge.undelivered.push({
    rule,
    targetArn: target.Arn,
    event: arrival.event,
    ...failure,
    deadLettered: sendToDeadLetterQueue(world, delivery, failure),
  });
}

function attempt(world: World, delivery: Delivery): DeliveryFailure | undefined {
  const arn = parseArn(delivery.target.Arn);
  if (arn?.service === 'sqs') return toQueue(world, delivery);
  if (arn?.service === 'lambda') return toFunction(world, delivery);
  if (arn?.service === 'sns') return toTopic(world, delivery);
  return toBus(world, delivery);
}

/** The event, the constant `Input`, or what `InputPath` picks. */
function payload({ target, arrival }: Delivery): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(pathValue(arrival.event, target.InputPath) ?? null);
  return JSON.stringify(arrival.event);
}

function toQueue(world: World, delivery: Delivery): DeliveryFailure | undefined {
  const { rule, target, arrival } = delivery;
  const group = groupOf(target, arrival.event);
  if (typeof group === 'object') return group;
  return world.sqs.receiveFromService(target.Arn, {
    body: payload(delivery),
    service: 'events.amazonaws.com',
    sourceArn: rule.arn,
    sourceAccount: rule.bus.accountId,
    ...(group === undefined ? {} : { groupId: group }),
  });
}

function toTopic(world: World, delivery: Delivery): DeliveryFailure | undefined {
  const { arn, bus } = delivery.rule;
  return world.sns.receiveFromService(delivery.target.Arn, {
    body: payload(delivery),
    service: 'events.amazonaws.com',
    sourceArn: arn,
    sourceAccount: bus.accountId,
  });
}

/** Replaces a JSONPath by its value in the event. AWS does not document what happens when it finds none; here it fails. */
function groupOf({ SqsParameters }: StoredTarget, event: BusEvent): string | undefined | DeliveryFailure {
  const group = SqsParameters?.MessageGroupId;
  if (group === undefined || !group.startsWith('$')) return group;
  const value = pathValue(event, group);
  if (typeof value === 'string' && value.length > 0 && value.length <= 128) return value;
  return { code: 'INVALID_PARAMETER', message: `MessageGroupId: ${group} does not lead to a string in the event.` };
}

function toFunction(world: World, delivery: Delivery): DeliveryFailure | undefined {
  const name = delivery.target.Arn;
  if (!world.functions.find(name)) return { code: 'NO_RESOURCE', message: `Function not found: ${name}` };
  const { arn, bus } = delivery.rule;
  if (!world.functions.admits(name, 'events.amazonaws.com', { arn, accountId: bus.accountId }))
    return { code: 'NO_PERMISSIONS', message: `${name} does not allow lambda:InvokeFunction to ${arn}.` };
  world.functions.invokeAsync(name, JSON.parse(payload(delivery)));
  return undefined;
}

function toBus(world: World, delivery: Delivery): DeliveryFailure | undefined {
  const { rule, target, arrival } = delivery;
  const { accountId, region } = rule.bus;
  const bus = world.eventbridge.findBus(rule.bus, target.Arn);
  if (!bus || !world.account.usable(bus.accountId, bus.region))
    return { code: 'NO_RESOURCE', message: `Event bus ${target.Arn} does not exist.` };
  if (arrival.forwarded)
    return bus.accountId === accountId && bus.region !== region
      ? { code: 'THIRD_REGION_HOP_DETECTED', message: 'Third region hop detected.' }
      : { code: 'THIRD_ACCOUNT_HOP_DETECTED', message: 'Third account hop detected.' };
  const denied =
    target.RoleArn === undefined ? byAccount(world, delivery, bus) : byRole(world, delivery, target.RoleArn);
  if (denied) return denied;
  world.eventbridge.arrive(bus, { ...arrival, forwarded: true });
  return undefined;
}

const eventKeys = ({ source, 'detail-type': type }: BusEvent): Keys => ({
  'events:source': source,
  'events:detail-type': type,
});

/** With a role, the role's permissions decide, and across accounts the policy of the bus as well. */
function byRole(world: World, { rule, target, arrival }: Delivery, roleArn: string): DeliveryFailure | undefined {
  const role = world.iam.role(roleArn);
  const { accountId } = rule.bus;
  if (!role || role.accountId !== accountId || !trusts(role, 'events.amazonaws.com'))
    return { code: 'FAILED_TO_ASSUME_ROLE', message: `${roleArn} cannot be assumed by events.amazonaws.com.` };
  const resource = busResource(world, target.Arn);
  const need = { action: 'events:PutEvents', resource, keys: eventKeys(arrival.event) };
  const denial = world.access.denialOf(role, rule.name.slice(0, 64), need);
  return denial && { code: 'NO_PERMISSIONS', message: `${roleArn} may not put this event on ${target.Arn}.` };
}

/** Without a role, the account puts the events on another account's bus. */
function byAccount(world: World, { rule, arrival }: Delivery, bus: EventBus): DeliveryFailure | undefined {
  const { accountId } = rule.bus;
  if (bus.accountId === accountId) return undefined;
  const arn = `arn:aws:iam::${accountId}:root`;
  const keys = {
    ...eventKeys(arrival.event),
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalArn': arn,
    ...organizationKeys(world, 'aws:Principal', accountId),
  };
  const access = { action: 'events:PutEvents', resource: bus.arn, context: keys };
  if (policyAllows(bus.policy ?? '', { ...access, requester: { type: 'AWS', accountId, arn } })) return undefined;
  return { code: 'NO_PERMISSIONS', message: `${bus.arn} does not allow events:PutEvents to ${accountId}.` };
}

function sendToDeadLetterQueue(world: World, delivery: Delivery, failure: DeliveryFailure): boolean {
  const { rule, target, arrival } = delivery;
  const queue = target.DeadLetterConfig?.Arn;
  if (queue === undefined) return false;
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    RETRY_ATTEMPTS: '0',
  };
  const refused = world.sqs.receiveFromService(queue, {
    body: JSON.stringify(arrival.event),
    service: 'events.amazonaws.com',
    sourceArn: rule.arn,
    sourceAccount: rule.bus.accountId,
    attributes,
  });
  return refused === undefined;
}
