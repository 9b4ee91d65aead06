import { DisableRuleCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { as, HUB, worldWithOrganization, REGION } from '../organization-fixture';
import type { World } from '../world';
import { eventsIn, openQueue, put, rule } from './plumbing';

const PATTERN = { source: ['test'] };
const LAMBDA_TRUST = JSON.stringify({
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});
const details = (queueArn: string) => eventsIn(world, queueArn).map((event) => event?.['detail']);
const groups = (queueArn: string) =>
  world.sqs
    .queue(queueArn)
    ?.messages()
    .map(({ groupId }) => groupId);
const attributesOf = (queueArn: string) =>
  Object.fromEntries(
    Object.entries(world.sqs.queue(queueArn)?.messages()[0]?.attributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]),
  );

describe('an event', () => {
  it('reaches the targets of every rule that matches and no other', async () => {
    const a = await openQueue(world, 'a');
    const b = await openQueue(world, 'b');
    await rule(world, { name: 'both', pattern: { detail: { n: [1, 2] } } }, { Arn: a }, { Arn: b });
    await rule(world, { name: 'two', pattern: { detail: { n: [2] } } }, { Arn: b, InputPath: '$.detail' });
    for (const n of [1, 2, 3]) await put(world, { n });
    await world.clock.jump(1000);
    expect(details(a)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(eventsIn(world, b)).toEqual([
      expect.objectContaining({ detail: { n: 1 } }),
      expect.objectContaining({ detail: { n: 2 } }),
      { n: 2 },
    ]);
  });

  it('does not reach a rule that is disabled', async () => {
    const queue = await openQueue(world, 'q');
    await rule(world, { pattern: PATTERN }, { Arn: queue });
    await new EventBridgeClient(as(world, HUB)).send(new DisableRuleCommand({ Name: 'rule' }));
    await put(world, {});
    await world.clock.jump(1000);
    expect(eventsIn(world, queue)).toEqual([]);
  });

  it('carries the message group at a JSONPath, and fails without a group that SQS accepts', async () => {
    const queue = await openQueue(world, 'q.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    const dead = await openQueue(world, 'dead');
    const target = { Arn: queue, SqsParameters: { MessageGroupId: '$.detail.group' }, DeadLetterConfig: { Arn: dead } };
    const ruleArn = await rule(world, { pattern: PATTERN }, target);
    await put(world, { group: 'x' });
    await put(world, {});
    await put(world, { group: 'x'.repeat(129) });
    await world.clock.jump(1000);
    expect(groups(queue)).toEqual(['x']);
    expect(details(dead)).toEqual([{}, { group: 'x'.repeat(129) }]);
    expect(attributesOf(dead)).toMatchObject({
      RULE_ARN: ruleArn,
      TARGET_ARN: queue,
      ERROR_CODE: 'INVALID_PARAMETER',
      RETRY_ATTEMPTS: '0',
    });
  });

  it('goes to the dead-letter queue, or is dropped, when its queue is gone, denies it or cannot deduplicate', async () => {
    const closed = await openQueue(world, 'closed', { Policy: '' });
    const plain = await openQueue(world, 'plain.fifo', { FifoQueue: 'true' });
    const dead = await openQueue(world, 'dead');
    const targets = [
      { Arn: closed },
      { Arn: `arn:aws:sqs:${REGION}:${HUB}:gone`, DeadLetterConfig: { Arn: dead } },
      { Arn: plain, SqsParameters: { MessageGroupId: 'g' } },
      { Arn: `arn:aws:lambda:${REGION}:${HUB}:function:gone` },
    ];
    await rule(world, { pattern: PATTERN }, ...targets);
    await put(world, {});
    await world.clock.jump(1000);
    expect(world.eventbridge.undelivered.map(({ code, deadLettered }) => [code, deadLettered])).toEqual([
      ['NO_PERMISSIONS', false],
      ['NO_RESOURCE', true],
      ['INVALID_PARAMETER', false],
      ['NO_RESOURCE', false],
    ]);
    expect([closed, plain, dead].map((queue) => eventsIn(world, queue).length)).toEqual([0, 0, 1]);
  });

  it('invokes a function only where a permission of the function names the rule', async () => {
    world.iam.putRole({ accountId: HUB, name: 'worker', trust: LAMBDA_TRUST });
    const seen: unknown[] = [];
    const create = () => (event: unknown) => Promise.resolve(seen.push(event));
    const roleArn = `arn:aws:iam::${HUB}:role/worker`;
    const place = { accountId: HUB, region: REGION };
    const { arn } = world.functions.register({ ...place, name: 'worker', roleArn, timeoutSeconds: 3, create });
    const ruleArn = await rule(world, { pattern: PATTERN }, { Arn: arn });
    const permission = { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' };
    world.functions.permit(arn, { ...permission, sourceArn: `${ruleArn}-other` });
    await put(world, {});
    await world.clock.jump(1000);
    expect(world.eventbridge.undelivered.map(({ code }) => code)).toEqual(['NO_PERMISSIONS']);
    world.functions.permit(arn, { ...permission, sourceArn: ruleArn });
    await put(world, { n: 1 });
    await world.clock.jump(1000);
    expect(seen).toMatchObject([{ detail: { n: 1 } }]);
  });

  it('is lost, late or doubled between rule and target by an interceptor, and others are not', async () => {
    const queue = await openQueue(world, 'q');
    await rule(world, { pattern: PATTERN }, { Arn: queue });
    world.eventbridge.interceptors.push(({ event, targetArn, bus }) => {
      expect([targetArn, bus.name]).toEqual([queue, 'default']);
      const { fault } = event.detail;
      if (fault === 'late') return { delayMs: 5000 };
      return fault === 'lose' || fault === 'twice' ? fault : 'deliver';
    });
    for (const fault of ['lose', 'late', 'twice', 'none']) await put(world, { fault });
    await world.clock.jump(1000);
    expect(details(queue)).toEqual([{ fault: 'twice' }, { fault: 'twice' }, { fault: 'none' }]);
    await world.clock.jump(5000);
    expect(details(queue)).toHaveLength(4);
  });

  it('is lost before the bus by an interceptor', async () => {
    const queue = await openQueue(world, 'q');
    await rule(world, { pattern: PATTERN }, { Arn: queue });
    world.eventbridge.busInterceptors.push(({ event }) => (event.detail['n'] === 1 ? 'lose' : 'deliver'));
    await put(world, { n: 1 });
    await put(world, { n: 2 });
    await world.clock.jump(1000);
    expect(details(queue)).toEqual([{ n: 2 }]);
  });

  it('that CloudTrail marks as read-only reaches only rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', async () => {
    const queue = await openQueue(world, 'q');
    const events = new EventBridgeClient(as(world, HUB));
    for (const State of ['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const) {
      await events.send(new PutRuleCommand({ Name: State, EventPattern: '{"source":["aws.sts"]}', State }));
      await events.send(new PutTargetsCommand({ Rule: State, Targets: [{ Id: '1', Arn: queue }] }));
    }
    const draft = { source: 'aws.sts', 'detail-type': 'AWS API Call via CloudTrail', detail: { readOnly: true } };
    world.eventbridge.publish({ accountId: HUB, region: REGION }, draft);
    await world.clock.jump(1000);
    expect(details(queue)).toEqual([{ readOnly: true }]);
  });
});

describe('a schedule', () => {
  it('triggers its rule once a period, unless the rule is disabled or has another schedule by then', async () => {
    const queue = await openQueue(world, 'q');
    const events = new EventBridgeClient(as(world, HUB));
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: 'rate(5 minutes)' }));
    await events.send(new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: '1', Arn: queue }] }));
    await world.clock.jump(11 * 60_000);
    expect(eventsIn(world, queue)).toMatchObject([
      { 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [RuleArn], detail: {} },
      { 'detail-type': 'Scheduled Event' },
    ]);
    await events.send(new DisableRuleCommand({ Name: 'tick' }));
    await world.clock.jump(11 * 60_000);
    expect(eventsIn(world, queue)).toHaveLength(2);
    await events.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: 'rate(1 day)' }));
    await world.clock.jump(11 * 60_000);
    expect(eventsIn(world, queue)).toHaveLength(2);
  });
});
