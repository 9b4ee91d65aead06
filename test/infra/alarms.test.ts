import { Match, Template } from 'aws-cdk-lib/assertions';
import { compilePattern } from '../twin/eventbridge/pattern';
import { landingZone, propertiesOf, stacksOf, templates, type Resources } from './deployed';
import { FUNCTIONS, WORKERS } from '../../lib/names';

const { automation } = templates;
const alarms = propertiesOf(automation, 'AWS::CloudWatch::Alarm');
const topic = { Ref: Object.keys(automation.findResources('AWS::SNS::Topic'))[0] };
const BUCKET_POLICY = 'wheelwright-log-bucket-policy';

test('every queue of dead letters, function, worker and sweep has its alarms', () => {
  expect(alarms.map(({ AlarmName }) => String(AlarmName).replace('wheelwright-', '')).sort()).toEqual(
    [
      ...[
        'intake-dead-not-empty',
        'undelivered-not-empty',
        'sweep-dead-not-empty',
        ...WORKERS.map((each) => `${each}-dead-fifo-not-empty`),
      ],
      ...FUNCTIONS.flatMap((each) => [`${each}-errors`, `${each}-throttles`]),
      ...WORKERS.flatMap((each) => [`${each}-age`, `${each}-faults`, `${each}-refused`]),
      ...['join-quarantined', 'join-unreadable', 'sweep-held-back', 'sweep-not-run', 'log-bucket-policy'],
    ].sort(),
  );
});

test('[B18, FC14] the alarm for a missing full sweep reads a metric of full sweeps', () => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === 'wheelwright-sweep-not-run');
  expect(alarm).toMatchObject({ MetricName: 'Swept', TreatMissingData: 'breaching' });
});

test('every alarm publishes to the topic', () => {
  for (const { AlarmName, AlarmActions } of alarms)
    expect({ AlarmName, AlarmActions }).toMatchObject({ AlarmActions: [topic] });
});

test('only our alarms and the rule of the bucket policy publish to the topic, over TLS', () => {
  const publishing = (Service: string, SourceArn: string) =>
    Match.objectLike({
      Effect: 'Allow',
      Principal: { Service },
      Action: 'sns:Publish',
      Condition: { ArnLike: { 'aws:SourceArn': SourceArn } },
    });
  automation.hasResourceProperties('AWS::SNS::TopicPolicy', {
    Topics: [topic],
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        publishing('cloudwatch.amazonaws.com', 'arn:aws:cloudwatch:ap-southeast-3:100000000002:alarm:wheelwright-*'),
        publishing('events.amazonaws.com', `arn:aws:events:ap-southeast-3:100000000002:rule/${BUCKET_POLICY}`),
      ],
    },
  });
});

test("a change of the log bucket's policy is published to the topic, and raises an alarm", () => {
  const rule = propertiesOf(automation, 'AWS::Events::Rule').find(({ Name }) => Name === BUCKET_POLICY);
  expect(rule).toMatchObject({ Targets: [{ Id: 'alarms', Arn: topic }] });
  expect(rule).not.toHaveProperty('EventBusName');
  const matches = compilePattern(JSON.stringify(rule?.['EventPattern']));
  const call = (eventName: string, bucketName: string) => ({
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { eventSource: 's3.amazonaws.com', eventName, requestParameters: { bucketName } },
  });
  const bucket = 'wheelwright-logs-100000000002-ap-southeast-3';
  expect(['PutBucketPolicy', 'DeleteBucketPolicy'].map((name) => matches(call(name, bucket)))).toEqual([true, true]);
  expect(matches(call('GetBucketPolicy', bucket))).toBe(false);
  expect(matches(call('PutBucketPolicy', `${bucket}-2`))).toBe(false);
  automation.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: BUCKET_POLICY,
    Namespace: 'AWS/Events',
    MetricName: 'TriggeredRules',
    Dimensions: [{ Name: 'RuleName', Value: BUCKET_POLICY }],
  });
});

test('an existing log bucket has no rule and no alarm for its policy: its owner watches it', () => {
  const logs = { ...landingZone.logs, bucket: { existing: 'logs-of-ours' } };
  const template = Template.fromStack(stacksOf({ ...landingZone, logs }).automation);
  expect(JSON.stringify(template.toJSON())).not.toContain(BUCKET_POLICY);
});

test('every address under notify is subscribed by e-mail', () => {
  expect(propertiesOf(automation, 'AWS::SNS::Subscription')).toEqual([]);
  const notify = ['platform@piksel.example', 'night@piksel.example'];
  const template = Template.fromStack(stacksOf({ ...landingZone, notify }).automation);
  const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription') as Resources);
  expect(subscriptions.map(({ Properties }) => [Properties['Protocol'], Properties['Endpoint']]).sort()).toEqual(
    notify.map((address) => ['email', address]).sort(),
  );
});
