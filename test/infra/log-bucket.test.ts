import { policyAllows } from '../twin/resource-policy';
import { propertiesOf, templates } from './deployed';

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
