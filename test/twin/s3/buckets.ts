import * as s3 from '@aws-sdk/client-s3';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { tellTags } from './configuration';
import type { Bucket } from './state';

const PAGE_SIZE = 10_000;

export const bucketOps = (world: World): Ops<typeof s3> => {
  const state = world.s3;
  return {
    CreateBucket(input, call) {
      const name = input.Bucket ?? '';
      requireValidName(name);
      refuse({
        ACL: input.ACL === 'private' ? undefined : input.ACL,
        GrantFullControl: input.GrantFullControl,
        GrantRead: input.GrantRead,
        GrantReadACP: input.GrantReadACP,
        GrantWrite: input.GrantWrite,
        GrantWriteACP: input.GrantWriteACP,
        ObjectOwnership: input.ObjectOwnership === 'BucketOwnerEnforced' ? undefined : input.ObjectOwnership,
        BucketNamespace: input.BucketNamespace === 'global' ? undefined : input.BucketNamespace,
        Location: input.CreateBucketConfiguration?.Location,
        'a directory bucket': input.CreateBucketConfiguration?.Bucket,
      });
      const region = regionOf(input.CreateBucketConfiguration?.LocationConstraint, call, world);
      const existing = state.buckets.get(name);
      if (existing) return existingBucket(existing, region, call);
      const bucket: Bucket = {
        name,
        ownerId: call.accountId,
        region,
        createdAt: world.clock.now(),
        // What every new bucket has: S3 User Guide.
        encryption: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
        },
        publicAccessBlock: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
        tags: input.CreateBucketConfiguration?.Tags ?? [],
        ...(input.ObjectLockEnabledForBucket
          ? { objectLock: { ObjectLockEnabled: 'Enabled' as const }, versioning: 'Enabled' as const }
          : {}),
        objects: new Map(),
      };
      state.buckets.set(name, bucket);
      tellTags(world, bucket, []);
      return created(bucket, call);
    },

    HeadBucket(input, call) {
      const bucket = state.buckets.get(input.Bucket ?? '');
      // The answer to a HEAD request has no body, so S3's error has no other name than its status.
      if (!bucket) throw new AwsError('NotFound', 'Not Found', {}, 404);
      if (bucket.ownerId !== call.accountId) throw new AwsError('Forbidden', 'Forbidden', {}, 403);
      if (bucket.region !== call.region) throw new AwsError('PermanentRedirect', 'Moved Permanently', {}, 301);
      return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}`, AccessPointAlias: false };
    },

    GetBucketLocation(input, call) {
      const bucket = state.ownedBucket(input.Bucket, call);
      const constraint = Object.values(s3.BucketLocationConstraint).find((region) => region === bucket.region);
      // us-east-1 is the absence of a constraint.
      return constraint === undefined ? {} : { LocationConstraint: constraint };
    },

    ListBuckets(input, call) {
      const buckets = [...state.buckets.values()]
        .filter(({ ownerId, name }) => ownerId === call.accountId && name.startsWith(input.Prefix ?? ''))
        .filter(({ region }) => input.BucketRegion === undefined || region === input.BucketRegion)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(buckets, {
        limit: input.MaxBuckets ?? PAGE_SIZE,
        token: input.ContinuationToken,
        invalidToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
      });
      return {
        Buckets: items.map(({ name, createdAt, region }) => ({
          Name: name,
          CreationDate: createdAt,
          BucketRegion: region,
        })),
        Owner: { ID: call.accountId },
        ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
        ...(next === undefined ? {} : { ContinuationToken: next }),
      };
    },

    DeleteBucket(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      if (bucket.objects.size > 0)
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {}, 409);
      state.buckets.delete(bucket.name);
      return {};
    },
  };
};

/** Parameters that the twin does not model and that would change what the call means. */
export function refuse(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== false)
      throw new AwsError('NotImplemented', `The twin's S3 does not model ${name}.`, {}, 501);
}

/** S3 User Guide, "General purpose bucket naming rules". */
function requireValidName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|\.mrap$|--x-s3$/.test(name);
  if (!valid) throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
}

/**
 * The bucket's region. A regional endpoint needs its own region as constraint; us-east-1's takes any, and none for
 * us-east-1.
 */
function regionOf(constraint: s3.BucketLocationConstraint | undefined, call: Call, world: World): string {
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (call.region !== 'us-east-1') {
    if (wanted === call.region) return wanted;
    throw new AwsError(
      'IllegalLocationConstraintException',
      `The ${wanted ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (wanted === undefined) return call.region;
  if (!world.account.usable(call.accountId, wanted))
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  return wanted;
}

/** In us-east-1 creating one's own bucket again succeeds (S3 API reference, CreateBucket). */
function existingBucket(bucket: Bucket, region: string, call: Call): s3.CreateBucketOutput {
  const fields = { BucketName: bucket.name };
  if (bucket.ownerId !== call.accountId)
    throw new AwsError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      fields,
      409,
    );
  if (bucket.region === 'us-east-1' && region === 'us-east-1') return created(bucket, call);
  throw new AwsError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    fields,
    409,
  );
}

const created = ({ name, region }: Bucket, call: Call): s3.CreateBucketOutput => ({
  Location: call.region === 'us-east-1' && region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
  BucketArn: `arn:aws:s3:::${name}`,
});
