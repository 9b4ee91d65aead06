import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmAddresses, logBucketName, type LandingZone } from '../../lib/landing-zone';

/**
 * The topic of all alarms, with an e-mail subscription for each address alone under `notify`. It is not encrypted with a KMS
 * key: CloudWatch cannot use the AWS managed one (re:Post, "CloudWatch alarm with an encrypted SNS topic"), and a key of
 * our own would protect nothing but names of alarms.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;
  /** The rule that matches changes of the log bucket's policy; undefined where the bucket existed before. */
  readonly bucketPolicyRule: string | undefined;

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { hub, logs } = landingZone;
    this.topic = new Topic(this, 'Topic', { topicName: 'wheelwright-alarms', enforceSSL: true });
    for (const address of alarmAddresses(landingZone)) this.topic.addSubscription(new EmailSubscription(address));
    const scopeInArn = `${hub.region}:${hub.accountId}`;
    this.#allowPublish('cloudwatch.amazonaws.com', `arn:aws:cloudwatch:${scopeInArn}:alarm:wheelwright-*`);
    if (logs.bucket) return;
    this.bucketPolicyRule = 'wheelwright-log-bucket-policy';
    this.#allowPublish('events.amazonaws.com', `arn:aws:events:${scopeInArn}:rule/${this.bucketPolicyRule}`);
    new CfnRule(this, 'BucketPolicy', {
      name: this.bucketPolicyRule,
      description:
        'The policy of the log bucket decides whose logs arrive; EC2 rewrites it for a creator of flow logs that may change it',
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['s3.amazonaws.com'],
          eventName: ['PutBucketPolicy', 'DeleteBucketPolicy'],
          requestParameters: { bucketName: [logBucketName(landingZone)] },
        },
      },
      targets: [{ id: 'alarms', arn: this.topic.topicArn }],
    });
  }

  #allowPublish(service: string, sourceArn: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
      }),
    );
  }
}
