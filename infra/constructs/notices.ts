import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { noticeAddresses, noticeTopicName, type LandingZone } from '../../lib/landing-zone';
import { BUSES, NOTICES_TABLE, QUEUES } from '../../lib/names';
import { TABLE_PROPERTIES } from './ledger';
import { hubArns } from './names';

/** A notice has ten seconds to be taken; all recipients of an event are told at the same time. */
export const NOTIFY_TIMEOUT = Duration.minutes(1);
/** Six times the function's timeout (Lambda Developer Guide, "Using Lambda with Amazon SQS"): also the time between two attempts. */
const VISIBILITY = Duration.seconds(6 * NOTIFY_TIMEOUT.toSeconds());
/** An hour of attempts. */
const RECEIVES = 10;
const RULE = 'wheelwright-notify';

/**
 * What sends notices, beside its function: the rule on the outbound bus, its queue with a dead-letter queue of its own, the table of
 * who was told of what, and a topic for each e-mail address. The events go through a queue, because Lambda itself tries an
 * asynchronous event three times within minutes only, and then cannot take it back.
 */
export class Notices extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { outbound } = hubArns(landingZone);
    const queue = (name: string, more: object = {}): Queue =>
      new Queue(this, name, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...more });
    const kept = { retentionPeriod: Duration.days(14) };
    this.deadLetters = queue('NotifyDead', { queueName: QUEUES.notifyDeadLetters, ...kept });
    this.queue = queue('NotifyQueue', {
      queueName: QUEUES.notify,
      ...kept,
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES },
    });
    for (const each of [this.queue, this.deadLetters])
      each.addToResourcePolicy(allowSend(each, `${outbound.replace(':event-bus/', ':rule/')}/${RULE}`));
    new CfnRule(this, 'Rule', {
      name: RULE,
      eventBusName: BUSES.outbound,
      eventPattern: { source: ['wheelwright'] },
      targets: [{ id: 'notify', arn: this.queue.queueArn, deadLetterConfig: { arn: this.deadLetters.queueArn } }],
    });
    const table = new CfnTable(this, 'Table', {
      ...TABLE_PROPERTIES,
      tableName: NOTICES_TABLE,
      timeToLiveSpecification: { attributeName: 'expires', enabled: true },
    });
    table.applyRemovalPolicy(RemovalPolicy.DESTROY);
    for (const address of noticeAddresses(landingZone)) {
      const topicName = noticeTopicName(address);
      const topic = new Topic(this, topicName, { topicName, enforceSSL: true });
      topic.addSubscription(new EmailSubscription(address));
    }
  }
}

const allowSend = (queue: Queue, rule: string): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': rule } },
  });
