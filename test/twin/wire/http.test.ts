import { EC2Client, CreateVpcCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListRootsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { World } from '../world';
import { Dispatcher } from './dispatcher';
import { importModel } from './model';
import { IDENTITY } from './echo';
import { serveHttp, type HttpServing } from './transport';

const ACCOUNT = '100000000001';
let serving: HttpServing;
let config: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
};

beforeAll(async () => {
  const world = new World();
  const { accessKeyId, secretAccessKey } = world.administrator(ACCOUNT);
  serving = await serveHttp((request) => world.handle(request), { port: 0 });
  const credentials = { accessKeyId, secretAccessKey };
  config = { endpoint: serving.url, region: 'us-east-1', credentials, maxAttempts: 1 };
});
afterAll(() => serving.close());

it('listens on loopback by default', () => {
  expect(serving.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

it('serves each protocol over HTTP, outputs and errors', async () => {
  const ec2 = new EC2Client(config);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [Vpc?.VpcId ?? ''] }));
  expect(Vpcs).toMatchObject([{ VpcId: Vpc?.VpcId, OwnerId: ACCOUNT, CidrBlock: '10.1.0.0/16' }]);
  const sts = new STSClient(config);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: ACCOUNT });
  const roots = new OrganizationsClient(config).send(new ListRootsCommand({}));
  await expect(roots).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });
  const zone = new Route53Client(config).send(new GetHostedZoneCommand({ Id: 'Z0000000NOWHERE' }));
  await expect(zone).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
});

describe('S3 over HTTP', () => {
  const client = () => new s3.S3Client({ ...config, forcePathStyle: true });
  const name = { Bucket: 'wire-test-bucket', Key: 'folder/key with é & +.txt' };
  beforeAll(() => client().send(new s3.CreateBucketCommand({ Bucket: name.Bucket })));

  it('takes a stream, which arrives in chunks with a checksum behind them, and gives it back as one', async () => {
    const chunks = ['one,', 'x'.repeat(100_000), ',three\r\n0\r\n'];
    const Body = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
    const ContentLength = chunks.join('').length;
    await client().send(new s3.PutObjectCommand({ ...name, Body, ContentLength, Metadata: { owner: 'me' } }));
    const { Body: read, ...head } = await client().send(new s3.GetObjectCommand(name));
    expect(await read?.transformToString()).toBe(chunks.join(''));
    expect(head).toMatchObject({ ContentLength, Metadata: { owner: 'me' } });
  });

  it('answers HEAD without a body', async () => {
    await expect(client().send(new s3.HeadBucketCommand({ Bucket: name.Bucket }))).resolves.toBeDefined();
    const missing = client().send(new s3.HeadBucketCommand({ Bucket: 'wire-no-such-bucket' }));
    await expect(missing).rejects.toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
  });
});

describe('a presigned URL', () => {
  // The example of the S3 documentation (AWS docs: Authenticating Requests: Using Query Parameters).
  const identity = {
    ...IDENTITY,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  const signed =
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
  const dispatcher = new Dispatcher({
    services: [
      {
        client: s3,
        model: importModel(s3),
        ops: { GetObject: (input) => ({ Body: Buffer.from(JSON.stringify(input)) }) },
      },
    ],
    identify: (accessKeyId) => (accessKeyId === identity.accessKeyId ? identity : undefined),
    requestId: () => 'request-1',
    around: (_, next) => next(),
  });
  let http: HttpServing;
  beforeAll(async () => {
    http = await serveHttp((request) => dispatcher.handle(request), { port: 0 });
  });
  afterAll(() => http.close());

  const get = (path: string, at: string): Promise<{ status: number | undefined; body: string }> => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(at));
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        `${http.url}${path}`,
        { headers: { host: 'examplebucket.s3.amazonaws.com' } },
        (answer) => {
          let body = '';
          answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
          answer.on('end', () => {
            now.mockRestore();
            resolve({ status: answer.statusCode, body });
          });
        },
      );
      sent.on('error', reject).end();
    });
  };

  it('gets the object that it was signed for, in the bucket that the host names', async () => {
    const { status, body } = await get(signed, '2013-05-24T23:59:00Z');
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({
      status: 200,
      body: { Bucket: 'examplebucket', Key: 'test.txt' },
    });
  });
  it('gets no other object', async () => {
    const { status, body } = await get(signed.replace('test.txt', 'other.txt'), '2013-05-24T23:59:00Z');
    expect(status).toBe(403);
    expect(body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });
  it('is refused once it has expired', async () => {
    expect((await get(signed, '2013-05-25T00:01:00Z')).status).toBe(403);
  });
});
