import type * as s3 from '@aws-sdk/client-s3';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { allowsDelivery, allowsKey, type DeliveryReading, type LogPath, type LogSource } from './delivery';

interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly etag: string;
  readonly lastModified: Date;
}

export interface Bucket {
  readonly name: string;
  readonly ownerId: string;
  readonly region: string;
  readonly createdAt: Date;
  /** JSON, as it was put. */
  policy?: string;
  encryption: s3.ServerSideEncryptionConfiguration;
  publicAccessBlock?: s3.PublicAccessBlockConfiguration;
  lifecycle?: readonly s3.LifecycleRule[];
  versioning?: s3.BucketVersioningStatus;
  /** Absent without Object Lock; without a rule there is no default retention. */
  objectLock?: s3.ObjectLockConfiguration;
  tags: readonly s3.Tag[];
  readonly objects: Map<string, StoredObject>;
}

/** Buckets of all accounts: their names are global. */
export class S3State {
  /** Whether log delivery puts its own statement into the policy of a bucket with the permissions of who asks for it. */
  deliveryExtendsPolicy = false;
  /** The readings of what AWS does not document, for tests of both. */
  readonly delivery: DeliveryReading = {
    acl: 'sent',
    queryLogOrganization: 'sent',
    queryLogAccount: 'of the VPC',
    lockedBucket: 'written',
  };
  readonly buckets = new Map<string, Bucket>();
  /** The policies of KMS keys by their ARNs. The twin has no KMS: a key that is not here lets every principal use it. */
  readonly keyPolicies = new Map<string, string>();

  constructor(private readonly world: World) {}

  bucket(name: string): Bucket | undefined {
    return this.buckets.get(name);
  }

  /** The caller's bucket, from any region. Raises NoSuchBucket and AccessDenied. */
  ownedBucket(name: string | undefined, call: Call): Bucket {
    const bucket = this.buckets.get(name ?? '');
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name }, 404);
    if (bucket.ownerId !== call.accountId) throw new AwsError('AccessDenied', 'Access Denied', {}, 403);
    return bucket;
  }

  /** The caller's bucket in the endpoint's region. Raises PermanentRedirect besides. */
  ownBucket(name: string | undefined, call: Call): Bucket {
    this.ownedBucket(name, call);
    return this.bucketIn(name, call);
  }

  /** A bucket of any account in the endpoint's region, for what its policy may allow others. */
  bucketIn(name: string | undefined, call: Call): Bucket {
    const bucket = this.buckets.get(name ?? '');
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name }, 404);
    if (bucket.region !== call.region)
      throw new AwsError(
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
        { Bucket: bucket.name, Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com` },
        301,
      );
    return bucket;
  }

  /**
   * Whether the bucket's policy lets the log delivery service put logs of the account there, as vended logs need it:
   * `s3:PutObject` below `<prefix>AWSLogs/<account>/` and `s3:GetBucketAcl` (AWS docs: "Logging that requires additional
   * permissions"). `prefix` ends in a slash or is empty; `region` is the region of the logs. Stricter than AWS for the
   * bucket's own account: there AWS adds the statements by itself when the caller may put a bucket policy.
   */
  deliveryAllowed(
    bucketName: string,
    accountId: string,
    {
      prefix = '',
      kind,
      region,
      configOwnerId = accountId,
    }: Partial<LogPath> & Pick<LogPath, 'kind'> & { readonly region?: string; readonly configOwnerId?: string },
  ): boolean {
    const bucket = this.buckets.get(bucketName);
    if (bucket?.policy === undefined) return false;
    const { acl, queryLogOrganization, queryLogAccount } = this.delivery;
    const ofQueries = kind === 'vpcdnsquerylogs';
    const source = ofQueries && queryLogAccount === 'of the config' ? configOwnerId : accountId;
    return allowsDelivery(
      bucket.policy,
      bucket.name,
      { prefix, kind, owner: accountId },
      {
        accountId: source,
        region: region ?? bucket.region,
        ...(ofQueries && queryLogOrganization === 'omitted' ? {} : this.#organizationOf(source)),
      },
      acl,
    );
  }

  /** Whether log delivery's objects arrive in a bucket that lets it write: not where the policy of its key does not allow it. */
  takesDeliveries(bucketName: string, { accountId, region }: Pick<LogSource, 'accountId' | 'region'>): boolean {
    const bucket = this.buckets.get(bucketName);
    if (bucket?.objectLock?.Rule?.DefaultRetention !== undefined && this.delivery.lockedBucket === 'refused')
      return false;
    const policy = this.#keyPolicyOf(bucket);
    return policy === undefined || allowsKey(policy, { accountId, region, ...this.#organizationOf(accountId) });
  }

  #keyPolicyOf(bucket: Bucket | undefined): string | undefined {
    const [rule] = bucket?.encryption.Rules ?? [];
    return this.keyPolicies.get(rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? '');
  }

  #organizationOf(accountId: string): { organizationId?: string; organizationPath?: string } {
    const { organizations } = this.world;
    const account = organizations.account(accountId);
    if (!account) return {};
    return {
      organizationId: organizations.organizationId,
      organizationPath: organizations.parentPath(account.parentId),
    };
  }
}
