import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { logBucketName, type LandingZone } from '../../lib/landing-zone';

/**
 * Where alarms go, and whoever the config says is written to. Without a key: CloudWatch cannot use AWS's own
 * (re:Post, "CloudWatch alarm with an encrypted SNS topic"), one of ours would hide no more than names of alarms.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;
  /** The rule that hears of changes to the log bucket's policy; none where the bucket was brought along. */
  readonly bucketPolicyRule: string | undefined;

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { hub, logs, notify } = landingZone;
    this.topic = new Topic(this, 'Topic', { topicName: 'wheelwright-alarms', enforceSSL: true });
    for (const address of notify) this.topic.addSubscription(new EmailSubscription(address));
    const here = `${hub.region}:${hub.accountId}`;
    this.#publishing('cloudwatch.amazonaws.com', `arn:aws:cloudwatch:${here}:alarm:wheelwright-*`);
    if (logs.bucket) return;
    this.bucketPolicyRule = 'wheelwright-log-bucket-policy';
    this.#publishing('events.amazonaws.com', `arn:aws:events:${here}:rule/${this.bucketPolicyRule}`);
    new CfnRule(this, 'BucketPolicy', {
      name: this.bucketPolicyRule,
      description:
        'Whose logs arrive stands in the policy of the log bucket, and AWS rewrites it for who may change it',
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

  #publishing(service: string, sourceArn: string): void {
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
