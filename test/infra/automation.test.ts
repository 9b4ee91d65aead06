import { Match } from 'aws-cdk-lib/assertions';
import { families, rulePattern } from '../../events';
import { hubOf, namingOf, parseHubs } from '../../lib/landing-zone';
import { fingerprintOf } from '../../lib/dispatch/fingerprint';
import { VERSION } from '../../lib/names';
import { landingZone, propertiesOf, stacksOf, templates } from './deployed';

const { automation } = templates;
const FOURTEEN_DAYS = 14 * 24 * 3600;
const parts = {
  managementAccountId: landingZone.organization.managementAccountId,
  hubAccountId: landingZone.hub.accountId,
  naming: namingOf(landingZone),
};
const rules = propertiesOf(automation, 'AWS::Events::Rule');
const onInbound = rules.filter((rule) => rule['EventBusName'] !== undefined);
const ofSweep = onInbound.filter(({ Name }) => Name === 'wheelwright-sweep-members');
const ofFamilies = onInbound.filter((rule) => !ofSweep.includes(rule));
const queues = propertiesOf(automation, 'AWS::SQS::Queue');

describe('the inbound bus', () => {
  test('has one rule per event family, and one of the sweep', () => {
    expect(ofSweep).toHaveLength(1);
    expect(ofFamilies.map(({ Name }) => Name).sort()).toEqual(families.map(({ name }) => `wheelwright-${name}`));
  });

  test.each(families.map((family) => [family.name, family] as const))('matches %s by its pattern', (name, family) => {
    const rule = onInbound.find(({ Name }) => Name === `wheelwright-${name}`);
    expect(rule?.['EventPattern']).toEqual(rulePattern(family, parts));
  });

  test('sends every event to the intake queue, and undeliverable events to the undelivered queue', () => {
    for (const { Targets } of ofFamilies)
      expect(Targets).toEqual([
        {
          Id: 'intake',
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesIntake(?!Dead)/), 'Arn'] },
          DeadLetterConfig: { Arn: 'arn:aws:sqs:ap-southeast-3:100000000002:wheelwright-undelivered' },
        },
      ]);
  });

  test("accepts only AWS's events, and only from forwarder roles of our organization", () => {
    automation.hasResourceProperties('AWS::Events::EventBus', {
      Name: 'wheelwright-inbound',
      Policy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'events:PutEvents',
            Resource: 'arn:aws:events:ap-southeast-3:100000000002:event-bus/wheelwright-inbound',
            Condition: {
              StringEquals: { 'aws:PrincipalOrgID': 'o-pikselorg1' },
              StringEqualsIfExists: {
                'events:source': [
                  'aws.account',
                  'aws.controltower',
                  'aws.ec2',
                  'aws.eks',
                  'aws.organizations',
                  'aws.ram',
                  'aws.route53',
                  'aws.route53resolver',
                  'aws.tag',
                ],
              },
              ArnLikeIfExists: {
                'aws:PrincipalArn': [
                  'arn:aws:iam::*:role/wheelwright-forwarder',
                  'arn:aws:iam::100000000002:role/wheelwright-hub-forwarder',
                ],
              },
            },
          },
        ],
      },
    });
  });

  test('is archived, and the outbound bus is not', () => {
    automation.resourceCountIs('AWS::Events::Archive', 1);
    automation.hasResourceProperties('AWS::Events::Archive', { ArchiveName: 'wheelwright-inbound' });
  });
});

test('only the workers put events on the outbound bus', () => {
  automation.hasResourceProperties('AWS::Events::EventBus', {
    Name: 'wheelwright-outbound',
    Policy: {
      Statement: [
        Match.objectLike({
          Effect: 'Deny',
          Principal: '*',
          Condition: {
            ArnNotEquals: {
              'aws:PrincipalArn': [
                'arn:aws:iam::100000000002:role/wheelwright-enroll',
                'arn:aws:iam::100000000002:role/wheelwright-join',
                'arn:aws:iam::100000000002:role/wheelwright-grant-pull',
              ],
            },
          },
        }),
      ],
    },
  });
});

describe('queues', () => {
  test('keep messages for fourteen days', () => {
    for (const queue of queues) expect(queue).toMatchObject({ MessageRetentionPeriod: FOURTEEN_DAYS });
  });

  test.each(['enroll', 'join', 'grant-pull'])('%s has a FIFO queue with a FIFO dead-letter queue', (worker) => {
    automation.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: `wheelwright-${worker}.fifo`,
      FifoQueue: true,
      VisibilityTimeout: 1800,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadFifo'), 'Arn'] },
        maxReceiveCount: 1000,
      },
    });
    automation.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: `wheelwright-${worker}-dead.fifo`,
      FifoQueue: true,
    });
  });

  test('that EventBridge sends to are standard queues: it accepts no FIFO queue for dead letters', () => {
    for (const name of ['intake', 'undelivered', 'intake-dead', 'sweep', 'sweep-dead'])
      expect(queues.find(({ QueueName }) => QueueName === `wheelwright-${name}`)).not.toHaveProperty('FifoQueue');
  });

  test.each(['Intake', 'Undelivered'])('%s accepts messages from our rules on the inbound bus only', (name) => {
    automation.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp(`^Queues${name}(?!Dead)`) }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Condition: {
              ArnLike: {
                'aws:SourceArn': 'arn:aws:events:ap-southeast-3:100000000002:rule/wheelwright-inbound/wheelwright-*',
              },
            },
          }),
        ]),
      },
    });
  });
});

describe('functions', () => {
  const functions = propertiesOf(automation, 'AWS::Lambda::Function');

  test('run on Node 24 on arm64, each with a role of its own', () => {
    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual([
      'wheelwright-enroll',
      'wheelwright-grant-pull',
      'wheelwright-history',
      'wheelwright-join',
      'wheelwright-route',
      'wheelwright-sweep',
    ]);
    for (const each of functions) expect(each).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(new Set(functions.map(({ Role }) => JSON.stringify(Role))).size).toBe(functions.length);
  });

  test('report the failed messages of a batch', () => {
    automation.resourceCountIs('AWS::Lambda::EventSourceMapping', 5);
    automation.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('[FC15] run a limited number of invocations at a time', () => {
    const limits = propertiesOf(automation, 'AWS::Lambda::EventSourceMapping').map((each) => each['ScalingConfig']);
    expect(limits).toEqual([5, 3, 10, 2, 2].map((MaximumConcurrency) => ({ MaximumConcurrency })));
  });

  test('get the hub outputs in an environment variable that they can parse and that is short enough', () => {
    const variables = functions.map((each) => each['Environment'] as { Variables: { WHEELWRIGHT_HUB: Joined } });
    for (const { Variables } of variables) {
      const json = resolved(Variables.WHEELWRIGHT_HUB);
      expect(hubOf(parseHubs(json), 'ap-southeast-3')).toMatchObject({
        zoneIds: { 'piksel.internal': expect.stringMatching(/^Z/) as unknown },
        resolverIps: ['10.0.0.10', '10.0.16.10'],
      });
      expect(json.length).toBeLessThan(3500);
    }
  });

  test('are not synthesized where the hub outputs exceed the environment variable', () => {
    const zones = Array.from({ length: 90 }, (_, index) => ({ name: `team-${index}.piksel.internal`, segments: [] }));
    expect(() => stacksOf({ ...landingZone, zones: { private: zones, public: [] } })).toThrow(
      /^WHEELWRIGHT_HUB would have \d{4} bytes, at most 3500 are allowed: .* 4 segments and 90 zones.private;/,
    );
  });

  interface Joined {
    readonly 'Fn::Join': readonly [string, readonly (string | { readonly Ref: string })[]];
  }
  /** The variable with parameter values as long as AWS's ids. */
  const resolved = ({ 'Fn::Join': [separator, values] }: Joined): string =>
    values.map((value) => (typeof value === 'string' ? value : idOf(parameterName(value.Ref)))).join(separator);
  const parameterName = (ref: string): string =>
    (automation.findParameters(ref)[ref] as { Default: string }).Default.replace('/wheelwright/hub/', '');
  const idOf = (name: string): string => {
    if (name.startsWith('route-table-ids/')) return 'tgw-rtb-0123456789abcdef0';
    if (name.startsWith('zone-ids/')) return 'Z0123456789ABCDEFGHIJ';
    return {
      'transit-gateway-id': 'tgw-0123456789abcdef0',
      'resolver-ips': '10.0.0.10,10.0.16.10',
      'prefix-list-id': 'pl-0123456789abcdef0',
      'query-log-config-id': 'rqlc-0123456789abcdef0',
      'resource-share-arn': `arn:aws:ram:ap-southeast-3:100000000002:resource-share/${'0'.repeat(36)}`,
    }[name] as string;
  };
});

test('[B16] an event about a member of the organization that names no account invokes the sweep', () => {
  expect(ofSweep[0]).toMatchObject({
    EventPattern: { account: ['100000000001'], source: ['aws.organizations'] },
    Targets: [{ Input: '{"sweep":"all"}' }],
  });
});

test('the sweep has its two schedules, and the history is exported once a day', () => {
  const scheduled = rules.filter((rule) => rule['ScheduleExpression'] !== undefined);
  expect(scheduled.map(({ Name, ScheduleExpression, Targets }) => [Name, ScheduleExpression, Targets])).toEqual([
    ['wheelwright-sweep-all', 'rate(6 hours)', [expect.objectContaining({ Input: '{"sweep":"all"}' })]],
    ['wheelwright-sweep-waiting', 'rate(5 minutes)', [expect.objectContaining({ Input: '{"sweep":"waiting"}' })]],
    ['wheelwright-history-daily', 'rate(1 day)', [expect.objectContaining({ Input: '{}' })]],
  ]);
});

test('publishes its version and the fingerprint of its config', () => {
  const published = propertiesOf(automation, 'AWS::SSM::Parameter').map(({ Name, Value }) => [Name, Value]);
  expect(published.sort()).toEqual([
    ['/wheelwright/hub/deployed/config', fingerprintOf(landingZone)],
    ['/wheelwright/hub/deployed/version', VERSION],
  ]);
});
