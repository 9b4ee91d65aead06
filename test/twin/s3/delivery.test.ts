import { CreateBucketCommand, PutBucketEncryptionCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { DEV, HUB, PROD, REGION, as, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';
import { logPolicy } from './log-policy';

describe('whether AWS may deliver an account’s logs to a bucket', () => {
  const Bucket = 'sample-logs';
  let world: World;
  let hub: S3Client;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new S3Client(as(world, HUB));
    await hub.send(new CreateBucketCommand({ Bucket }));
  });

  const put = (Policy: string) => hub.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const allowed = (accountId = DEV, where?: { prefix?: string; region?: string }) =>
    world.s3.deliveryAllowed(Bucket, accountId, { kind: 'vpcflowlogs', ...where });

  it('needs a policy, and a bucket', () => {
    expect(allowed()).toBe(false);
    expect(world.s3.deliveryAllowed('absent', DEV, { kind: 'vpcflowlogs' })).toBe(false);
  });

  it('depends on the organization of the account that the logs belong to', async () => {
    await put(logPolicy(Bucket, { 'aws:SourceOrgID': 'o-sampleorg1' }));
    expect([allowed(HUB), allowed(DEV), allowed(PROD)]).toEqual([true, true, true]);
    expect(allowed('999999999999')).toBe(false);
    await put(logPolicy(Bucket, { 'aws:SourceOrgID': 'o-anotherorg' }));
    expect(allowed()).toBe(false);
  });

  it('does not depend on aws:PrincipalOrgID: the principal is a service', async () => {
    await put(logPolicy(Bucket, { 'aws:PrincipalOrgID': 'o-sampleorg1' }));
    expect(allowed()).toBe(false);
  });

  it('can depend on the account', async () => {
    await put(logPolicy(Bucket, { 'aws:SourceAccount': DEV }));
    expect([allowed(DEV), allowed(PROD)]).toEqual([true, false]);
  });

  it('can depend on the region of the logs', async () => {
    const policy = logPolicy(Bucket, { 'aws:SourceAccount': DEV }).replaceAll(
      '"Condition":{"StringEquals"',
      `"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:logs:${REGION}:${DEV}:*"},"StringEquals"`,
    );
    await put(policy);
    expect([allowed(), allowed(DEV, { region: 'us-west-2' })]).toEqual([true, false]);
  });

  it('needs both actions, and the place in the bucket where the account’s logs go', async () => {
    const policy = logPolicy(Bucket, { 'aws:SourceAccount': DEV });
    await put(policy.replace('s3:GetBucketAcl', 's3:GetObject'));
    expect(allowed()).toBe(false);
    await put(policy.replace('s3:PutObject', 's3:GetObject'));
    expect(allowed()).toBe(false);
    await put(policy.replace(`${Bucket}/*`, `${Bucket}/flow/AWSLogs/${DEV}/*`));
    expect([allowed(), allowed(DEV, { prefix: 'flow/' })]).toEqual([false, true]);
  });

  it('is denied by a Deny statement', async () => {
    const policy = logPolicy(Bucket, { 'aws:SourceAccount': DEV });
    await put(
      policy.replace('{"AWS":"*"}', '"*"').replace('"aws:SecureTransport":"false"', '"aws:SecureTransport":"true"'),
    );
    expect(allowed()).toBe(false);
  });

  it('needs the policy of the key that the bucket encrypts with', async () => {
    const KMSMasterKeyID = 'arn:aws:kms:ap-southeast-3:100000000009:key/1';
    const ServerSideEncryptionConfiguration = {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID } }],
    };
    await hub.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const arrive = (organizationId: string): boolean => {
      const Principal = { Service: 'delivery.logs.amazonaws.com' };
      const Condition = { StringEquals: { 'aws:SourceOrgID': organizationId } };
      const Statement = { Effect: 'Allow', Principal, Action: 'kms:GenerateDataKey*', Resource: '*', Condition };
      world.s3.keyPolicies.set(KMSMasterKeyID, JSON.stringify({ Version: '2012-10-17', Statement }));
      return world.s3.takesDeliveries(Bucket, { accountId: DEV, region: REGION });
    };
    expect([arrive('o-sampleorg1'), arrive('o-anotherorg')]).toEqual([true, false]);
  });
});
