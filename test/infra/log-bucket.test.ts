import { Template } from 'aws-cdk-lib/assertions';
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

  test('for accounts beside these only where the organization is sent, as any account of AWS could name the bucket', () => {
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
