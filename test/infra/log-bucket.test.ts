import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { LandingZone } from '../../lib/landing-zone';
import { policyAllows } from '../twin/resource-policy';
import { allowsDelivery, type DeliveryReading } from '../twin/s3/delivery';
import { landingZone, propertiesOf, stacksOf, templates } from './deployed';

const ORGANIZATION = 'o-pikselorg1';
const HUB = '100000000002';
const DEV = '100000000003';
const PROD = '100000000004';
const BUCKET = `arn:aws:s3:::wheelwright-logs-${HUB}-ap-southeast-3`;
const policy = JSON.stringify(propertiesOf(templates.hub, 'AWS::S3::BucketPolicy')[0]?.['PolicyDocument']);

/** Whether AWS's log delivery, on behalf of an account, may write an object. */
const mayWrite = (key: string, accountId: string, organization = ORGANIZATION): boolean =>
  policyAllows(policy, {
    requester: { type: 'Service', name: 'delivery.logs.amazonaws.com' },
    action: 's3:PutObject',
    resource: `${BUCKET}/${key}`,
    context: {
      'aws:SourceAccount': accountId,
      'aws:SourceArn': `arn:aws:logs:ap-southeast-3:${accountId}:*`,
      'aws:SourceOrgID': organization,
      'aws:SecureTransport': 'true',
      's3:x-amz-acl': 'bucket-owner-full-control',
    },
  });
const flow = (accountId: string) => `AWSLogs/${accountId}/vpcflowlogs/ap-southeast-3/2026/11/27/x.log.gz`;
const queries = (accountId: string) => `AWSLogs/${accountId}/vpcdnsquerylogs/vpc-1/2026/11/27/x.log.gz`;

describe('[A16] the log bucket takes flow logs', () => {
  it.each([DEV, PROD, HUB])('of account %s below its own id', (accountId) => {
    expect(mayWrite(flow(accountId), accountId)).toBe(true);
  });

  it.each([
    ['below the id of another account', flow(PROD)],
    ['below the id of the hub', flow(HUB)],
    ['with a prefix', `any/${flow(DEV)}`],
    ['with a prefix that is the path of flow logs of another account', `AWSLogs/${PROD}/vpcflowlogs/${flow(DEV)}`],
    ['with a prefix that is the path of query logs of another account', `AWSLogs/${PROD}/vpcdnsquerylogs/${flow(DEV)}`],
    ['with a prefix that is its own path', `AWSLogs/${DEV}/vpcflowlogs/${flow(DEV)}`],
    ['in the path of the trail', `AWSLogs/${DEV}/CloudTrail/x.json.gz`],
    ['in Hive-compatible paths', `AWSLogs/aws-account-id=${DEV}/aws-service=vpcflowlogs/x.log.gz`],
  ])('of account dev not %s', (_where, key) => {
    expect(mayWrite(key, DEV)).toBe(false);
  });

  it('not of an account outside of the organization', () => {
    expect([mayWrite(flow(DEV), DEV, 'o-another'), mayWrite(queries(DEV), DEV, 'o-another')]).toEqual([false, false]);
  });
});

test.each([DEV, HUB])(
  '[A16] Resolver delivers the queries of a spoke, whichever account it delivers for (%s)',
  (accountId) => {
    expect(mayWrite(queries(DEV), accountId)).toBe(true);
    expect(mayWrite(`any/${queries(DEV)}`, accountId)).toBe(false);
  },
);

/** Whether a bucket of the policy takes the logs of an account, by the twin's reading of what AWS does not document. */
function takes(text: string, kind: 'vpcflowlogs' | 'vpcdnsquerylogs', reading: Partial<DeliveryReading>): boolean {
  const { acl = 'sent', queryLogOrganization = 'sent', queryLogAccount = 'of the VPC' } = reading;
  const ofQueries = kind === 'vpcdnsquerylogs';
  const named = ofQueries && queryLogOrganization === 'omitted' ? {} : { organizationId: ORGANIZATION };
  const accountId = ofQueries && queryLogAccount === 'of the config' ? HUB : DEV;
  const source = { accountId, region: 'ap-southeast-3', ...named };
  return allowsDelivery(text, BUCKET.replace('arn:aws:s3:::', ''), { prefix: '', kind, owner: DEV }, source, acl);
}

test.each(['sent', 'omitted'] as const)(
  '[FD4] logs are delivered where the ACL of an object is %s, as the bucket has no ACLs',
  (acl) => {
    expect([takes(policy, 'vpcflowlogs', { acl }), takes(policy, 'vpcdnsquerylogs', { acl })]).toEqual([true, true]);
  },
);

describe('[FD5] query logs are delivered', () => {
  const listing = stacksOf({ ...landingZone, logs: { ...landingZone.logs, accounts: [DEV] } });
  const listed = JSON.stringify(
    propertiesOf(Template.fromStack(listing.hub), 'AWS::S3::BucketPolicy')[0]?.['PolicyDocument'],
  );

  test.each(['sent', 'omitted'] as const)('where the organization is %s, for accounts in logs.accounts', (reading) => {
    expect(takes(listed, 'vpcdnsquerylogs', { queryLogOrganization: reading })).toBe(true);
  });

  test('for accounts beside these only where the organization is sent, since every account of AWS could name the bucket', () => {
    const readings = (['sent', 'omitted'] as const).map((queryLogOrganization) =>
      takes(policy, 'vpcdnsquerylogs', { queryLogOrganization }),
    );
    expect(readings).toEqual([true, false]);
  });
});

describe.each(['of the VPC', 'of the config'] as const)(
  '[FD7] where the account of query logs is that %s',
  (queryLogAccount) => {
    test('they are delivered below the account of the VPC', () => {
      expect(takes(policy, 'vpcdnsquerylogs', { queryLogAccount })).toBe(true);
    });
  },
);

test('[FD7] without the organization, a config of the hub delivers for every account', () => {
  const reading = { queryLogAccount: 'of the config', queryLogOrganization: 'omitted' } as const;
  expect(takes(policy, 'vpcdnsquerylogs', reading)).toBe(true);
});

describe('[FC17] a log bucket', () => {
  const ARCHIVE = '100000000009';
  const KEY = `arn:aws:kms:ap-southeast-3:${ARCHIVE}:key/01234567-89ab-cdef-0123-456789abcdef`;
  const withLogs = (logs: Partial<LandingZone['logs']>) =>
    stacksOf({ ...landingZone, logs: { ...landingZone.logs, ...logs } });
  const inArchive = { bucket: { accountId: ARCHIVE } };
  const archiveOf = (logs: Partial<LandingZone['logs']>) => {
    const { logArchive } = withLogs(logs);
    if (!logArchive) throw new Error('There is no stack log-archive.');
    return Template.fromStack(logArchive);
  };
  const fileOf = ({ app }: ReturnType<typeof stacksOf>, name: string): string | undefined => {
    const file = join(app.outdir, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const historyWrites = (text: string, roleName: string): boolean =>
    policyAllows(text, {
      requester: { type: 'AWS', arn: `arn:aws:iam::${HUB}:role/${roleName}`, accountId: HUB },
      action: 's3:PutObject',
      resource: `arn:aws:s3:::wheelwright-logs-${ARCHIVE}-ap-southeast-3/wheelwright-history/2026/11/27.jsonl`,
      context: { 'aws:PrincipalArn': `arn:aws:iam::${HUB}:role/${roleName}`, 'aws:SecureTransport': 'true' },
    });

  test('in a log archive is a stack of that account, deployed before the hub; the hub account has none', () => {
    const made = withLogs(inArchive);
    expect(made.logArchive?.account).toBe(ARCHIVE);
    expect(made.hub.dependencies).toContain(made.logArchive);
    Template.fromStack(made.hub).resourceCountIs('AWS::S3::Bucket', 0);
    expect(propertiesOf(archiveOf(inArchive), 'AWS::S3::Bucket')).toMatchObject([
      { BucketName: `wheelwright-logs-${ARCHIVE}-ap-southeast-3` },
    ]);
  });

  test('in a log archive takes the history of the hub, of its function only', () => {
    const [found] = propertiesOf(archiveOf(inArchive), 'AWS::S3::BucketPolicy');
    const text = JSON.stringify(found?.['PolicyDocument']);
    expect(['wheelwright-history', 'wheelwright-join'].map((name) => historyWrites(text, name))).toEqual([true, false]);
  });

  test('that exists gets its policy as a file, and one of ours none', () => {
    const existing = withLogs({ bucket: { existing: 'their-logs' } });
    const text = fileOf(existing, 'wheelwright-log-bucket.policy.json');
    expect(text).toContain('arn:aws:s3:::their-logs/wheelwright-history/*');
    expect(text).toContain('AWSLogDeliveryWrite');
    expect(existing.logArchive).toBeUndefined();
    expect(fileOf(withLogs(inArchive), 'wheelwright-log-bucket.policy.json')).toBeUndefined();
  });

  test('is encrypted with the key of the config, whose policy is a file; trail and history use the key, too', () => {
    const made = withLogs({ ...inArchive, encryption: { kms: KEY } });
    expect(propertiesOf(archiveOf({ ...inArchive, encryption: { kms: KEY } }), 'AWS::S3::Bucket')).toMatchObject([
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
              BucketKeyEnabled: true,
            },
          ],
        },
      },
    ]);
    if (!made.trail) throw new Error('There is no trail.');
    expect(propertiesOf(Template.fromStack(made.trail), 'AWS::CloudTrail::Trail')).toMatchObject([{ KMSKeyId: KEY }]);
    expect(JSON.stringify(Template.fromStack(made.automation).toJSON())).toContain('kms:GenerateDataKey');
    const text = fileOf(made, 'wheelwright-log-key.policy.json') ?? '';
    for (const principal of ['delivery.logs.amazonaws.com', 'cloudtrail.amazonaws.com', `arn:aws:iam::${HUB}:root`])
      expect(text).toContain(principal);
    expect(fileOf(withLogs(inArchive), 'wheelwright-log-key.policy.json')).toBeUndefined();
  });

  test('keeps objects as long as the config says, and has Object Lock only if the config asks for it', () => {
    const retention = { days: 730, coldAfterDays: 30 };
    const locked = archiveOf({ ...inArchive, retention, objectLock: { mode: 'compliance', days: 365 } });
    expect(propertiesOf(locked, 'AWS::S3::Bucket')).toMatchObject([
      {
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 730, Transitions: [{ TransitionInDays: 30 }] }] },
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
      },
    ]);
    const [unlocked] = propertiesOf(templates.hub, 'AWS::S3::Bucket');
    expect(Object.keys(unlocked ?? {}).filter((name) => name.startsWith('ObjectLock'))).toEqual([]);
  });
});
