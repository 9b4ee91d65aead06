import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type BucketLocationConstraint,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { DEV, HUB, REGION, as, worldWithOrganization, textWith } from '../organization-fixture';
import type { World } from '../world';
import { logPolicy } from './log-policy';

describe('buckets', () => {
  const Bucket = 'sample-logs';
  let world: World;
  let hub: S3Client;
  let dev: S3Client;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new S3Client(as(world, HUB));
    dev = new S3Client(as(world, DEV));
  });

  const create = (client = hub, LocationConstraint?: BucketLocationConstraint, name = Bucket) =>
    client.send(
      new CreateBucketCommand({
        Bucket: name,
        ...(LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
      }),
    );
  const putPolicy = (Policy: string) => hub.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const policyWith = (changed: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${DEV}:root` },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/*`,
          ...changed,
        },
      ],
    });

  it('are created in the endpoint’s region, which must be the LocationConstraint', async () => {
    await create();
    const { LocationConstraint } = await hub.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe(REGION);
    await expect(create(hub, 'us-west-2', 'elsewhere')).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
      $metadata: { httpStatusCode: 400 },
    });
    // The JavaScript SDK names the region by itself; other clients do not.
    const other = new S3Client(as(world, HUB, REGION));
    other.middlewareStack.add((next) => (args) => next({ ...args, input: { Bucket: 'unnamed' } }), {
      step: 'initialize',
      priority: 'low',
    });
    await expect(create(other)).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
      message: textWith('unspecified'),
    });
  });

  it('can be created from us-east-1 in every region that the account has enabled', async () => {
    const east = new S3Client(as(world, HUB, 'us-east-1'));
    await create(east, undefined, 'in-the-east');
    const { LocationConstraint } = await east.send(new GetBucketLocationCommand({ Bucket: 'in-the-east' }));
    expect(LocationConstraint).toBeUndefined();
    await create(east, 'us-west-2', 'in-the-west');
    expect(world.s3.bucket('in-the-west')?.region).toBe('us-west-2');
    await expect(create(east, 'ap-southeast-3', 'in-jakarta')).rejects.toMatchObject({
      name: 'InvalidLocationConstraint',
    });
  });

  it('have globally unique names', async () => {
    await create();
    await expect(create(dev)).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
      $metadata: { httpStatusCode: 409 },
    });
    await expect(create()).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
      $metadata: { httpStatusCode: 409 },
    });
    for (const name of ['Upper', 'a', '10.0.0.1', 'double..dot', 'some-s3alias'])
      await expect(create(hub, undefined, name)).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  it('can be made again by their owner in us-east-1', async () => {
    const east = new S3Client(as(world, HUB, 'us-east-1'));
    await create(east);
    const again = await create(east);
    expect(again.Location).toBe(`/${Bucket}`);
  });

  it('send events of tags that change, and only of those', async () => {
    await create();
    const tag = (...TagSet: { Key: string; Value: string }[]) =>
      hub.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '1' });
    await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });
    await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });
    await world.clock.jump(60_000);
    const tagEvents = world.trail.published.filter(({ source }) => source === 'aws.tag');
    expect(tagEvents.map(({ detail }) => detail['changed-tag-keys'])).toEqual([['a', 'b'], ['b']]);
  });

  it('refuse what the twin does not model', async () => {
    await expect(hub.send(new CreateBucketCommand({ Bucket, ACL: 'public-read' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });

  it('refuse other accounts that their policy does not name', async () => {
    await create();
    await putPolicy(policyWith({}));
    await expect(dev.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'b' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(dev.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(dev.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    expect((await dev.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  });

  it('are reported as unknown or in another region in S3’s own words', async () => {
    await expect(hub.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(hub.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
    await create();
    expect(await hub.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: REGION });
    const west = new S3Client(as(world, HUB, 'us-west-2'));
    await expect(west.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
      $metadata: { httpStatusCode: 301 },
    });
    await expect(west.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 301 },
    });
  });

  it('are listed by prefix, page by page', async () => {
    for (const name of ['log-b', 'log-a', 'other']) await create(hub, undefined, name);
    const first = await hub.send(new ListBucketsCommand({ Prefix: 'log-', MaxBuckets: 1 }));
    const second = await hub.send(
      new ListBucketsCommand({ Prefix: 'log-', MaxBuckets: 1, ContinuationToken: first.ContinuationToken }),
    );
    expect([first, second].flatMap(({ Buckets = [] }) => Buckets.map(({ Name }) => Name))).toEqual(['log-a', 'log-b']);
    expect((await hub.send(new ListBucketsCommand({ BucketRegion: 'us-west-2' }))).Buckets).toEqual([]);
  });

  it('are deleted when they are empty', async () => {
    await create();
    await hub.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'b' }));
    await expect(hub.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('keep a valid policy as it was put', async () => {
    await create();
    await expect(hub.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    const policy = logPolicy(Bucket, { 'aws:SourceOrgID': 'o-sampleorg1' });
    await putPolicy(policy);
    expect((await hub.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(policy);
    await hub.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(world.s3.bucket(Bucket)?.policy).toBeUndefined();
  });

  it.each([
    ['contains invalid Json', '{nope'],
    ['field Statement', '{}'],
    ['valid version', policyWith({}).replace('2012-10-17', '2012')],
    ['Invalid policy syntax', JSON.stringify({ Statement: ['all'] })],
    ['Invalid effect', policyWith({ Effect: 'allow' })],
    ['field Principal', policyWith({ Principal: undefined })],
    ['Invalid principal', policyWith({ Principal: 'invalid' })],
    ['Invalid principal', policyWith({ Principal: {} })],
    ['Invalid principal', policyWith({ Principal: { Role: '*' } })],
    ['Invalid principal', policyWith({ Principal: { AWS: '999999999999' } })],
    ['Invalid principal', policyWith({ Principal: { Service: 'delivery' } })],
    ['field Action', policyWith({ Action: [] })],
    ['Invalid Action', policyWith({ Action: [1] })],
    ['invalid action', policyWith({ Action: 'ec2:*' })],
    ['invalid resource', policyWith({ Resource: 'arn:aws:s3:::other/*' })],
    ['Condition type : StringIs', policyWith({ Condition: { StringIs: { 'aws:SourceAccount': DEV } } })],
    ['Invalid policy syntax', policyWith({ Condition: 'always' })],
    ['Invalid policy syntax', policyWith({ Condition: { StringEquals: 'always' } })],
    ['field NotAction', policyWith({ NotAction: 's3:GetObject' })],
    ['exceeds 20480 bytes', policyWith({ Sid: 'x'.repeat(20_480) })],
  ])('refuse a bad policy: %s', async (message, policy) => {
    await create();
    await expect(putPolicy(policy)).rejects.toMatchObject({ name: 'MalformedPolicy', message: textWith(message) });
  });

  it('refuse a public policy as long as public access is blocked', async () => {
    await create();
    const open = policyWith({ Principal: '*' });
    await expect(putPolicy(open)).rejects.toMatchObject({ name: 'AccessDenied' });
    await putPolicy(policyWith({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }));
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: false, BlockPublicAcls: true };
    await hub.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    await putPolicy(open);
    const read = await hub.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(read.PublicAccessBlockConfiguration).toMatchObject({ BlockPublicAcls: true, IgnorePublicAcls: false });
    await hub.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await expect(hub.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
  });

  it('are encrypted with S3’s own keys from the start', async () => {
    await create();
    const algorithm = async () => {
      const { ServerSideEncryptionConfiguration } = await hub.send(new GetBucketEncryptionCommand({ Bucket }));
      return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    };
    expect(await algorithm()).toBe('AES256');
    await hub.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:aws:kms:x' } }],
        },
      }),
    );
    expect(await algorithm()).toBe('aws:kms');
    await expect(
      hub.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [{}, {}] } })),
    ).rejects.toMatchObject({ name: 'MalformedXML' });
  });

  it('keep lifecycle, versioning and tags', async () => {
    await create();
    await expect(hub.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
    const rule: LifecycleRule = { ID: 'expire', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 90 } };
    const put = (...Rules: LifecycleRule[]) =>
      hub.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules },
        }),
      );
    await put(rule);
    const wrong = { ...rule, Status: undefined };
    await expect(put(wrong)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    expect((await hub.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual([rule]);
    await expect(
      hub.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' },
        }),
      ),
    ).rejects.toMatchObject({ name: 'IllegalVersioningConfigurationException' });
    await expect(put({ ID: 'idle', Status: 'Enabled', Filter: { Prefix: '' } })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });

    expect((await hub.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await hub.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect((await hub.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');

    await expect(hub.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' });
    const tag = (...TagSet: { Key: string; Value: string }[]) =>
      hub.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await tag({ Key: 'a', Value: '1' });
    expect((await hub.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([{ Key: 'a', Value: '1' }]);
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(tag(...many)).rejects.toMatchObject({ name: 'BadRequest' });
    const long = 'x'.repeat(257);
    for (const wrong of [
      [{ Key: long, Value: '1' }],
      [{ Key: 'a', Value: long }],
      [{ Key: 'aws:a', Value: '1' }],
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    ])
      await expect(tag(...wrong)).rejects.toMatchObject({ name: 'InvalidTag' });
  });
});
