import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { HUB, as, worldWithOrganization, textWith } from '../organization-fixture';

describe('objects', () => {
  const Bucket = 'sample-logs';
  let s3: S3Client;

  beforeEach(async () => {
    s3 = new S3Client(as(await worldWithOrganization(), HUB));
    await s3.send(new CreateBucketCommand({ Bucket }));
  });

  const put = (Key: string, Body: string | Uint8Array = Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const list = (input: Partial<ListObjectsV2CommandInput> = {}) =>
    s3.send(new ListObjectsV2Command({ Bucket, ...input }));
  const keys = async (input: Partial<ListObjectsV2CommandInput>) => {
    const { Contents = [], CommonPrefixes = [] } = await list(input);
    return [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)];
  };

  it('come back as they were put', async () => {
    const body = Uint8Array.of(0, 255, 10, 13);
    await put('AWSLogs/a b+ü.gz', body);
    const { Body, ContentLength, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: 'AWSLogs/a b+ü.gz' }));
    expect(await Body?.transformToByteArray()).toEqual(body);
    expect({ ContentLength, ETag }).toEqual({ ContentLength: 4, ETag: textWith(/^"[0-9a-f]{32}"$/) });
  });

  it('are gone after deletion, which may be repeated', async () => {
    await put('k');
    const remove = () => s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await remove();
    await remove();
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('are listed by prefix, grouped by delimiter', async () => {
    for (const key of ['AWSLogs/1/x', 'AWSLogs/1/y', 'AWSLogs/2/x', 'other']) await put(key);
    expect(await keys({ Prefix: 'AWSLogs/1/' })).toEqual(['AWSLogs/1/x', 'AWSLogs/1/y']);
    expect(await keys({ Delimiter: '/' })).toEqual(['other', 'AWSLogs/']);
    expect(await keys({ Prefix: 'AWSLogs/', Delimiter: '/' })).toEqual(['AWSLogs/1/', 'AWSLogs/2/']);
    expect(await keys({ StartAfter: 'AWSLogs/1/y' })).toEqual(['AWSLogs/2/x', 'other']);
  });

  it('are listed page by page, groups counting as one', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c']) await put(key);
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys: 1, Delimiter: '/', ContinuationToken });
      found.push(page.Contents?.[0]?.Key ?? page.CommonPrefixes?.[0]?.Prefix);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(['a/', 'b', 'c']);
  });

  it('have keys of at most 1024 bytes', async () => {
    await expect(put('ü'.repeat(513))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  it('refuse what the twin does not model', async () => {
    await put('k');
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=0-1' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });
});
