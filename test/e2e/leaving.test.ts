import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { DisassociateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { FORMER, MEMBER, NAMING, STATUS, deadLetterQueueName, spokeRoleName } from '../../lib/names';
import { Scene } from '../attacks/scene';
import { verify } from '../demo/verify';
import { snapshot } from '../twin/snapshot';
import { GONE } from '../../lib/aws/read/from-aws';

const HOUR = 60;

let scene: Scene;
/** An account that stays in its OU. */
let dev: string;
/** Another account, enrolled, in the OU of segment dev. */
let other: string;
let restore: () => void;
beforeAll(async () => {
  scene = await Scene.shared();
  dev = scene.account('dev');
  other = await scene.secondDev();
  // Credentials that are issued later are gone with each test.
  for (const account of [dev, other]) await scene.setting.people.ec2(account);
  restore = snapshot(scene.world);
});
afterEach(() => restore());

let ranges = 0;
const nextCidr = (): string => `10.1.${ranges++}.0/24`;

const unit = (name: string): string => scene.setting.organization.organizationalUnits[name] ?? '';
async function move(accountId: string, from: string, to: string): Promise<void> {
  await scene.setting.people.move(accountId, from, to);
}
const close = (AccountId: string) => scene.setting.people.organizations.send(new CloseAccountCommand({ AccountId }));

/** What the hub has of a VPC, also of one that does not exist any more. */
function leftInHub(vpcId: string): readonly string[] {
  const { world } = scene;
  const attachments = [...world.ec2.transitGatewayAttachments.values()].filter(
    (attachment) => attachment.vpcId === vpcId && !GONE.has(attachment.state),
  );
  const zones = [...world.route53.zones.values()];
  return [
    ...attachments.map(({ state, propagations }) => `attachment ${state}, propagated to ${propagations.size} tables`),
    ...zones.filter(({ vpcs }) => vpcs.has(vpcId)).map(({ name }) => `zone ${name}`),
    ...zones.filter(({ authorizations }) => authorizations.has(vpcId)).map(({ name }) => `authorization for ${name}`),
  ];
}
const gateway = (): string =>
  `arn:aws:ec2:${scene.setting.landingZone.hub.region}:${scene.setting.landingZone.hub.accountId}:transit-gateway/${scene.setting.hub.transitGatewayId}`;
const isShared = (accountId: string): boolean => scene.world.ram.isShared(gateway(), accountId);
/** DHCP options of ours that no VPC uses. */
const unusedOptionSets = (accountId: string): readonly string[] => {
  const { ec2: state } = scene.world;
  const scope = { accountId, region: scene.setting.landingZone.hub.region };
  const inUse = new Set(state.vpcs.of(scope).map(({ dhcpOptionsId }) => dhcpOptionsId));
  return state.dhcpOptions
    .of(scope)
    .map(({ dhcpOptionsId }) => dhcpOptionsId)
    .filter((id) => state.tagsOf(id, accountId).has(FORMER) && !inUse.has(id));
};
/** Nothing of ours is left of a VPC that exists, in the hub or in its account. */
const expectNothingLeft = async (accountId: string, ...vpcIds: readonly string[]): Promise<void> => {
  expect(
    await verify(
      scene.setting,
      vpcIds.map((vpcId) => ({ accountId, vpcId, segment: null })),
    ),
  ).toEqual([]);
  expect(unusedOptionSets(accountId)).toEqual([]);
};

const removeTags = async (accountId: string, vpcId: string, ...keys: readonly string[]): Promise<void> => {
  const client = await scene.setting.people.ec2(accountId);
  await client.send(new ec2.DeleteTagsCommand({ Resources: [vpcId], Tags: keys.map((Key) => ({ Key })) }));
};
const isInUse = (error: Error): false => {
  if (error.name === 'DependencyViolation') return false;
  throw error;
};

/** What `terraform destroy` of a VPC's team does: everything in the VPC, the attachment among it, and the VPC. */
async function destroy(accountId: string, vpcId: string): Promise<void> {
  const client = await scene.setting.people.ec2(accountId);
  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  await client.send(
    new ec2.DeleteTransitGatewayVpcAttachmentCommand({
      TransitGatewayAttachmentId: scene.attachmentOf(vpcId)?.attachmentId,
    }),
  );
  const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand(ofVpc));
  const VpcEndpointIds = VpcEndpoints.map(({ VpcEndpointId }) => VpcEndpointId ?? '');
  if (VpcEndpointIds.length > 0) await client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds }));
  // As soon as the attachment is deleted, before the VPC is attached again.
  const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand(ofVpc));
  for (const { SubnetId } of Subnets)
    while (!(await client.send(new ec2.DeleteSubnetCommand({ SubnetId })).then(Boolean, isInUse)))
      await scene.world.clock.jump(1_000);
  await client.send(new ec2.DeleteVpcCommand({ VpcId: vpcId }));
}

test('[D1] an account that may not use the segment of its VPCs any more is out of it, whatever their tags say', async () => {
  const vpcs = await scene.joinedTogether(other, nextCidr(), nextCidr());
  for (const vpcId of vpcs) await scene.untag(other, vpcId);
  await scene.wait(10);
  const values = ['bogus', 'staging'];
  for (const [index, vpcId] of vpcs.entries()) await scene.tag(other, vpcId, values[index]);
  await move(other, unit('Workloads/Dev'), unit('Workloads/Prod'));
  await scene.wait(3 * HOUR);
  expect(vpcs.map((vpcId) => scene.leadTo(vpcId))).toEqual([[], []]);
  await expectNothingLeft(other, ...vpcs);
});

test('[D2] accounts that are moved where no role of ours is, and an hour later into a segment, keep nothing of ours', async () => {
  const vpcs = {
    [dev]: await scene.joinedTogether(dev, nextCidr(), nextCidr()),
    [other]: await scene.joinedTogether(other, nextCidr(), nextCidr()),
  };
  for (const account of [dev, other]) await move(account, unit('Workloads/Dev'), unit('Suspended'));
  await scene.wait(HOUR);
  expect(Object.values(vpcs).flat().flatMap(leftInHub)).toEqual([]);
  // No service control policy protects the tags there.
  for (const vpcId of vpcs[other] ?? []) await removeTags(other, vpcId, MEMBER, STATUS, 'wheelwright:join');
  await move(dev, unit('Suspended'), unit('Workloads/Prod'));
  await move(other, unit('Suspended'), unit('Workloads/Dev'));
  await scene.wait(HOUR);
  for (const account of [dev, other]) await expectNothingLeft(account, ...(vpcs[account] ?? []));
});

test('[D2] a VPC leaves the hub when the role in its account is deleted during the drain, and all else once it is back', async () => {
  const account = other;
  const vpcId = await scene.joined(account, nextCidr());
  await scene.untag(account, vpcId);
  await scene.wait(10);
  const restore = await deleteRole(account);
  await scene.wait(30);
  expect(scene.leadTo(vpcId)).toEqual(['dev', 'shared']);
  await scene.wait(HOUR);
  expect(leftInHub(vpcId)).toEqual([]);
  await restore();
  await scene.sweep();
  await expectNothingLeft(account, vpcId);
});

/** Deletes the role of the join worker. The returned function creates it again. */
async function deleteRole(account: string): Promise<() => Promise<void>> {
  const client = new iam.IAMClient(await scene.setting.people.configOf(account, 'us-east-1'));
  const RoleName = spokeRoleName('join', NAMING);
  const { Role } = await client.send(new iam.GetRoleCommand({ RoleName }));
  const AssumeRolePolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  const { PolicyNames = [] } = await client.send(new iam.ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(
    PolicyNames.map((PolicyName) => client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  for (const PolicyName of PolicyNames) await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await client.send(new iam.DeleteRoleCommand({ RoleName }));
  return async () => {
    await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    for (const { PolicyName, PolicyDocument = '' } of policies)
      await client.send(
        new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: decodeURIComponent(PolicyDocument) }),
      );
  };
}

test('[D3] an account that is closed while its VPC joins, 20 or 200 seconds later, leaves nothing in the hub', async () => {
  const vpcs = [await scene.vpc(other, nextCidr()), await scene.vpc(dev, nextCidr())] as const;
  await scene.tag(other, vpcs[0]);
  await scene.tag(dev, vpcs[1]);
  await scene.world.clock.jump(20_000);
  await close(other);
  await scene.world.clock.jump(180_000);
  await close(dev);
  await scene.wait(2 * HOUR);
  expect(vpcs.flatMap(leftInHub)).toEqual([]);
  expect([other, dev].map(isShared)).toEqual([false, false]);
});

test('[D4] a VPC whose attachment its team deletes just before its account is moved or closed leaves nothing in the hub', async () => {
  const vpcs = [await scene.joined(other, nextCidr()), await scene.joined(dev, nextCidr())] as const;
  const deletesAttachment = async (account: string, vpcId: string): Promise<void> => {
    const client = await scene.setting.people.ec2(account);
    const TransitGatewayAttachmentId = scene.attachmentOf(vpcId)?.attachmentId;
    await client.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
  };
  await deletesAttachment(other, vpcs[0]);
  await move(other, unit('Workloads/Dev'), unit('Suspended'));
  await deletesAttachment(dev, vpcs[1]);
  await close(dev);
  await scene.wait(2 * HOUR);
  expect(vpcs.flatMap(leftInHub)).toEqual([]);
  expect([other, dev].map(isShared)).toEqual([false, false]);
});

describe('[D5] a VPC whose attachment loses the tag wheelwright:managed in the hub', () => {
  it.each([
    ['falls to the root', false],
    ['falls to the root, and its admission is lost', true],
  ])('leaves nothing in the hub when its account %s', async (_what, lost) => {
    const account = other;
    const vpcId = await scene.joined(account, nextCidr());
    await scene.loseHubTag(vpcId, 'wheelwright:managed');
    if (lost) await scene.loseAdmissions();
    await move(account, unit('Workloads/Dev'), scene.setting.organization.rootId);
    await scene.wait(2 * HOUR);
    expect(leftInHub(vpcId)).toEqual([]);
    expect(isShared(account)).toBe(false);
  });
});

describe('[D6] a joined VPC that its team deletes with all its parts', () => {
  it('leaves nothing in the hub, nor in its account, whether it leaves already or not', async () => {
    const vpcs = await scene.joinedTogether(dev, nextCidr(), nextCidr());
    const [first = ''] = vpcs;
    await scene.untag(dev, first);
    await scene.wait(10);
    for (const vpcId of vpcs) await destroy(dev, vpcId);
    await scene.wait(10);
    expect(vpcs.flatMap(leftInHub)).toEqual([]);
    expect(unusedOptionSets(dev)).toEqual([]);
    expect(vpcs.map((vpcId) => scene.row(vpcId)?.state)).toEqual(['left', 'left']);
  });

  it('has left also where Route 53 does not know it any more, and is not tried again', async () => {
    const vpcId = await scene.joined(dev, nextCidr());
    scene.world.route53.deletedVpcsAreInvalid = true;
    await destroy(dev, vpcId);
    await scene.wait(10);
    expect(scene.row(vpcId)).toMatchObject({ state: 'left' });
    const before = scene.world.calls.length;
    await scene.sweep();
    const actions = scene.world.calls.slice(before).map(({ action }) => action);
    expect(actions).not.toContain('route53:DisassociateVPCFromHostedZone');
    scene.world.route53.deletedVpcsAreInvalid = false;
  });
});

test('[D10] no DHCP options of ours stay of a VPC that leaves at once after its team has deleted its attachment', async () => {
  const vpcId = await scene.joined(dev, nextCidr());
  const client = await scene.setting.people.ec2(dev);
  await scene.addCidr(dev, vpcId, '10.3.0.0/24');
  const TransitGatewayAttachmentId = scene.attachmentOf(vpcId)?.attachmentId;
  await client.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
  await scene.wait(10);
  expect(scene.status(vpcId)).toMatch(/^refused CIDR /);
  expect(unusedOptionSets(dev)).toEqual([]);
});

test('[D7] accounts that a share of the hub loses are principals of it again, while their VPCs are joined and joining', async () => {
  const joined = await scene.joined(dev, nextCidr());
  const joining = await scene.vpc(other, nextCidr());
  await scene.tag(other, joining);
  const { hub, landingZone } = scene.setting;
  const ram = new RAMClient(scene.hubConfig());
  for (const resourceShareArn of hub.resourceShareArns)
    await ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [dev, other] }));
  await scene.wait(10);
  expect([dev, other].map(isShared)).toEqual([true, true]);
  await scene.until(joined, 'joined');
  await scene.until(joining, 'joined');
  const vpcs = [
    { accountId: dev, vpcId: joined, segment: 'dev' },
    { accountId: other, vpcId: joining, segment: 'dev' },
  ];
  expect(await verify(scene.setting, vpcs)).toEqual([]);
  const { accountId, region } = landingZone.hub;
  const dead = `arn:aws:sqs:${region}:${accountId}:${deadLetterQueueName('join')}`;
  expect(scene.world.sqs.queue(dead)?.messages()).toEqual([]);
});

test('[D8] joined VPCs that could not join any more, for their tag or their zones, keep to their segment when they are changed', async () => {
  const vpcs = await scene.joinedTogether(dev, nextCidr(), nextCidr());
  const [bogus = '', narrow = ''] = vpcs;
  await scene.tag(dev, bogus, 'bogus');
  await dropToOneZone(dev, narrow);
  for (const vpcId of vpcs)
    await scene.hubEc2.send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayRouteTableId: scene.setting.hub.routeTableIds['prod'],
        TransitGatewayAttachmentId: scene.attachmentOf(vpcId)?.attachmentId,
      }),
    );
  await scene.wait(10);
  for (const vpcId of vpcs) expect(scene.leadTo(vpcId)).toEqual(['dev', 'shared']);
});

async function dropToOneZone(account: string, vpcId: string): Promise<void> {
  const client = await scene.setting.people.ec2(account);
  const [SubnetId] = scene.attachmentOf(vpcId)?.subnetIds ?? [];
  const attachment = { TransitGatewayAttachmentId: scene.attachmentOf(vpcId)?.attachmentId };
  await client.send(
    new ec2.ModifyTransitGatewayVpcAttachmentCommand({ ...attachment, RemoveSubnetIds: [SubnetId ?? ''] }),
  );
  await scene.world.clock.jump(15_000);
  await client.send(new ec2.DeleteSubnetCommand({ SubnetId }));
}

describe('[D9] a VPC that asks again while it leaves', () => {
  it('goes on leaving, and has left in the end, if it could not join (yes, prod)', async () => {
    const vpcs = await scene.joinedTogether(dev, nextCidr(), nextCidr());
    for (const vpcId of vpcs) await scene.untag(dev, vpcId);
    await scene.wait(20);
    const values = ['yes', 'prod'];
    for (const [index, vpcId] of vpcs.entries()) await scene.tag(dev, vpcId, values[index]);
    await scene.wait(3 * HOUR);
    expect(vpcs.map((vpcId) => scene.leadTo(vpcId))).toEqual([[], []]);
    await expectNothingLeft(dev, ...vpcs);
  });

  it('joins again if it may', async () => {
    const account = dev;
    const vpcId = await scene.joined(account, nextCidr());
    await scene.untag(account, vpcId);
    await scene.wait(20);
    await scene.tag(account, vpcId, 'yes');
    await scene.wait(5);
    await scene.tag(account, vpcId, 'dev');
    await scene.wait(3 * HOUR);
    expect(await verify(scene.setting, [{ accountId: account, vpcId, segment: 'dev' }])).toEqual([]);
  });
});

describe('[D12] a VPC whose tags are removed by hand while it leaves', () => {
  it('keeps its path for the drain, and leaves completely, without its status alone and without its membership, too', async () => {
    const vpcs = await scene.joinedTogether(dev, nextCidr(), nextCidr());
    for (const vpcId of vpcs) await scene.untag(dev, vpcId);
    await scene.wait(10);
    const lost = [[STATUS], [STATUS, MEMBER]];
    for (const [index, vpcId] of vpcs.entries()) await removeTags(dev, vpcId, ...(lost[index] ?? []));
    await scene.sweep();
    await scene.wait(30);
    for (const vpcId of vpcs) expect(scene.leadTo(vpcId)).toEqual(['dev', 'shared']);
    await scene.wait(40);
    await expectNothingLeft(dev, ...vpcs);
  });

  it('keeps its path until the time in a tag of 0.1.0, which recorded nothing', async () => {
    const vpcId = await scene.joined(dev, nextCidr());
    await scene.untag(dev, vpcId);
    await scene.wait(10);
    await scene.loseAdmissions();
    await scene.sweep();
    await scene.wait(30);
    expect(scene.leadTo(vpcId)).toEqual(['dev', 'shared']);
    await scene.wait(40);
    await expectNothingLeft(dev, vpcId);
  });
});
