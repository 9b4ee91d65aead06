import type * as s3 from '@aws-sdk/client-s3';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { isPublic, malformedPolicy, parseBucketPolicy, type Statement } from './policy';
import type { Bucket } from './state';

const MAX_POLICY_BYTES = 20_480;
const MAX_TAGS = 50;

/** What is configured on a bucket: policy, encryption, public access, lifecycle, versioning, tags. */
export const configurationOps = (world: World): Ops<typeof s3> => {
  const state = world.s3;
  return {
    PutBucketPolicy(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const policy = input.Policy ?? '';
      const statements = validPolicy(policy, bucket, world);
      if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublic(statements))
        throw new AwsError(
          'AccessDenied',
          'User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
          {},
          403,
        );
      bucket.policy = policy;
      return {};
    },
    GetBucketPolicy(input, call) {
      const { name, policy } = state.ownBucket(input.Bucket, call);
      if (policy === undefined) throw absent('NoSuchBucketPolicy', 'The bucket policy does not exist', name);
      return { Policy: policy };
    },
    DeleteBucketPolicy(input, call) {
      delete state.ownBucket(input.Bucket, call).policy;
      return {};
    },

    PutBucketEncryption(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const { Rules } = input.ServerSideEncryptionConfiguration ?? {};
      if (Rules?.length !== 1) throw malformed();
      bucket.encryption = { Rules };
      return {};
    },
    GetBucketEncryption: (input, call) => ({
      ServerSideEncryptionConfiguration: state.ownBucket(input.Bucket, call).encryption,
    }),

    PutPublicAccessBlock(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const given = input.PublicAccessBlockConfiguration ?? {};
      bucket.publicAccessBlock = {
        BlockPublicAcls: given.BlockPublicAcls ?? false,
        IgnorePublicAcls: given.IgnorePublicAcls ?? false,
        BlockPublicPolicy: given.BlockPublicPolicy ?? false,
        RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
      };
      return {};
    },
    GetPublicAccessBlock(input, call) {
      const { name, publicAccessBlock } = state.ownBucket(input.Bucket, call);
      if (!publicAccessBlock)
        throw absent(
          'NoSuchPublicAccessBlockConfiguration',
          'The public access block configuration was not found',
          name,
        );
      return { PublicAccessBlockConfiguration: publicAccessBlock };
    },
    DeletePublicAccessBlock(input, call) {
      delete state.ownBucket(input.Bucket, call).publicAccessBlock;
      return {};
    },

    PutBucketLifecycleConfiguration(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      bucket.lifecycle = (input.LifecycleConfiguration?.Rules ?? []).map(validRule);
      return {};
    },
    GetBucketLifecycleConfiguration(input, call) {
      const { name, lifecycle } = state.ownBucket(input.Bucket, call);
      if (!lifecycle) throw absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', name);
      return { Rules: [...lifecycle] };
    },

    PutBucketVersioning(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const { Status, MFADelete } = input.VersioningConfiguration ?? {};
      if (bucket.objectLock && Status !== 'Enabled')
        throw new AwsError('InvalidBucketState', 'An Object Lock configuration is present on this bucket.', {}, 409);
      if ((Status !== 'Enabled' && Status !== 'Suspended') || MFADelete === 'Enabled')
        throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
      bucket.versioning = Status;
      return {};
    },
    /** A bucket that was never versioned has no status. */
    GetBucketVersioning(input, call) {
      const { versioning } = state.ownBucket(input.Bucket, call);
      return versioning === undefined ? {} : { Status: versioning };
    },

    /** Once it is on, it stays: S3 User Guide, "Object Lock considerations". */
    PutObjectLockConfiguration(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const given = input.ObjectLockConfiguration ?? {};
      const { Mode, Days, Years } = given.Rule?.DefaultRetention ?? {};
      if (given.ObjectLockEnabled !== 'Enabled') throw malformed();
      if (given.Rule && (Mode === undefined || (Days === undefined) === (Years === undefined))) throw malformed();
      if (bucket.versioning !== 'Enabled')
        throw new AwsError(
          'InvalidBucketState',
          "Versioning must be 'Enabled' on the bucket to apply Object Lock",
          {},
          409,
        );
      bucket.objectLock = given;
      return {};
    },
    GetObjectLockConfiguration(input, call) {
      const { name, objectLock } = state.ownBucket(input.Bucket, call);
      if (!objectLock)
        throw absent('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist', name);
      return { ObjectLockConfiguration: objectLock };
    },

    PutBucketTagging(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const tags = input.Tagging?.TagSet ?? [];
      const keys = new Set(tags.map(({ Key }) => Key));
      if (keys.size < tags.length) throw invalidTag('Cannot provide multiple Tags with the same key');
      if (tags.length > MAX_TAGS)
        throw new AwsError('BadRequest', `Bucket tag count cannot be greater than ${MAX_TAGS}`);
      for (const { Key, Value } of tags) {
        if (!Key || Key.length > 128) throw invalidTag('The TagKey you have provided is invalid');
        if (Key.startsWith('aws:')) throw invalidTag('System tags cannot be added/updated by requester');
        if ((Value ?? '').length > 256) throw invalidTag('The TagValue you have provided is invalid');
      }
      const before = bucket.tags;
      bucket.tags = tags;
      tellTags(world, bucket, before);
      return {};
    },
    GetBucketTagging(input, call) {
      const { name, tags } = state.ownBucket(input.Bucket, call);
      if (tags.length === 0) throw absent('NoSuchTagSet', 'The TagSet does not exist', name);
      return { TagSet: [...tags] };
    },
    DeleteBucketTagging(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const before = bucket.tags;
      bucket.tags = [];
      tellTags(world, bucket, before);
      return {};
    },
  };
};

const absent = (code: string, message: string, name: string): AwsError =>
  new AwsError(code, message, { BucketName: name }, 404);

const malformed = (): AwsError =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

const invalidTag = (message: string): AwsError => new AwsError('InvalidTag', message);

function validPolicy(policy: string, { name }: Bucket, world: World): readonly Statement[] {
  if (Buffer.byteLength(policy) > MAX_POLICY_BYTES)
    throw malformedPolicy(`Policy size exceeds ${MAX_POLICY_BYTES} bytes`);
  const statements = parseBucketPolicy(policy, name);
  requireKnownAccounts(statements, world);
  return statements;
}

/** S3 resolves the accounts that a policy names when it is put, and refuses those that do not exist. */
function requireKnownAccounts(statements: readonly Statement[], world: World): void {
  for (const name of statements.flatMap(({ awsPrincipals }) => awsPrincipals)) {
    const account = /^(?:arn:aws:iam::)?(\d{12})(?::|$)/.exec(name)?.[1];
    if (name !== '*' && (account === undefined || !world.organizations.hasAccount(account)))
      throw malformedPolicy('Invalid principal in policy');
  }
}

function validRule(rule: s3.LifecycleRule, index: number): s3.LifecycleRule {
  if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') throw malformed();
  const acts =
    rule.Expiration ??
    rule.NoncurrentVersionExpiration ??
    rule.AbortIncompleteMultipartUpload ??
    rule.Transitions?.[0] ??
    rule.NoncurrentVersionTransitions?.[0];
  if (acts === undefined) throw new AwsError('InvalidRequest', 'At least one action needs to be specified in a rule');
  return { ...rule, ID: rule.ID ?? `rule-${index + 1}` };
}

/** Sends the event of a change of a bucket's tags. */
export function tellTags(world: World, bucket: Bucket, before: readonly s3.Tag[]): void {
  const asMap = (tags: readonly s3.Tag[]) => new Map(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const [old, now] = [asMap(before), asMap(bucket.tags)] as const;
  const changedKeys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
  if (changedKeys.length === 0) return;
  world.trail.tagChange({
    accountId: bucket.ownerId,
    region: bucket.region,
    arn: `arn:aws:s3:::${bucket.name}`,
    service: 's3',
    resourceType: 'bucket',
    changedKeys,
    tags: Object.fromEntries(now),
  });
}
