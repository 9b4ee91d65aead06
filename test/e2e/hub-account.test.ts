import { logBucketArn, logBucketName } from '../../lib/landing-zone';
import {
  CreateTransitGatewayRouteCommand,
  DeleteFlowLogsCommand,
  DeleteTransitGatewayRouteCommand,
  DescribeFlowLogsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LEDGER_TABLE, SHADOWED } from '../../lib/names';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
let setting: EnrolledWorld;
let hub: ReturnType<EnrolledWorld['world']['config']>;
beforeAll(async () => {
  setting = await sharedOrganization(smallLandingZone());
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

test("[B6] a static route of the hub that takes a VPC's addresses is found once, said on its attachment, and its spoke is woken", async () => {
  const { people, world, organization, hub: ids } = setting;
  const accountId = organization.accounts['dev'] ?? '';
  const vpcId = await people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  await people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  const client = new EC2Client(hub);
  const attachmentId = [...world.ec2.transitGatewayAttachments.values()].find(
    (one) => one.vpcId === vpcId,
  )?.attachmentId;
  const mark = () => world.ec2.tagsOf(attachmentId ?? '', hubId()).get(SHADOWED);
  const TransitGatewayRouteTableId = ids.routeTableIds['dev'];
  const blackhole = { TransitGatewayRouteTableId, DestinationCidrBlock: '10.1.4.0/24' };
  const messagesToDev = async (work: () => Promise<unknown>) => {
    const before = world.functions.invocations.length;
    await work();
    await world.clock.jump(2 * MINUTE);
    const bodies = world.functions.invocations
      .slice(before)
      .filter(({ functionName }) => functionName === 'wheelwright-join')
      .flatMap(({ event }) => (event as { Records: { body: string }[] }).Records.map(({ body }) => body));
    return bodies.filter((body) => body.includes(accountId) && body.includes('static routes'));
  };
  // Other addresses, and the range around the VPC, take nothing.
  const harmless = ['10.1.16.0/24', '10.1.0.0/16'].map((DestinationCidrBlock) => ({
    ...blackhole,
    DestinationCidrBlock,
  }));
  for (const route of harmless) await client.send(new CreateTransitGatewayRouteCommand({ ...route, Blackhole: true }));
  await world.clock.jump(2 * MINUTE);
  expect(mark()).toBeUndefined();

  const create = () => client.send(new CreateTransitGatewayRouteCommand({ ...blackhole, Blackhole: true }));
  await expect(messagesToDev(create)).resolves.toHaveLength(1);
  expect(mark()).toBe(`10.1.4.0/24 ${TransitGatewayRouteTableId ?? ''}`);
  await expect(messagesToDev(sweep)).resolves.toEqual([]);
  const remove = () => client.send(new DeleteTransitGatewayRouteCommand(blackhole));
  await expect(messagesToDev(remove)).resolves.toHaveLength(1);
  expect(mark()).toBe('');
});

const hubId = (): string => setting.landingZone.hub.accountId;

test('[FC9] the sweep and enroll say that the hub account lies in an OU of a segment', async () => {
  const { world, landingZone, organization, people } = setting;
  const { accountId, region } = landingZone.hub;
  const [workloads, infrastructure] = ['Workloads/Dev', 'Infrastructure'].map(
    (path) => organization.organizationalUnits[path] ?? '',
  );
  await people.move(accountId, infrastructure ?? '', workloads ?? '');
  world.functions.logs.length = 0;
  await sweep();
  await setting.world.clock.jump(10 * MINUTE);
  expect(world.functions.logs.some(({ line }) => line.includes('hub account in an OU of a segment'))).toBe(true);
  const table = new DynamoDBClient(hub);
  const Key = { pk: { S: `${accountId}/${region}` }, sk: { S: accountId } };
  const recorded = async () => {
    const { Item } = await table.send(new GetItemCommand({ TableName: LEDGER_TABLE, Key }));
    return [Item?.['state']?.S, Item?.['reason']?.S];
  };
  expect(await recorded()).toEqual(['refused', 'hub-in-segment']);
  await people.move(accountId, workloads ?? '', infrastructure ?? '');
  await sweep();
  expect(await recorded()).toEqual(['left', undefined]);
});
