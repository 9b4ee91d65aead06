import * as s3 from '@aws-sdk/client-s3';
import * as z from 'zod';
import { count, document, flag, tags, text } from '../fields';
import { resource } from '../resource-type';

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

export const bucket = resource(
  z.strictObject({
    BucketName: text,
    BucketEncryption: z
      .strictObject({
        ServerSideEncryptionConfiguration: z.array(
          z.strictObject({ ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.enum(['AES256']) }) }),
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
    Tags: tags,
  }),
  {
    async create(properties, { config, call }) {
      const { BucketName: Bucket, BucketEncryption: encryption, LifecycleConfiguration } = properties;
      const client = new s3.S3Client(config);
      await client.send(
        new s3.CreateBucketCommand({
          Bucket,
          ObjectOwnership: properties.OwnershipControls?.Rules[0]?.ObjectOwnership,
          ...(call.region === 'us-east-1'
            ? {}
            : {
                CreateBucketConfiguration: { LocationConstraint: call.region as s3.BucketLocationConstraint },
              }),
        }),
      );
      const { PublicAccessBlockConfiguration, VersioningConfiguration, Tags } = properties;
      if (encryption) {
        const ServerSideEncryptionConfiguration = {
          Rules: encryption.ServerSideEncryptionConfiguration.map((rule) => ({
            ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
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
      if (Tags) await client.send(new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: Tags } }));
      return { ref: Bucket, attributes: { Arn: `arn:aws:s3:::${Bucket}` } };
    },
  },
);

export const bucketPolicy = resource(z.strictObject({ Bucket: text, PolicyDocument: document }), {
  async create({ Bucket, PolicyDocument: Policy }, { config }) {
    await new s3.S3Client(config).send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    return { ref: Bucket, attributes: {} };
  },
});
