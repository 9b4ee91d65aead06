import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnResolverQueryLoggingConfig,
  CfnResolverQueryLoggingConfigAssociation,
} from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { logBucketAccount, type LandingZone } from '../../lib/landing-zone';
import { logBucket } from './log-bucket';
import { hubArns } from './names';

/** The log bucket, where it is the hub account's, and the query log config. */
export class Logs extends Construct {
  readonly bucketArn: string;
  readonly queryLogConfigId: string;
  readonly queryLogConfigArn: string;

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { hub, logs } = landingZone;
    this.bucketArn = hubArns(landingZone).logBucket;
    const policy = logBucketAccount(landingZone) === hub.accountId ? logBucket(this, landingZone) : undefined;
    if (logs.queryLogConfig) {
      this.queryLogConfigId = logs.queryLogConfig.existing;
      this.queryLogConfigArn = `arn:aws:route53resolver:${hub.region}:${hub.accountId}:resolver-query-log-config/${this.queryLogConfigId}`;
      return;
    }
    const config = new CfnResolverQueryLoggingConfig(this, 'QueryLogConfig', {
      name: 'wheelwright',
      destinationArn: this.bucketArn,
    });
    if (policy) config.addResourceDependency(policy);
    config.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.queryLogConfigId = config.attrId;
    this.queryLogConfigArn = config.attrArn;
  }

  /**
   * Logs the DNS queries of the hub VPC. Those of spokes that use the inbound resolver are among them: Resolver logs them
   * under the hub VPC. Where both VPC and config existed before, their owner associates them.
   */
  logQueriesOf(resourceId: string, { hub, logs }: LandingZone): void {
    if (!logs.query || ('existing' in hub.vpc && logs.queryLogConfig)) return;
    new CfnResolverQueryLoggingConfigAssociation(this, 'HubQueries', {
      resolverQueryLogConfigId: this.queryLogConfigId,
      resourceId,
    });
  }
}
