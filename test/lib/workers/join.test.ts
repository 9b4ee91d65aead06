import {
  CreateTagsCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTagsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { withoutServiceControl } from '../../world/assembly/edits';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../../world/enrolled';
import { fixtureLandingZone } from '../../world/landing-zone';
import { GONE } from '../../../lib/aws/read/from-aws';

const MINUTE = 60_000;
const landingZone = fixtureLandingZone();

let setting: EnrolledWorld;
let dev: string;
let ec2: EC2Client;
/** Calls before the test. */
let since = 0;
beforeAll(async () => {
  setting = await enrolledOrganization(landingZone, { times: { attachment: 150_000 }, edit: withoutServiceControl });
  dev = setting.organization.accounts['dev'] ?? '';
  ec2 = await setting.people.ec2(dev);
  setting.world.ec2.quotas.vpcsPerRegion = 20;
});
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
    .filter(({ mutating, caller }) => mutating && /^wheelwright-(spoke-)?join$/.test(caller))
    .map(({ action }) => action)
    .filter((action) => !/^(sqs|dynamodb|sts):/.test(action));
const attachmentsOf = (vpcId: string) =>
  [...setting.world.ec2.transitGatewayAttachments.values()].filter(
    (attachment) => attachment.vpcId === vpcId && !GONE.has(attachment.state),
  );

/** Attaches a VPC as a team without Wheelwright would. */
async function attachByHand(vpcId: string): Promise<void> {
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  const SubnetIds = Subnets?.slice(0, 1).map(({ SubnetId }) => SubnetId ?? '');
  const TransitGatewayId = setting.hub.transitGatewayId;
  await ec2.send(new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId: vpcId, SubnetIds }));
}

describe('an attachment that was made by hand', () => {
  let vpcId: string;
  beforeEach(async () => {
    vpcId = await createVpc(nextCidr());
    await attachByHand(vpcId);
    await setting.world.clock.jump(5 * MINUTE);
  });

  it('is not touched while its VPC does not ask to join', async () => {
    await sweep();
    expect(attachmentsOf(vpcId)).toMatchObject([{ vpcId, state: 'pendingAcceptance' }]);
    expect(writes()).not.toContain('ec2:DeleteTransitGatewayVpcAttachment');
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
  });

  it('is adopted when its VPC asks to join: accepted, and with subnets in every zone', async () => {
    const [before] = attachmentsOf(vpcId);
    await setting.people.tag(dev, vpcId);
    await untilVpcIs(setting, vpcId, 'joined');
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

  it('gets the reason in its status tag, once, and no other changes', async () => {
    await expect(statusOf(vpcId)).resolves.toMatch(/^refused .*10\.2\.0\.0\/20/);
    expect(writes()).toEqual(['ec2:CreateTags', 'events:PutEvents']);
    await sweep();
    expect(writes()).toHaveLength(2);
  });

  it('loses its status when it no longer asks to join', async () => {
    await setting.people.untag(dev, vpcId);
    await setting.world.clock.jump(5 * MINUTE);
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
    const before = setting.world.calls.length;
    await sweep();
    expect(writes(before)).toEqual([]);
  });

  it('keeps an attachment that is made by hand just when it stops asking to join', async () => {
    await Promise.all([setting.people.untag(dev, vpcId), attachByHand(vpcId)]);
    await setting.world.clock.jump(5 * MINUTE);
    expect(attachmentsOf(vpcId)).toMatchObject([{ state: 'pendingAcceptance' }]);
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
  });

  it('does not keep another VPC from joining', async () => {
    const good = await createVpc(nextCidr());
    await setting.people.tag(dev, good);
    await untilVpcIs(setting, good, 'joined');
    await expect(statusOf(vpcId)).resolves.toMatch(/^refused/);
  });
});

test('while AWS makes the attachment, each delivery takes one call, and one more once a minute', async () => {
  const vpcId = await createVpc(nextCidr());
  await setting.people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
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
  const probe = 'ec2:DescribeTransitGatewayAttachments';
  const waits = costs.slice((begun ?? 0) + 1, accepted);
  expect(waits.length).toBeLessThanOrEqual(9);
  // What was read of the account counts for longer than a minute where a message or the wait tells it.
  const others = waits.flatMap((actions) => actions.filter((action) => action !== probe));
  expect(others.length).toBeLessThanOrEqual(2);
  expect(new Set(others)).toEqual(new Set(['ec2:DescribeVpcs']));
  expect(waits.map(([first]) => first)).toEqual(waits.map(() => probe));
});

describe('a VPC that leaves', () => {
  let vpcId: string;
  beforeEach(async () => {
    vpcId = await createVpc(nextCidr());
    await setting.people.tag(dev, vpcId);
    await untilVpcIs(setting, vpcId, 'joined');
    await setting.people.untag(dev, vpcId);
    await setting.world.clock.jump(5 * MINUTE);
  });

  it('has the end of its drain in its status tag, keeps its path until then, and has left after it', async () => {
    const [, until = ''] = /^leaving until (.*)$/.exec((await statusOf(vpcId)) ?? '') ?? [];
    const left = Date.parse(until) - setting.world.clock.now().getTime();
    expect(left).toBeGreaterThan(50 * MINUTE);
    await setting.world.clock.jump(left - 1);
    expect(attachmentsOf(vpcId)).toMatchObject([{ vpcId, state: 'available' }]);
    await untilVpcIs(setting, vpcId, 'left');
    expect(attachmentsOf(vpcId)).toEqual([]);
    await expect(statusOf(vpcId)).resolves.toBeUndefined();
  });

  it('stays when it asks to join again before that', async () => {
    await setting.world.clock.jump(30 * MINUTE);
    const [before] = attachmentsOf(vpcId);
    await setting.people.tag(dev, vpcId);
    await untilVpcIs(setting, vpcId, 'joined');
    await setting.world.clock.jump(60 * MINUTE);
    expect(attachmentsOf(vpcId)).toMatchObject([{ attachmentId: before?.attachmentId, state: 'available' }]);
    await expect(statusOf(vpcId)).resolves.toBe('joined dev');
  });
});

test('a VPC with a status tag that Wheelwright did not write is not touched', async () => {
  const vpcId = await createVpc(nextCidr());
  const Tags = [{ Key: 'wheelwright:status', Value: 'please' }];
  await ec2.send(new CreateTagsCommand({ Resources: [vpcId], Tags }));
  await sweep();
  await expect(statusOf(vpcId)).resolves.toBe('please');
  expect(writes()).toEqual([]);
});

test('[B14] a key in another case is told on the VPC once, and what was told goes with it', async () => {
  const vpcId = await createVpc(nextCidr());
  const Key = 'Wheelwright:Join';
  await ec2.send(new CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key, Value: 'true' }] }));
  await setting.world.clock.jump(MINUTE);
  expect(await statusOf(vpcId)).toMatch(/^refused the VPC has the tag Wheelwright:Join, expected wheelwright:join/);
  const from = setting.world.calls.length;
  await sweep();
  expect(writes(from)).toEqual([]);
  await ec2.send(new DeleteTagsCommand({ Resources: [vpcId], Tags: [{ Key }] }));
  await setting.world.clock.jump(MINUTE);
  expect(await statusOf(vpcId)).toBeUndefined();
});
