import * as s3 from '@aws-sdk/client-s3';
import * as z from 'zod';
import { count, document, flag, tags, text } from '../fields';
import { TemplateFailure } from '../failure';
import { resource, type Scope } from '../resource-type';

const enabled = z.enum(['Enabled', 'Disabled']);

const lifecycleRule = z
  .strictObject({
    Id: text,
    Status: enabled,
    Prefix: text.optional(),
    Transitions: z
      .array(
        z.strictObject({ StorageClass: z.enum(['GLACIER', 'GLACIER_IR', 'STANDARD_IA']), TransitionInDays: count }),
      )
      .default([]),
    ExpirationInDays: count.optional(),
    NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: count }).optional(),
    AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: count }).optional(),
  })
  .transform(({ Id, Prefix = '', ExpirationInDays, Transitions, ...rule }): s3.LifecycleRule => ({
    ...rule,
    ID: Id,
    Filter: { Prefix },
    Transitions: Transitions.map(({ StorageClass, TransitionInDays: Days }) => ({ StorageClass, Days })),
    ...(ExpirationInDays === undefined ? {} : { Expiration: { Days: ExpirationInDays } }),
  }));

const bucketSchema = z.strictObject({
  BucketName: text,
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          ServerSideEncryptionByDefault: z.union([
            z.strictObject({ SSEAlgorithm: z.literal('AES256') }),
            z.strictObject({ SSEAlgorithm: z.literal('aws:kms'), KMSMasterKeyID: text }),
          ]),
          BucketKeyEnabled: flag.optional(),
        }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: flag,
      BlockPublicPolicy: flag,
      IgnorePublicAcls: flag,
      RestrictPublicBuckets: flag,
    })
    .optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(
        z.strictObject({
          ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
        }),
      ),
    })
    .optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  ObjectLockEnabled: flag.optional(),
  ObjectLockConfiguration: z
    .strictObject({
      ObjectLockEnabled: z.literal('Enabled'),
      Rule: z.strictObject({
        DefaultRetention: z.strictObject({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: count }),
      }),
    })
    .optional(),
  Tags: tags,
});
type BucketProperties = z.infer<typeof bucketSchema>;

const KEPT_SETTINGS = [
  ...(['BucketEncryption', 'PublicAccessBlockConfiguration', 'VersioningConfiguration'] as const),
  ...(['LifecycleConfiguration', 'ObjectLockConfiguration', 'OwnershipControls', 'Tags'] as const),
] as const;

/** What is set on the bucket after its creation, and again when it changes. */
async function configure(client: s3.S3Client, properties: BucketProperties): Promise<void> {
  const { BucketName: Bucket, BucketEncryption: encryption, LifecycleConfiguration } = properties;
  const { PublicAccessBlockConfiguration, VersioningConfiguration, ObjectLockConfiguration, Tags } = properties;
  if (encryption) {
    const ServerSideEncryptionConfiguration = {
      Rules: encryption.ServerSideEncryptionConfiguration.map((rule) => ({
        ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
        BucketKeyEnabled: rule.BucketKeyEnabled,
      })),
    };
    await client.send(new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
  }
  if (PublicAccessBlockConfiguration)
    await client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  if (VersioningConfiguration)
    await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  if (LifecycleConfiguration)
    await client.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  if (ObjectLockConfiguration)
    await client.send(new s3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
  if (Tags) await client.send(new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: Tags } }));
}

export const bucket = resource(bucketSchema, {
  async create(properties, { config, call }) {
    const { BucketName: Bucket } = properties;
    const client = new s3.S3Client(config);
    await client.send(
      new s3.CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: properties.ObjectLockEnabled,
        ObjectOwnership: properties.OwnershipControls?.Rules[0]?.ObjectOwnership,
        ...(call.region === 'us-east-1'
          ? {}
          : {
              CreateBucketConfiguration: { LocationConstraint: call.region as s3.BucketLocationConstraint },
            }),
      }),
    );
    await configure(client, properties);
    return { ref: Bucket, attributes: { Arn: `arn:aws:s3:::${Bucket}` } };
  },
  async update({ current: { ref, attributes, properties: before }, properties }, { config }) {
    const dropped = KEPT_SETTINGS.find((name) => before[name] !== undefined && properties[name] === undefined);
    if (dropped !== undefined) throw new TemplateFailure(`The twin does not take ${dropped} off a bucket.`);
    await configure(new s3.S3Client(config), properties);
    return { ref, attributes };
  },
  async remove({ ref: Bucket }, { config }) {
    await new s3.S3Client(config).send(new s3.DeleteBucketCommand({ Bucket }));
  },
});

/** The policy of a bucket replaces the one before. */
async function putPolicy(Bucket: string, Policy: string, { config }: Scope): Promise<void> {
  await new s3.S3Client(config).send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
}

export const bucketPolicy = resource(z.strictObject({ Bucket: text, PolicyDocument: document }), {
  async create({ Bucket, PolicyDocument }, scope) {
    await putPolicy(Bucket, PolicyDocument, scope);
    return { ref: Bucket, attributes: {} };
  },
  async update({ current: { ref, attributes }, properties }, scope) {
    await putPolicy(ref, properties.PolicyDocument, scope);
    return { ref, attributes };
  },
  async remove({ ref: Bucket }, { config }) {
    await new s3.S3Client(config).send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  },
});
