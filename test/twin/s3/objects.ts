import type * as s3 from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { refuse } from './buckets';
import type { Bucket } from './state';

const MAX_KEYS = 1000;

/** Objects, as far as a bucket of logs needs them: whole ones, one version of each. */
export const objectOps = (world: World): Ops<typeof s3> => {
  const state = world.s3;
  return {
    PutObject(input, call) {
      const bucket = state.bucketIn(input.Bucket, call);
      requireChecksum(bucket, input);
      const key = input.Key ?? '';
      if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
      refuse({ IfMatch: input.IfMatch, IfNoneMatch: input.IfNoneMatch, WriteOffsetBytes: input.WriteOffsetBytes });
      const body = input.Body instanceof Uint8Array ? input.Body : Buffer.from('');
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      bucket.objects.set(key, {
        key,
        body,
        contentType: input.ContentType,
        metadata: input.Metadata,
        etag,
        lastModified: world.clock.now(),
      });
      return { ETag: etag, ServerSideEncryption: 'AES256' };
    },

    GetObject(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      refuse({ Range: input.Range, VersionId: input.VersionId, PartNumber: input.PartNumber, IfMatch: input.IfMatch });
      const object = bucket.objects.get(input.Key ?? '');
      if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', { Key: input.Key }, 404);
      return {
        Body: object.body,
        ContentLength: object.body.byteLength,
        ContentType: object.contentType ?? 'binary/octet-stream',
        ETag: object.etag,
        LastModified: object.lastModified,
        ...(object.metadata ? { Metadata: { ...object.metadata } } : {}),
      };
    },

    /** Deleting an object that does not exist succeeds. */
    DeleteObject(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      refuse({ VersionId: input.VersionId });
      bucket.objects.delete(input.Key ?? '');
      return {};
    },

    ListObjectsV2(input, call) {
      const bucket = state.ownBucket(input.Bucket, call);
      const prefix = input.Prefix ?? '';
      const after = input.ContinuationToken === undefined ? (input.StartAfter ?? '') : decode(input.ContinuationToken);
      const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      const entries = grouped(keys, prefix, input.Delimiter).filter(
        (entry) => entry !== after || !isGroup(entry, input),
      );
      const limit = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
      const shown = entries.slice(0, limit);
      const last = shown.at(-1);
      const truncated = entries.length > shown.length;
      const name = (text: string): string => (input.EncodingType === 'url' ? encodeKey(text) : text);
      return {
        Name: bucket.name,
        Prefix: name(prefix),
        MaxKeys: limit,
        KeyCount: shown.length,
        IsTruncated: truncated,
        Contents: shown.flatMap((key) => {
          const object = bucket.objects.get(key);
          return object && !isGroup(key, input)
            ? [
                {
                  Key: name(key),
                  Size: object.body.byteLength,
                  ETag: object.etag,
                  LastModified: object.lastModified,
                  StorageClass: 'STANDARD' as const,
                },
              ]
            : [];
        }),
        CommonPrefixes: shown.filter((entry) => isGroup(entry, input)).map((entry) => ({ Prefix: name(entry) })),
        ...(input.Delimiter === undefined ? {} : { Delimiter: name(input.Delimiter) }),
        ...(input.StartAfter === undefined ? {} : { StartAfter: name(input.StartAfter) }),
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
        ...(truncated && last !== undefined ? { NextContinuationToken: encode(last) } : {}),
      };
    },
  };
};

/** A bucket with a default retention takes no object without a checksum (S3 User Guide, "Using Object Lock"). The SDK sends one. */
function requireChecksum({ objectLock }: Bucket, input: s3.PutObjectCommandInput): void {
  const sums = [input.ContentMD5, input.ChecksumCRC32, input.ChecksumCRC32C, input.ChecksumCRC64NVME];
  if (objectLock?.Rule === undefined || [...sums, input.ChecksumSHA256].some((sum) => sum !== undefined)) return;
  throw new AwsError(
    'InvalidRequest',
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  );
}

type Listing = Pick<s3.ListObjectsV2Request, 'Prefix' | 'Delimiter'>;

/** Keys, with all that share the text up to the first delimiter behind the prefix rolled into one. */
const grouped = (keys: readonly string[], prefix: string, delimiter: string | undefined): string[] => [
  ...new Set(
    keys.map((key) => {
      const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      return end < 0 || !delimiter ? key : key.slice(0, end + delimiter.length);
    }),
  ),
];

const isGroup = (entry: string, { Prefix = '', Delimiter }: Listing): boolean =>
  Boolean(Delimiter) && entry.indexOf(Delimiter ?? '', Prefix.length) >= 0;

const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/');
const encode = (key: string): string => Buffer.from(key).toString('base64url');
const decode = (token: string): string => Buffer.from(token, 'base64url').toString();
