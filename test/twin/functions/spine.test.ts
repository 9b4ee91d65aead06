import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { isObject } from '../json';
import { World } from '../world';

const ACCOUNT = '100000000002';
const REGION = 'us-east-1';

describe('an event', () => {
  it('goes from a custom bus over a queue to a function, exactly as it was put', async () => {
    const world = new World();
    const config = world.config(world.administrator(ACCOUNT), REGION);
    const events = new EventBridgeClient(config);
    const sqs = new SQSClient(config);
    world.iam.putRole({ accountId: ACCOUNT, name: 'worker', trust: LAMBDA_TRUST, policies: { feed: MAY_RECEIVE } });
    const seen: unknown[] = [];
    world.functions.register({
      name: 'worker',
      accountId: ACCOUNT,
      region: REGION,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/worker`,
      timeoutSeconds: 30,
      create: () => (event) => Promise.resolve(seen.push(event)),
    });
    const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:intake`;
    const Policy = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
      },
    });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'intake', Attributes: { Policy } }));
    world.functions.map({ queueArn, functionName: 'worker' });
    await events.send(new CreateEventBusCommand({ Name: 'inbound' }));
    const rule = { EventBusName: 'inbound', Name: 'all' };
    await events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source":["test"]}' }));
    await events.send(
      new PutTargetsCommand({ Rule: 'all', EventBusName: 'inbound', Targets: [{ Id: 'q', Arn: queueArn }] }),
    );

    const entry = { EventBusName: 'inbound', Source: 'test', DetailType: 'Test', Detail: '{"a":1}' };
    const put = await events.send(new PutEventsCommand({ Entries: [entry, { ...entry, Source: 'other' }] }));
    await world.clock.run({ until: () => seen.length > 0 });

    const [first, ...others] = seen;
    expect(others).toEqual([]);
    const record: unknown = isObject(first) && Array.isArray(first['Records']) ? first['Records'][0] : undefined;
    expect(JSON.parse(isObject(record) ? String(record['body']) : '')).toEqual({
      version: '0',
      id: put.Entries?.[0]?.EventId,
      'detail-type': 'Test',
      source: 'test',
      account: ACCOUNT,
      time: '2026-01-01T00:00:00Z',
      region: REGION,
      resources: [],
      detail: { a: 1 },
    });
    await world.clock.settle();
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });
});

const MAY_RECEIVE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Resource: `arn:aws:sqs:*:${ACCOUNT}:*`,
    },
  ],
});
const LAMBDA_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
