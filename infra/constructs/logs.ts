import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnResolverQueryLoggingConfig,
  CfnResolverQueryLoggingConfigAssociation,
} from 'aws-cdk-lib/aws-route53resolver';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { logBucketName, type LandingZone } from '../../lib/landing-zone';
import { acknowledge } from './acknowledge';
import { hubArns } from './names';
import { policyDocument, type Statement } from './policy';

/** How long the log bucket keeps an object, and when it moves the object to a cheaper storage class. */
const KEPT_DAYS = 365;
const COLD_AFTER_DAYS = 90;

/** Log delivery and CloudTrail put objects with this ACL, or with none: AWS does not document which, where ACLs are disabled. */
const OWNED = { StringEqualsIfExists: { 's3:x-amz-acl': 'bucket-owner-full-control' } };

const delivery = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } } as const;

/** The bucket for flow logs and query logs of every spoke and for the organization's trail, and the query log config. */
export class Logs extends Construct {
  readonly bucketArn: string;
  readonly queryLogConfigId: string;
  readonly queryLogConfigArn: string;

  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { hub, logs } = landingZone;
    this.bucketArn = hubArns(landingZone).logBucket;
    const policy = logs.bucket ? undefined : this.#bucket(landingZone);
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

  #bucket(landingZone: LandingZone): CfnBucketPolicy {
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: logBucketName(landingZone),
      bucketEncryption: {
        serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      },
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      versioningConfiguration: { status: 'Enabled' },
      lifecycleConfiguration: {
        rules: [
          {
            id: 'age',
            status: 'Enabled',
            transitions: [{ storageClass: 'GLACIER_IR', transitionInDays: COLD_AFTER_DAYS }],
            expirationInDays: KEPT_DAYS,
            noncurrentVersionExpiration: { noncurrentDays: COLD_AFTER_DAYS },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
    });
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    acknowledge(bucket, 'S1', 'It is the log bucket: access logs of its own would need a second bucket.');
    const policy = new CfnBucketPolicy(this, 'BucketPolicy', {
      bucket: logBucketName(landingZone),
      policyDocument: policyDocument(...bucketStatements(landingZone)),
    });
    policy.addResourceDependency(bucket);
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return policy;
  }
}

/**
 * Allows AWS's log delivery to write for every account of the organization (AWS prescriptive guidance, central flow
 * logs). The condition is `aws:SourceOrgID`: the principal is a service, which has no `aws:PrincipalOrgID`.
 *
 * An account writes its flow logs below its own id and nowhere else. A flow log or a query log config may have a prefix
 * before `AWSLogs/`, which is denied: it could be the path of another account. Resolver writes the queries of a VPC below
 * the id of the VPC's account. `aws:SourceAccount` is then this account or the owner of the shared config: AWS does not
 * document which, so any account of the organization may write query logs.
 */
function bucketStatements(landingZone: LandingZone): readonly Statement[] {
  const { organization } = landingZone;
  const { logBucket } = hubArns(landingZone);
  const ofTheOrganization = { 'aws:SourceOrgID': organization.id };
  return [
    {
      ...delivery,
      Sid: 'AWSLogDeliveryWrite',
      Action: 's3:PutObject',
      Resource: `${logBucket}/AWSLogs/\${aws:SourceAccount}/vpcflowlogs/*`,
      Condition: { ...OWNED, StringEquals: ofTheOrganization },
    },
    {
      ...delivery,
      Sid: 'DenyPrefixes',
      Effect: 'Deny',
      Action: 's3:PutObject',
      Resource: `${logBucket}/?*/AWSLogs/*`,
    },
    {
      ...delivery,
      Sid: 'AWSLogDeliveryCheck',
      Action: 's3:GetBucketAcl',
      Resource: logBucket,
      Condition: { StringEquals: ofTheOrganization },
    },
    ...queryLogStatements(landingZone),
    ...(organization.trail === 'create' ? trailStatements(landingZone) : []),
    {
      Sid: 'DenyUnencryptedTraffic',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [logBucket, `${logBucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ];
}

/**
 * Allows Resolver's deliveries to write below the account of each VPC. AWS documents `aws:SourceOrgID` for flow logs, not for query
 * logs: without it, the hub account and those of `logs.accounts` are allowed.
 */
function queryLogStatements(landingZone: LandingZone): readonly Statement[] {
  const { hub, logs, organization } = landingZone;
  const { logBucket } = hubArns(landingZone);
  const ofTheOrganization = { 'aws:SourceOrgID': organization.id };
  const ofListedAccounts = {
    Null: { 'aws:SourceOrgID': 'true' },
    StringEquals: { 'aws:SourceAccount': [...new Set([hub.accountId, ...logs.accounts])] },
  };
  const queryLogs = `${logBucket}/AWSLogs/${'?'.repeat(12)}/vpcdnsquerylogs/*`;
  return [
    {
      ...delivery,
      Sid: 'QueryLogDeliveryWrite',
      Action: 's3:PutObject',
      Resource: queryLogs,
      Condition: { ...OWNED, StringEquals: ofTheOrganization },
    },
    {
      ...delivery,
      Sid: 'QueryLogDeliveryWriteByAccount',
      Action: 's3:PutObject',
      Resource: queryLogs,
      Condition: { ...OWNED, ...ofListedAccounts },
    },
    {
      ...delivery,
      Sid: 'QueryLogDeliveryCheckByAccount',
      Action: 's3:GetBucketAcl',
      Resource: logBucket,
      Condition: ofListedAccounts,
    },
  ];
}

/** Allows the organization's trail to write. */
function trailStatements(landingZone: LandingZone): readonly Statement[] {
  const { organization } = landingZone;
  const { logBucket, trail } = hubArns(landingZone);
  const cloudTrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } } as const;
  const ofTheTrail = { 'aws:SourceArn': trail };
  return [
    {
      ...cloudTrail,
      Sid: 'TrailCheck',
      Action: 's3:GetBucketAcl',
      Resource: logBucket,
      Condition: { StringEquals: ofTheTrail },
    },
    {
      ...cloudTrail,
      Sid: 'TrailWrite',
      Action: 's3:PutObject',
      // An organization trail writes below the management account's id and below the organization's.
      Resource: [organization.managementAccountId, organization.id].map((owner) => `${logBucket}/AWSLogs/${owner}/*`),
      Condition: { ...OWNED, StringEquals: ofTheTrail },
    },
  ];
}
