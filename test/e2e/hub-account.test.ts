import { logBucketArn, logBucketName } from '../../lib/landing-zone';
import { DeleteFlowLogsCommand, DescribeFlowLogsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { enrolledOrganization, type EnrolledWorld } from '../world/enrolled';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
let setting: EnrolledWorld;
let hub: ReturnType<EnrolledWorld['world']['config']>;
beforeAll(async () => {
  setting = await enrolledOrganization(smallLandingZone());
  const { accountId, region } = setting.landingZone.hub;
  hub = setting.world.config(setting.world.administrator(accountId), region);
});

const logs = async () => (await new EC2Client(hub).send(new DescribeFlowLogsCommand({}))).FlowLogs ?? [];
const logged = async () =>
  (await logs()).map(({ ResourceId, LogDestination, Tags }) => ({
    of: ResourceId?.split('-')[0],
    LogDestination,
    Tags,
  }));
const sweep = async (): Promise<void> => {
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await setting.world.clock.jump(MINUTE);
};
const policy = async () => {
  const Bucket = logBucketName(setting.landingZone);
  return (await new S3Client(hub).send(new GetBucketPolicyCommand({ Bucket }))).Policy;
};

test("the hub's own VPC and transit gateway have flow logs, which are created again after they were deleted", async () => {
  const made = {
    LogDestination: logBucketArn(setting.landingZone),
    Tags: [{ Key: 'wheelwright:managed', Value: 'true' }],
  };
  const both = expect.arrayContaining([
    { of: 'vpc', ...made },
    { of: 'tgw', ...made },
  ]) as unknown;
  const before = await policy();
  await expect(logged()).resolves.toEqual(both);
  await expect(logged()).resolves.toHaveLength(2);

  const FlowLogIds = (await logs()).map(({ FlowLogId }) => FlowLogId ?? '');
  await new EC2Client(hub).send(new DeleteFlowLogsCommand({ FlowLogIds }));
  await expect(logged()).resolves.toEqual([]);
  await sweep();
  await expect(logged()).resolves.toEqual(both);
  await expect(policy()).resolves.toBe(before);

  const from = setting.world.calls.length;
  await sweep();
  const writes = setting.world.calls
    .slice(from)
    .filter(({ mutating, action, accountId }) => mutating && action.startsWith('ec2:') && accountId === hubId());
  expect(writes).toEqual([]);
});

const hubId = (): string => setting.landingZone.hub.accountId;
