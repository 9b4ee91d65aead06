import {
  CreateTagsCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { withoutServiceControl } from '../../world/assembly/edits';
import { enrolledOrganization, settledAs, shippedLandingZone, type Setting } from '../../world/enrolled';
import { GONE } from '../../../lib/aws/read/from-aws';

const MINUTE = 60_000;
const landingZone = shippedLandingZone();

let setting: Setting;
let dev: string;
let ec2: EC2Client;
/** Calls before the test. */
let since = 0;
beforeAll(async () => {
  setting = await enrolledOrganization(landingZone, { times: { attachment: 150_000 }, edit: withoutServiceControl });
  dev = setting.organization.accounts['dev'] ?? '';
  ec2 = await setting.people.ec2(dev);
  setting.world.ec2.quotas.vpcsPerRegion = 20;
}, 60_000);
beforeEach(() => {
  since = setting.world.calls.length;
});

const statusOf = async (vpcId: string): Promise<string | undefined> => {
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
  return Vpcs?.[0]?.Tags?.find(({ Key }) => Key === 'wheelwright:status')?.Value;
};
let made = 0;
const nextCidr = (): string => `10.1.${16 * made++}.0/20`;
async function createVpc(cidr: string): Promise<string> {
  const vpcId = await setting.people.createVpc(dev, { cidr, zones: 'abc' });
  await setting.world.clock.jump(MINUTE);
  return vpcId;
}
const sweep = async (): Promise<void> => {
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await setting.world.clock.jump(3 * MINUTE);
};
/** The writes of the join worker in this test: in the spoke by its role there, in the hub by the function. */
const writes = (from = since): readonly string[] =>
  setting.world.calls
    .slice(from)
    .filter(({ mutating, caller }) => mutating && caller === 'wheelwright-join')
    .map(({ action }) => action)
    .filter((action) => !/^(sqs|dynamodb|sts):/.test(action));
const attachmentsOf = (vpcId: string) =>
  [...setting.world.ec2.transitGatewayAttachments.values()].filter(
    (attachment) => attachment.vpcId === vpcId && !GONE.has(attachment.state),
  );

/** What a team does that knows of transit gateways. */
async function attachByHand(vpcId: string): Promise<void> {
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  const SubnetIds = Subnets?.slice(0, 1).map(({ SubnetId }) => SubnetId ?? '');
  const TransitGatewayId = setting.hub.transitGatewayId;
  await ec2.send(new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId: vpcId, SubnetIds }));
}

describe('an attachment that somebody made by hand', () => {
  let vpcId: string;
  beforeEach(async () => {
    vpcId = await createVpc(nextCidr());
    await attachByHand(vpcId);
    await setting.world.clock.jump(5 * MINUTE);
  });

  it('is left alone while its VPC does not ask', async () => {
    await sweep();
    expect(attachmentsOf(vpcId)).toMatchObject([{ vpcId, state: 'pendingAcceptance' }]);
    expect(writes()).not.toContain('ec2:DeleteTransitGatewayVpcAttachment');
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
  });

  it('is adopted when its VPC asks: accepted, and with subnets in every zone', async () => {
    const [before] = attachmentsOf(vpcId);
    await setting.people.tag(dev, vpcId);
    await settledAs(setting, vpcId, 'joined');
    expect(attachmentsOf(vpcId)).toMatchObject([{ attachmentId: before?.attachmentId, state: 'available' }]);
    expect(attachmentsOf(vpcId)[0]?.subnetIds).toHaveLength(3);
    expect(writes()).not.toContain('ec2:CreateTransitGatewayVpcAttachment');
    await expect(statusOf(vpcId)).resolves.toBe('joined dev');
  });
});

describe('a VPC that is refused', () => {
  let vpcId: string;
  beforeEach(async () => {
    vpcId = await createVpc('10.2.0.0/20');
    await setting.people.tag(dev, vpcId);
    await setting.world.clock.jump(5 * MINUTE);
  });

  it('is told why, once, and nothing else is done to it', async () => {
    await expect(statusOf(vpcId)).resolves.toMatch(/^refused .*10\.2\.0\.0\/20/);
    expect(writes()).toEqual(['ec2:CreateTags', 'events:PutEvents']);
    await sweep();
    expect(writes()).toHaveLength(2);
  });

  it('is told nothing more when it does not ask any more', async () => {
    await setting.people.untag(dev, vpcId);
    await setting.world.clock.jump(5 * MINUTE);
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
    const before = setting.world.calls.length;
    await sweep();
    expect(writes(before)).toEqual([]);
  });

  it('keeps an attachment made by hand in the moment in which it stops asking', async () => {
    await Promise.all([setting.people.untag(dev, vpcId), attachByHand(vpcId)]);
    await setting.world.clock.jump(5 * MINUTE);
    expect(attachmentsOf(vpcId)).toMatchObject([{ state: 'pendingAcceptance' }]);
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
  });

  it('does not keep another from joining', async () => {
    const good = await createVpc(nextCidr());
    await setting.people.tag(dev, good);
    await settledAs(setting, good, 'joined');
    await expect(statusOf(vpcId)).resolves.toMatch(/^refused/);
  });
});

test('while AWS makes the attachment, a message that comes back costs one call, and a look once a minute', async () => {
  const vpcId = await createVpc(nextCidr());
  await setting.people.tag(dev, vpcId);
  await settledAs(setting, vpcId, 'joined');
  const { functions } = setting.world;
  const calls = setting.world.calls.slice(since);
  const costs = functions.invocations
    .filter(({ functionName }) => functionName === 'wheelwright-join')
    .map(({ id }) =>
      calls
        .filter(({ invocationId }) => invocationId === id)
        .map(({ action }) => action)
        .filter((action) => !/^(sqs|dynamodb|sts):/.test(action)),
    );
  const [begun, accepted] = ['Create', 'Accept'].map((verb) =>
    costs.findIndex((actions) => actions.includes(`ec2:${verb}TransitGatewayVpcAttachment`)),
  );
  const probe = 'ec2:DescribeTransitGatewayVpcAttachments';
  const look = ['organizations:DescribeAccount', 'ec2:DescribeVpcs'];
  expect(costs.slice((begun ?? 0) + 1, accepted)).toEqual([[probe, ...look], [probe], [probe, ...look]]);
});

describe('a VPC that leaves', () => {
  let vpcId: string;
  beforeEach(async () => {
    vpcId = await createVpc(nextCidr());
    await setting.people.tag(dev, vpcId);
    await settledAs(setting, vpcId, 'joined');
    await setting.people.untag(dev, vpcId);
    await setting.world.clock.jump(5 * MINUTE);
  });

  it('says until when its path stays, keeps it so long, and is then gone', async () => {
    const [, until = ''] = /^leaving until (.*)$/.exec((await statusOf(vpcId)) ?? '') ?? [];
    const left = Date.parse(until) - setting.world.clock.now().getTime();
    expect(left).toBeGreaterThan(50 * MINUTE);
    await setting.world.clock.jump(left - 1);
    expect(attachmentsOf(vpcId)).toMatchObject([{ vpcId, state: 'available' }]);
    await settledAs(setting, vpcId, 'left');
    expect(attachmentsOf(vpcId)).toEqual([]);
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
  });

  it('stays when it asks again before that', async () => {
    await setting.world.clock.jump(30 * MINUTE);
    const [before] = attachmentsOf(vpcId);
    await setting.people.tag(dev, vpcId);
    await settledAs(setting, vpcId, 'joined');
    await setting.world.clock.jump(60 * MINUTE);
    expect(attachmentsOf(vpcId)).toMatchObject([{ attachmentId: before?.attachmentId, state: 'available' }]);
    await expect(statusOf(vpcId)).resolves.toBe('joined dev');
  });
});

test('a status that a team wrote itself makes its VPC none of ours', async () => {
  const vpcId = await createVpc(nextCidr());
  const Tags = [{ Key: 'wheelwright:status', Value: 'please' }];
  await ec2.send(new CreateTagsCommand({ Resources: [vpcId], Tags }));
  await sweep();
  await expect(statusOf(vpcId)).resolves.toBe('please');
  expect(writes()).toEqual([]);
});
