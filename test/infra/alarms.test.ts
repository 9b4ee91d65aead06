import { readFileSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { compilePattern } from '../twin/eventbridge/pattern';
import { landingZone, propertiesOf, stacksOf, templates, type Resources } from './deployed';
import { FUNCTIONS, WORKERS } from '../../lib/names';

const { automation } = templates;
const alarms = propertiesOf(automation, 'AWS::CloudWatch::Alarm');
const topic = { Ref: Object.keys(automation.findResources('AWS::SNS::Topic'))[0] };
const notifying = Template.fromStack(
  stacksOf({ ...landingZone, notify: [{ to: 'email', address: 'a@piksel.example', on: ['refused'] }] }).automation,
);
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
      ...FUNCTIONS.filter((each) => each !== 'notify').flatMap((each) => [`${each}-errors`, `${each}-throttles`]),
      ...WORKERS.flatMap((each) => [`${each}-age`, `${each}-faults`, `${each}-refused`]),
      ...['join-quarantined', 'join-unreadable', 'sweep-held-back', 'sweep-not-run', 'log-bucket-policy'],
    ].sort(),
  );
});

test('[B18] [FC14] the alarm for a missing full sweep reads a metric of full sweeps', () => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === 'wheelwright-sweep-not-run');
  expect(alarm).toMatchObject({ MetricName: 'Swept', TreatMissingData: 'breaching' });
});

/** As GitHub makes the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

test('every alarm links a section of the runbook that exists', () => {
  const headings = readFileSync('docs/operations.md', 'utf8').matchAll(/^#+ (.+)$/gm);
  const anchors = [...headings].map(([, heading = '']) => anchorOf(heading));
  const linked = [...alarms, ...propertiesOf(notifying, 'AWS::CloudWatch::Alarm')].map(({ AlarmDescription }) => {
    const [, anchor] = / Runbook: docs\/operations\.md#(\S+)$/.exec(String(AlarmDescription)) ?? [];
    return anchor ?? `none in: ${String(AlarmDescription)}`;
  });
  expect(linked.length).toBeGreaterThan(30);
  expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});

test('where somebody gets notices there is an alarm for those that were not sent, and for contacts that are unknown', () => {
  const names = propertiesOf(notifying, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
  const more = names.filter((name) => alarms.every(({ AlarmName }) => AlarmName !== name));
  expect(more.sort()).toEqual([
    'wheelwright-notify-dead-not-empty',
    'wheelwright-notify-errors',
    'wheelwright-notify-throttles',
    'wheelwright-notify-unknown-contact',
  ]);
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
