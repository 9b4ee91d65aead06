import { policyAllows } from '../resource-policy';

/** For whom the log delivery service acts. */
export interface LogSource {
  readonly accountId: string;
  readonly region: string;
  /** Absent outside of an organization. */
  readonly organizationId?: string;
  /** As `aws:SourceOrgPaths` has it: `o-…/r-…/ou-…/`. */
  readonly organizationPath?: string;
}

/** What AWS does not document of the delivery of logs. */
export interface DeliveryReading {
  /** Whether an object is put with an ACL where the bucket has ACLs disabled. */
  acl: 'sent' | 'omitted';
  /** Whether Resolver's deliveries have `aws:SourceOrgID` and `aws:SourceOrgPaths`; those of flow logs do. */
  queryLogOrganization: 'sent' | 'omitted';
  /** The `aws:SourceAccount` of query logs: the owner of the VPC, or of a config that another account shares. */
  queryLogAccount: 'of the VPC' | 'of the config';
  /** Whether objects arrive in a bucket with a default retention (Object Lock), where S3 asks for a checksum. */
  lockedBucket: 'written' | 'refused';
}

/** The folder of a kind of log below `AWSLogs/<account>` (VPC User Guide, "Flow log files"; Route 53 Developer Guide, "Query logs"). */
type LogKind = 'vpcflowlogs' | 'vpcdnsquerylogs';

/** Where the logs go in the bucket. */
export interface LogPath {
  /** With its slash, or empty. */
  readonly prefix: string;
  readonly kind: LogKind;
  /** The account in the path, where it is not the one for which the service acts. */
  readonly owner?: string;
}

const SERVICE = 'delivery.logs.amazonaws.com';

/**
 * The caller is an AWS service: it has no aws:PrincipalOrgID, so a policy that requires one admits nothing (AWS docs:
 * centralizing VPC flow logs). The key for a service that acts for an account is aws:SourceOrgID.
 */
const contextOf = ({ accountId, region, organizationId, organizationPath }: LogSource) => ({
  'aws:SourceAccount': accountId,
  'aws:SourceArn': `arn:aws:logs:${region}:${accountId}:delivery-source:logs`,
  'aws:SourceOrgID': organizationId,
  'aws:SourceOrgPaths': organizationPath,
  'aws:SecureTransport': 'true',
  'aws:PrincipalIsAWSService': 'true',
  'aws:PrincipalServiceName': SERVICE,
});

/** Whether a bucket's policy lets the log delivery service write logs of `source` to a path. */
export function allowsDelivery(
  policy: string,
  bucketName: string,
  { prefix, kind, owner }: LogPath,
  source: LogSource,
  acl: DeliveryReading['acl'] = 'sent',
): boolean {
  const bucketArn = `arn:aws:s3:::${bucketName}`;
  const allowed = (action: string, resource: string): boolean =>
    policyAllows(policy, {
      requester: { type: 'Service', name: SERVICE },
      action,
      resource,
      context: {
        ...contextOf(source),
        's3:x-amz-acl': action === 's3:PutObject' && acl === 'sent' ? 'bucket-owner-full-control' : undefined,
      },
    });
  return (
    allowed('s3:GetBucketAcl', bucketArn) &&
    allowed('s3:PutObject', `${bucketArn}/${prefix}AWSLogs/${owner ?? source.accountId}/${kind}/log.gz`)
  );
}

/**
 * Whether a key's policy lets the log delivery service encrypt for `source` (VPC User Guide, "Required key policy for use with
 * SSE-KMS").
 */
export const allowsKey = (policy: string, source: LogSource): boolean =>
  policyAllows(policy, {
    requester: { type: 'Service', name: SERVICE },
    action: 'kms:GenerateDataKey',
    resource: '*',
    context: contextOf(source),
  });
