import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { logBucketAccount, logBucketName, logKeyArn, type LandingZone } from '../../lib/landing-zone';
import { HISTORY_PREFIX } from '../../lib/names';
import { acknowledge } from './acknowledge';
import { hubArns } from './names';
import { policyDocument, type Statement } from './policy';

/** Log delivery and CloudTrail put objects with this ACL, or with none: AWS does not document which, where ACLs are disabled. */
const OWNED = { StringEqualsIfExists: { 's3:x-amz-acl': 'bucket-owner-full-control' } };

const delivery = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } } as const;

/** What the bucket encrypts with. A bucket key makes one call of KMS for many objects. */
function encryption(landingZone: LandingZone): CfnBucket.ServerSideEncryptionRuleProperty {
  const kmsMasterKeyId = logKeyArn(landingZone);
  return kmsMasterKeyId === undefined
    ? { serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
    : { serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId }, bucketKeyEnabled: true };
}

const objectLock = ({ logs }: LandingZone) =>
  logs.objectLock === 'off'
    ? {}
    : {
        objectLockEnabled: true,
        objectLockConfiguration: {
          objectLockEnabled: 'Enabled',
          rule: { defaultRetention: { mode: logs.objectLock.mode.toUpperCase(), days: logs.objectLock.days } },
        },
      };

/** The bucket for flow logs and query logs of every spoke and for the organization's trail. Returns its policy. */
export function logBucket(scope: Construct, landingZone: LandingZone): CfnBucketPolicy {
  const { days, coldAfterDays } = landingZone.logs.retention;
  const bucket = new CfnBucket(scope, 'Bucket', {
    bucketName: logBucketName(landingZone),
    bucketEncryption: { serverSideEncryptionConfiguration: [encryption(landingZone)] },
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
          transitions: [{ storageClass: 'GLACIER_IR', transitionInDays: coldAfterDays }],
          expirationInDays: days,
          noncurrentVersionExpiration: { noncurrentDays: 90 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    ...objectLock(landingZone),
  });
  bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  acknowledge(bucket, 'S1', 'It is the log bucket: access logs of its own would need a second bucket.');
  const policy = new CfnBucketPolicy(scope, 'BucketPolicy', {
    bucket: logBucketName(landingZone),
    policyDocument: policyDocument(...bucketStatements(landingZone)),
  });
  policy.addResourceDependency(bucket);
  policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return policy;
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
export function bucketStatements(landingZone: LandingZone): readonly Statement[] {
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
    ...(logBucketAccount(landingZone) === landingZone.hub.accountId ? [] : [historyStatement(landingZone)]),
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

/** The function that writes the history. It is named by a condition: S3 refuses a principal that does not exist yet. */
const theHistory = (landingZone: LandingZone) => ({
  Effect: 'Allow' as const,
  Principal: { AWS: `arn:aws:iam::${landingZone.hub.accountId}:root` },
  Condition: { ArnEquals: { 'aws:PrincipalArn': hubArns(landingZone).role('history') } },
});

/** Lets the hub write the ledger's history to a bucket of another account. */
const historyStatement = (landingZone: LandingZone): Statement => ({
  ...theHistory(landingZone),
  Sid: 'History',
  Action: 's3:PutObject',
  Resource: `${hubArns(landingZone).logBucket}/${HISTORY_PREFIX}/*`,
});

/**
 * What the policy of the key in `logs.encryption` must allow, beside its administration (S3 User Guide and CloudTrail User
 * Guide, key policies for log delivery). The bucket's policy decides whose logs arrive; so deliveries without
 * `aws:SourceOrgID`, which AWS documents for flow logs only, may use the key.
 */
export function keyStatements(landingZone: LandingZone): readonly Statement[] {
  const { organization } = landingZone;
  const { trail } = hubArns(landingZone);
  return [
    {
      ...delivery,
      Sid: 'LogDelivery',
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEqualsIfExists: { 'aws:SourceOrgID': organization.id } },
    },
    ...(organization.trail === 'create'
      ? [
          {
            Sid: 'Trail',
            Effect: 'Allow' as const,
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:SourceArn': trail } },
          },
        ]
      : []),
    { ...theHistory(landingZone), Sid: 'History', Action: 'kms:GenerateDataKey', Resource: '*' },
  ];
}
