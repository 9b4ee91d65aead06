import * as lambda from '@aws-sdk/client-lambda';
import * as route53 from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import { Echo } from './echo';
import { AwsError } from './errors';
import { importModel } from './model';

const echoOf = (client: object): Echo => new Echo({ client, model: importModel(client) });
const COPY = { 'x-amz-copy-source': '/other/key' };

// As botocore sends them: without the `x-id` that names the operation for JavaScript clients.
it.each([
  ['GET /', {}, 'ListBuckets', {}],
  ['GET /bucket', {}, 'ListObjects', { Bucket: 'bucket' }],
  ['GET /bucket/', {}, 'ListObjects', { Bucket: 'bucket' }],
  ['GET /bucket?list-type=2&prefix=a%20b', {}, 'ListObjectsV2', { Bucket: 'bucket', Prefix: 'a b' }],
  ['GET /bucket?policy', {}, 'GetBucketPolicy', { Bucket: 'bucket' }],
  ['HEAD /bucket', {}, 'HeadBucket', { Bucket: 'bucket' }],
  ['HEAD /bucket/key', {}, 'HeadObject', { Bucket: 'bucket', Key: 'key' }],
  ['GET /bucket/a/b%2Fc%20%C3%A9', {}, 'GetObject', { Bucket: 'bucket', Key: 'a/b/c é' }],
  ['GET /bucket/a/b?tagging', {}, 'GetObjectTagging', { Bucket: 'bucket', Key: 'a/b' }],
  ['PUT /bucket/key', {}, 'PutObject', { Bucket: 'bucket', Key: 'key' }],
  ['PUT /bucket/key', COPY, 'CopyObject', { Bucket: 'bucket', Key: 'key', CopySource: '/other/key' }],
  ['PUT /bucket/key?partNumber=2&uploadId=u', {}, 'UploadPart', { Key: 'key', PartNumber: 2, UploadId: 'u' }],
  ['PUT /bucket/key?partNumber=2&uploadId=u', COPY, 'UploadPartCopy', { Key: 'key', PartNumber: 2, UploadId: 'u' }],
])('takes %s with %j to %s', async (line, headers, operation, input) => {
  const [method = '', url = ''] = line.split(' ');
  const [path = '', query = ''] = url.split('?');
  const echo = echoOf(s3);
  await echo.raw({ method, path, query, headers });
  expect(echo).toMatchObject({ operation, input });
});

it('finds the bucket in the name of the host', async () => {
  for (const host of ['my.bucket.s3.eu-west-1.amazonaws.com', 'my.bucket.s3-eu-west-1.amazonaws.com']) {
    const echo = echoOf(s3);
    await echo.raw({ method: 'GET', path: '/key', headers: { host } });
    expect(echo).toMatchObject({ operation: 'GetObject', input: { Bucket: 'my.bucket', Key: 'key' } });
  }
});

it('decodes a label once, so that an ARN stays one', async () => {
  const arn = 'arn:aws:lambda:eu-west-1:100000000001:function:f';
  const echo = echoOf(lambda);
  await echo.raw({ method: 'GET', path: `/2015-03-31/functions/${encodeURIComponent(arn)}/configuration` });
  expect(echo).toMatchObject({ operation: 'GetFunctionConfiguration', input: { FunctionName: arn } });
});

it('reports the missing required parameter rather than a missing route', async () => {
  const answer = await echoOf(route53).raw({ method: 'GET', path: '/2013-04-01/hostedzonesbyvpc' });
  expect(answer.body).toContain('<Code>InvalidInput</Code>');
  expect(answer.body).toContain('VPCId');
});

it('has no operation behind an unknown path', async () => {
  const answer = await echoOf(route53).raw({ method: 'GET', path: '/2013-04-01/nowhere' });
  expect(answer.status).toBe(501);
  expect(answer.body).toContain('route53:GET /2013-04-01/nowhere');
});

it('refuses a path that is not encoded as one', async () => {
  const answer = await echoOf(route53).raw({ method: 'GET', path: '/2013-04-01/hostedzone/%zz' });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain('InvalidURI');
});

it('responds to HEAD with headers only', async () => {
  const echo = echoOf(s3);
  echo.answer = () => ({ ContentLength: 7, ETag: '"x"' });
  const answer = await echo.raw({ method: 'HEAD', path: '/bucket/key' });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '7', etag: '"x"' }, body: '' });
  echo.answer = () => {
    throw new AwsError('NotFound', 'Not here.', {}, 404);
  };
  expect(await echo.raw({ method: 'HEAD', path: '/bucket/key' })).toMatchObject({ status: 404, body: '' });
});
