import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  CreateEventBusCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';

const error = (name: string) => expect.objectContaining({ name }) as Error;
const PATTERN = '{"source":["test"]}';
const QUEUE = `arn:aws:sqs:eu-west-1:${HUB}:work`;
const ROLE = `arn:aws:iam::${HUB}:role/forwarder`;

let world: World;
let events: EventBridgeClient;
beforeEach(async () => {
  world = await worldWithOrganization();
  events = new EventBridgeClient(as(world, HUB));
});
const putRule = (input: object = {}) => events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN, ...input }));
const putTargets = (...Targets: Target[]) => events.send(new PutTargetsCommand({ Rule: 'r', Targets }));

describe('a rule', () => {
  it('is described and listed as it was put, and replaced as a whole, its targets kept', async () => {
    await events.send(new CreateEventBusCommand({ Name: 'inbound' }));
    const tagged = { Description: 'first', Tags: [{ Key: 'a', Value: '1' }] };
    const { RuleArn } = await putRule(tagged);
    expect(RuleArn).toBe(`arn:aws:events:eu-west-1:${HUB}:rule/r`);
    const custom = await putRule({ EventBusName: 'inbound' });
    expect(custom.RuleArn).toBe(`arn:aws:events:eu-west-1:${HUB}:rule/inbound/r`);
    await putTargets({ Id: '1', Arn: QUEUE });
    await putRule({ State: 'DISABLED' });
    const rule = await events.send(new DescribeRuleCommand({ Name: 'r' }));
    expect(rule).toMatchObject({ State: 'DISABLED', EventPattern: PATTERN, EventBusName: 'default', CreatedBy: HUB });
    expect(rule.Description).toBeUndefined();
    await expect(events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).resolves.toMatchObject({
      Targets: [{ Id: '1', Arn: QUEUE }],
    });
    await expect(events.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }))).resolves.toMatchObject({
      Tags: [{ Key: 'a', Value: '1' }],
    });
    const { Rules } = await events.send(new ListRulesCommand({ NamePrefix: 'r', EventBusName: 'inbound' }));
    expect(Rules).toMatchObject([{ Name: 'r', State: 'ENABLED' }]);
    const named = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: QUEUE }));
    expect(named.RuleNames).toEqual(['r']);
  });

  it('is disabled and enabled', async () => {
    await putRule();
    const state = async () => (await events.send(new DescribeRuleCommand({ Name: 'r' }))).State;
    await events.send(new DisableRuleCommand({ Name: 'r' }));
    await expect(state()).resolves.toBe('DISABLED');
    await events.send(new EnableRuleCommand({ Name: 'r' }));
    await expect(state()).resolves.toBe('ENABLED');
    await expect(events.send(new EnableRuleCommand({ Name: 'x' }))).rejects.toEqual(error('ResourceNotFoundException'));
  });

  it('is deleted only without targets, and deleting an unknown one succeeds', async () => {
    await putRule();
    await putTargets({ Id: '1', Arn: QUEUE });
    const remove = () => events.send(new DeleteRuleCommand({ Name: 'r' }));
    await expect(remove()).rejects.toEqual(error('ValidationException'));
    await events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['1'] }));
    await remove();
    await remove();
    await expect(putTargets({ Id: '1', Arn: QUEUE })).rejects.toEqual(error('ResourceNotFoundException'));
  });

  it.each([
    ['neither pattern nor schedule', { EventPattern: undefined }, 'ValidationException'],
    ['a pattern that is none', { EventPattern: '{"source":"a"}' }, 'InvalidEventPatternException'],
    ['a bus that does not exist', { EventBusName: 'nothing' }, 'ResourceNotFoundException'],
    ['a malformed name', { Name: 'a b' }, 'ValidationException'],
    ['rate(1 minutes)', { ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException'],
    ['rate(2 minute)', { ScheduleExpression: 'rate(2 minute)' }, 'ValidationException'],
    ['rate(0 minutes)', { ScheduleExpression: 'rate(0 minutes)' }, 'ValidationException'],
    ['a cron expression, which the twin lacks', { ScheduleExpression: 'cron(0 12 * * ? *)' }, 'ValidationException'],
  ])('is refused with %s', async (_what, input, code) => {
    await expect(putRule(input)).rejects.toEqual(error(code));
  });

  it('has a schedule on the default bus only', async () => {
    await events.send(new CreateEventBusCommand({ Name: 'inbound' }));
    const schedule = { EventBusName: 'inbound', EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' };
    await expect(putRule(schedule)).rejects.toEqual(error('ValidationException'));
  });

  it('can be tested: TestEventPattern returns whether a pattern matches', async () => {
    const ask = (Event: string) => events.send(new TestEventPatternCommand({ EventPattern: PATTERN, Event }));
    await expect(ask('{"source":"test"}')).resolves.toMatchObject({ Result: true });
    await expect(ask('{"source":"other"}')).resolves.toMatchObject({ Result: false });
  });
});

describe('targets', () => {
  beforeEach(async () => {
    await putRule();
  });

  it('are five at most', async () => {
    const targets = ['1', '2', '3', '4', '5'].map((Id) => ({ Id, Arn: QUEUE }));
    await putTargets(...targets);
    await putTargets({ Id: '5', Arn: `${QUEUE}2` });
    await expect(putTargets({ Id: '6', Arn: QUEUE })).rejects.toEqual(error('LimitExceededException'));
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
    expect(Targets?.map(({ Arn }) => Arn)).toEqual([QUEUE, QUEUE, QUEUE, QUEUE, `${QUEUE}2`]);
  });

  const refused: [string, Partial<Target>][] = [
    ['no ARN', { Arn: 'work' }],
    ['a kind of target that the twin lacks', { Arn: `arn:aws:kinesis:eu-west-1:${HUB}:stream/s` }],
    ['a queue of another region', { Arn: `arn:aws:sqs:us-east-1:${HUB}:work` }],
    ['a FIFO queue without a group', { Arn: `${QUEUE}.fifo` }],
    ['a path in brackets that are open', { SqsParameters: { MessageGroupId: '$.a[' } }],
    ['a bus of another account without a role', { Arn: `arn:aws:events:eu-west-1:${DEV}:event-bus/b` }],
    ['its own bus', { Arn: `arn:aws:events:eu-west-1:${HUB}:event-bus/default`, RoleArn: ROLE }],
    ['a FIFO dead-letter queue', { DeadLetterConfig: { Arn: `${QUEUE}.fifo` } }],
    ['a dead-letter queue of another region', { DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:${HUB}:dead` } }],
    ['186 attempts', { RetryPolicy: { MaximumRetryAttempts: 186 } }],
    ['an age under a minute', { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
    ['an input that is no JSON', { Input: '{' }],
    ['input and input path', { Input: '{}', InputPath: '$' }],
    ['an input transformer, which the twin lacks', { InputTransformer: { InputTemplate: '"x"' } }],
  ];
  it.each(refused)('are refused with %s', async (_what, target) => {
    await expect(putTargets({ Id: '1', Arn: QUEUE, ...target })).rejects.toEqual(error('ValidationException'));
  });
});
