import { S3 } from '@aws-sdk/client-s3';
import type { CreateFlowLogsCommandInput } from '@aws-sdk/client-ec2';
import { HUB, REGION, SPOKE, codeOf, given } from './tgw-fixture';
import { Spoke } from './vpc-fixture';

const BUCKET = 'central-flow-logs';

const policy = (accountId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': accountId } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${BUCKET}`,
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
  });

/** A spoke VPC, and a bucket of the hub whose policy, unless `Policy` is another, accepts the spoke's logs. */
async function withBucket(Policy: string | undefined = policy(SPOKE)) {
  const spoke = new Spoke();
  const s3 = new S3({ ...spoke.world.config(spoke.world.administrator(HUB), REGION), forcePathStyle: true });
  await s3.createBucket({ Bucket: BUCKET });
  if (Policy !== '') await s3.putBucketPolicy({ Bucket: BUCKET, Policy });
  const { VpcId } = await spoke.available();
  const input: CreateFlowLogsCommandInput = {
    ResourceIds: [VpcId],
    ResourceType: 'VPC',
    TrafficType: 'ALL',
    LogDestinationType: 's3',
    LogDestination: `arn:aws:s3:::${BUCKET}/flows/`,
    MaxAggregationInterval: 600,
  };
  const create = (more: Partial<CreateFlowLogsCommandInput> = {}) => spoke.api.createFlowLogs({ ...input, ...more });
  return { spoke, VpcId, create };
}

describe('CreateFlowLogs', () => {
  test('makes a log that goes with its VPC, or stays listed where that is the reading', async () => {
    const { spoke, VpcId, create } = await withBucket();
    await create();
    await spoke.api.deleteVpc({ VpcId });
    expect((await spoke.api.describeFlowLogs({})).FlowLogs).toEqual([]);
    spoke.world.ec2.flowLogsOutliveVpcs = true;
    const { VpcId: other } = await spoke.available('10.2.0.0/16');
    const { FlowLogIds } = await create({ ResourceIds: [other] });
    await spoke.api.deleteVpc({ VpcId: other });
    expect((await spoke.api.describeFlowLogs({})).FlowLogs).toMatchObject([{ ResourceId: other }]);
    await spoke.api.deleteFlowLogs({ FlowLogIds });
    expect((await spoke.api.describeFlowLogs({})).FlowLogs).toEqual([]);
  });

  test('logs to a bucket of another account that lets AWS deliver, below a key prefix', async () => {
    const { spoke, VpcId, create } = await withBucket();
    const Tags = [{ Key: 'app:managed', Value: 'true' }];
    const { FlowLogIds, Unsuccessful } = await create({
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags }],
    });
    expect(Unsuccessful).toEqual([]);
    const { FlowLogs } = await spoke.api.describeFlowLogs({ Filter: [{ Name: 'resource-id', Values: [VpcId] }] });
    expect(FlowLogs).toMatchObject([
      {
        FlowLogId: FlowLogIds?.[0],
        FlowLogStatus: 'ACTIVE',
        DeliverLogsStatus: 'SUCCESS',
        LogDestination: `arn:aws:s3:::${BUCKET}/flows/`,
        MaxAggregationInterval: 600,
        TrafficType: 'ALL',
        Tags,
      },
    ]);
  });

  test('stays ACTIVE and fails to deliver while the policy of the bucket does not let AWS deliver', async () => {
    const { spoke, create } = await withBucket();
    await create();
    const delivery = async () => {
      const { FlowLogs = [] } = await spoke.api.describeFlowLogs({
        Filter: [{ Name: 'deliver-log-status', Values: ['FAILED', 'SUCCESS'] }],
      });
      return FlowLogs.map((log) => [log.FlowLogStatus, log.DeliverLogsStatus, log.DeliverLogsErrorMessage]);
    };
    const bucket = spoke.world.s3.bucket(BUCKET);
    if (bucket) delete bucket.policy;
    expect(await delivery()).toEqual([['ACTIVE', 'FAILED', 'Access error']]);
    if (bucket) bucket.policy = policy(SPOKE);
    expect(await delivery()).toEqual([['ACTIVE', 'SUCCESS', undefined]]);
  });

  test.each<[string, string]>([
    ['has no policy', ''],
    ['lets AWS deliver for another account only', policy('200000000003')],
  ])('succeeds with an unsuccessful item where the bucket %s', async (_, Policy) => {
    const { spoke, VpcId, create } = await withBucket(Policy);
    const { FlowLogIds, Unsuccessful } = await create();
    expect(FlowLogIds).toEqual([]);
    expect(Unsuccessful?.map(({ ResourceId }) => ResourceId)).toEqual([VpcId]);
    expect(Unsuccessful?.[0]?.Error?.Message).toContain('Access Denied for LogDestination');
    expect((await spoke.api.describeFlowLogs({})).FlowLogs).toEqual([]);
  });

  test('returns an unsuccessful item where there is no bucket', async () => {
    const { create } = await withBucket();
    const { Unsuccessful } = await create({ LogDestination: 'arn:aws:s3:::no-such-bucket' });
    expect(Unsuccessful?.[0]?.Error?.Message).toBe('LogDestination: no-such-bucket does not exist');
  });

  test('reports a log that exists already, and logs the other resources', async () => {
    const { spoke, VpcId, create } = await withBucket();
    await create();
    const other = await spoke.available('10.2.0.0/16');
    const { FlowLogIds, Unsuccessful } = await create({ ResourceIds: [VpcId, other.VpcId] });
    expect(FlowLogIds).toHaveLength(1);
    expect(Unsuccessful).toMatchObject([{ ResourceId: VpcId, Error: { Code: 'FlowLogAlreadyExists' } }]);
    expect((await create({ TrafficType: 'REJECT' })).Unsuccessful).toEqual([]);
  });

  test('returns the same logs for the same client token', async () => {
    const { create } = await withBucket();
    const { FlowLogIds } = await create({ ClientToken: 'once' });
    const again = await create({ ClientToken: 'once' });
    expect(again).toMatchObject({ FlowLogIds, Unsuccessful: [] });
    expect(await codeOf(create({ ClientToken: 'once', TrafficType: 'REJECT' }))).toBe('IdempotentParameterMismatch');
  });

  test.each<[string, Partial<CreateFlowLogsCommandInput>, string]>([
    ['an interval of five minutes', { MaxAggregationInterval: 300 }, 'InvalidParameter'],
    ['no destination', { LogDestination: undefined }, 'InvalidParameter'],
    ['a log group beside S3', { LogDestination: undefined, LogGroupName: 'flows' }, 'InvalidParameter'],
    ['CloudWatch Logs without a role', { LogDestinationType: 'cloud-watch-logs' }, 'InvalidParameter'],
    ['a bucket and a log group', { LogGroupName: 'flows' }, 'InvalidParameterCombination'],
    ['a role for S3', { DeliverLogsPermissionArn: 'arn:aws:iam::200000000002:role/flows' }, 'InvalidParameter'],
    ['Firehose', { LogDestinationType: 'kinesis-data-firehose' }, 'UnsupportedOperation'],
    ['301 VPCs', { ResourceIds: Array.from({ length: 301 }, () => 'vpc-0123456789abcdef0') }, 'InvalidParameter'],
    ['no traffic type', { TrafficType: undefined }, 'MissingParameter'],
    ['an unknown VPC', { ResourceIds: ['vpc-0123456789abcdef0'] }, 'InvalidVpcID.NotFound'],
    ['a VPC as a subnet', { ResourceType: 'Subnet' }, 'InvalidSubnetID.Malformed'],
    ['a type that the twin lacks', { ResourceType: 'NetworkInterface' }, 'UnsupportedOperation'],
  ])('refuses %s', async (_, more, code) => {
    const { create } = await withBucket();
    expect(await codeOf(create(more))).toBe(code);
  });

  test('refuses the reserved prefix AWSLogs', async () => {
    const { create } = await withBucket();
    const { Unsuccessful } = await create({ LogDestination: `arn:aws:s3:::${BUCKET}/AWSLogs/` });
    expect(Unsuccessful?.[0]?.Error?.Code).toBe('InvalidParameter');
  });

  test('of a transit gateway takes no traffic type and an interval of a minute only', async () => {
    const { spoke, create } = await withBucket();
    const ours = { TrafficType: undefined, MaxAggregationInterval: 60, LogDestination: `arn:aws:s3:::${BUCKET}` };
    const id = await spoke.transitGateway();
    const ofGateway = { ...ours, ResourceType: 'TransitGateway' as const, ResourceIds: [id] };
    expect(await codeOf(create(ofGateway))).toBe('InvalidTransitGatewayID.NotFound');
    const hubs = (more: object) => spoke.hubApi.createFlowLogs({ ...ofGateway, LogDestinationType: 's3', ...more });
    expect(await codeOf(hubs({ TrafficType: 'ALL' }))).toBe('InvalidParameter');
    const attachment = { ResourceType: 'TransitGatewayAttachment', ResourceIds: ['tgw-attach-0123456789abcdef0'] };
    expect(await codeOf(hubs(attachment))).toBe('InvalidTransitGatewayAttachmentID.NotFound');
    expect(await codeOf(hubs({ MaxAggregationInterval: 600 }))).toBe('InvalidParameter');
    expect(await hubs({})).toMatchObject({ FlowLogIds: [expect.any(String)], Unsuccessful: [] });
  });
});

describe('DeleteFlowLogs', () => {
  test('deletes what it can and names the rest', async () => {
    const { spoke, create } = await withBucket();
    const id = given((await create()).FlowLogIds?.[0]);
    const gone = 'fl-0123456789abcdef0';
    const { Unsuccessful } = await spoke.api.deleteFlowLogs({ FlowLogIds: [gone, id] });
    expect(Unsuccessful).toMatchObject([{ ResourceId: gone, Error: { Code: 'InvalidFlowLogId.NotFound' } }]);
    expect((await spoke.api.describeFlowLogs({})).FlowLogs).toEqual([]);
    expect((await create()).Unsuccessful).toEqual([]);
  });

  test('cannot delete the logs of other accounts', async () => {
    const { spoke, create } = await withBucket();
    const id = given((await create()).FlowLogIds?.[0]);
    const { Unsuccessful } = await spoke.hubApi.deleteFlowLogs({ FlowLogIds: [id] });
    expect(Unsuccessful).toMatchObject([{ ResourceId: id }]);
    expect((await spoke.api.describeFlowLogs({})).FlowLogs).toHaveLength(1);
  });
});
