import { fifoMessageOf } from '../../lib/hub/messages';
import { administratorAccount, isDelegated, namingOf, queueUrl } from '../../lib/landing-zone';
import { WORKERS } from '../../lib/names';
import { CloudFormationClient, DeleteStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import {
  AssociateVpcCidrBlockCommand,
  CreateRouteTableCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DisassociateTransitGatewayRouteTableCommand,
  EC2Client,
  DeleteRouteCommand,
} from '@aws-sdk/client-ec2';
import { DeleteClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EnrolledWorld } from '../world/enrolled';
import { AwsError } from '../twin/wire/errors';
import { joinableVpc } from '../demo/joinable-vpc';
import { SILENT } from '../demo/narrator';
import { planStory } from '../demo/plan';
import { story } from '../demo/story';
import { clusterGround } from '../twin/eks/fixture';
import { contested } from './contested';
import { act, confirmLeaves, look } from './operators';
import { admittedIn } from './admitted-in';
import { spareCidrs } from './ranges';
import { settings } from './settings';

type Chapter = (title: string) => void;
interface Vpc {
  readonly accountId: string;
  readonly vpcId: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Everything that the automation does, once: the demo's story (enrolling, joining, leaving, a refusal, growth, replay and
 * sweep), then repairs, a quarantine, clusters and a closed account.
 */
export async function scenarios(setting: EnrolledWorld, chapter: Chapter): Promise<void> {
  const expected = await story(setting, { ...SILENT, chapter });
  // A raised quota, as by a support case.
  setting.world.ec2.quotas.vpcsPerRegion = 30;
  const [dev] = expected;
  if (!dev?.segment) throw new Error('The story returned no VPC.');
  const { free, outside } = spareCidrs(setting.landingZone, dev.segment);
  chapter('A route of a joined VPC is deleted by hand, and created again');
  await deleteRoute(setting, dev);
  await setting.world.clock.jump(10 * MINUTE);
  chapter('In the hub, its attachment is disassociated from its route table, and associated again');
  await disassociate(setting, dev);
  await setting.world.clock.jump(30 * MINUTE);
  chapter('A joined VPC gets a route table and an EKS cluster, whose pods may pull images');
  await clusters(setting, dev);
  chapter('Operators look at the mesh, at a VPC and at its account');
  await look(setting, dev);
  await tampered(setting, dev.accountId, chapter);
  await unreadable(setting, chapter);
  chapter('Operators freeze and thaw, sweep, replay, and put dead letters back');
  await act(setting, dev);
  const { accountId, segment } = dev;
  await settings(setting, { accountId, segment, vpcId: dev.vpcId }, chapter);
  await contested(setting, { accountId, segment, foreign: free[0], cidr: free[1] }, chapter);
  chapter('A joined VPC gets a CIDR outside its segment, and is quarantined');
  const client = await setting.people.ec2(dev.accountId);
  // A service control policy denies it.
  setting.world.organizations.policies.enabled = false;
  await client.send(new AssociateVpcCidrBlockCommand({ VpcId: dev.vpcId, CidrBlock: outside }));
  setting.world.organizations.policies.enabled = true;
  await setting.world.clock.jump(HOUR);
  await throttled(setting, { accountId, cidr: free[2] }, chapter);
  await withoutRegion(setting, dev.accountId, chapter);
  await withoutRoles(setting, dev.accountId, chapter);
  await mostLeave(setting, dev, chapter);
  chapter(
    'An account is moved to an OU that permits no segment; its VPCs leave, and its pending attachment is rejected',
  );
  await attachByHand(setting, { accountId, cidr: free[3] });
  const { Suspended: to = '' } = setting.organization.organizationalUnits;
  const { first } = planStory(setting.landingZone);
  const from = setting.organization.organizationalUnits[first.unit] ?? setting.organization.rootId;
  await admittedIn(setting, dev.accountId, to);
  await setting.people.move(dev.accountId, from, to);
  await setting.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await setting.world.clock.jump(2 * HOUR);
  chapter('The tag of a VPC is removed, and its account closed during the drain');
  const staging = expected.find((vpc) => vpc.segment !== null && vpc.accountId !== accountId) ?? dev;
  await setting.people.untag(staging.accountId, staging.vpcId);
  // Without a drain a VPC leaves at once.
  await setting.world.clock.jump(Math.min(5, setting.landingZone.leave.drainMinutes / 2) * MINUTE);
  await setting.people.organizations.send(new CloseAccountCommand({ AccountId: staging.accountId }));
  await setting.world.clock.jump(8 * HOUR);
}

/** So few stay that `guards.maxLeaves` lets them leave together: it counts those of an hour. */
async function mostLeave(setting: EnrolledWorld, { accountId }: Vpc, chapter: Chapter) {
  chapter('The VPCs of an account leave, but for the last two: an operator confirms those that are held');
  const { world, people, landingZone } = setting;
  const { region } = landingZone.hub;
  const vpcs = world.ec2.vpcs.of({ accountId, region }).filter(({ isDefault }) => !isDefault);
  const tagged = vpcs.filter(({ vpcId }) => world.ec2.tagsOf(vpcId, accountId).has(namingOf(landingZone).tags.join));
  for (const { vpcId } of tagged.slice(0, -2)) await people.untag(accountId, vpcId);
  await world.clock.jump(10 * MINUTE);
  await confirmLeaves(setting);
  await world.clock.jump(2 * HOUR);
}

/** The workers are woken while AWS rejects their credentials, and ask whether the region is enabled. */
async function withoutRegion(
  { world, landingZone }: EnrolledWorld,
  accountId: string,
  chapter: Chapter,
): Promise<void> {
  chapter('An account disables its region, is woken, and gets the region again by the sweep');
  const { accountId: hubId, region } = landingZone.hub;
  world.account.change(accountId, region, 'DISABLED', accountId);
  await world.clock.jump(MINUTE);
  const sqs = new SQSClient(world.config(world.administrator(hubId), region));
  for (const worker of ['join', 'grant-pull'] as const) {
    const { body, group, deduplicationId } = fifoMessageOf({ accountId, region, because: 'asked' }, `asked-${worker}`);
    const message = { MessageBody: body, MessageGroupId: group, MessageDeduplicationId: deduplicationId };
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(landingZone, worker), ...message }));
  }
  await world.clock.jump(MINUTE);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(HOUR);
}

async function deleteRoute({ people, hub }: EnrolledWorld, vpc: Vpc): Promise<void> {
  const client = await people.ec2(vpc.accountId);
  const Filters = [{ Name: 'vpc-id', Values: [vpc.vpcId] }];
  const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({ Filters }));
  const DestinationPrefixListId = hub.prefixListId;
  for (const { RouteTableId } of RouteTables.slice(0, 1))
    await client.send(new DeleteRouteCommand({ RouteTableId, DestinationPrefixListId }));
}

async function disassociate({ world, landingZone }: EnrolledWorld, { vpcId }: Vpc): Promise<void> {
  const { accountId, region } = landingZone.hub;
  const ec2 = new EC2Client(world.config(world.administrator(accountId), region));
  const Filters = [{ Name: 'resource-id', Values: [vpcId] }];
  const { TransitGatewayAttachments = [] } = await ec2.send(new DescribeTransitGatewayAttachmentsCommand({ Filters }));
  for (const { TransitGatewayAttachmentId, Association } of TransitGatewayAttachments)
    await ec2.send(
      new DisassociateTransitGatewayRouteTableCommand({
        TransitGatewayAttachmentId,
        TransitGatewayRouteTableId: Association?.TransitGatewayRouteTableId,
      }),
    );
}

/** A cluster in the joined VPC itself: before its DHCP options change, the worker reads clusters with a private endpoint. */
async function clusters({ world, landingZone, people }: EnrolledWorld, { accountId, vpcId }: Vpc): Promise<void> {
  const { region } = landingZone.hub;
  const ground = await clusterGround(world, accountId, region);
  const subnetIds = world.ec2.subnets
    .of({ accountId, region })
    .flatMap((one) => (one.vpcId === vpcId ? [one.subnetId] : []));
  await (await people.ec2(accountId)).send(new CreateRouteTableCommand({ VpcId: vpcId }));
  await ground.create('jobs', { resourcesVpcConfig: { subnetIds, endpointPrivateAccess: true } });
  await world.clock.jump(world.times.cluster + 10 * MINUTE);
}

/** A VPC that its team attaches and does not tag: the attachment waits for acceptance. */
async function attachByHand(
  { world, people, hub }: EnrolledWorld,
  { accountId, cidr }: { readonly accountId: string; readonly cidr: string },
): Promise<void> {
  const vpcId = await people.createVpc(accountId, { cidr, zones: 'a' });
  await world.clock.jump(MINUTE);
  const client = await people.ec2(accountId);
  const { Subnets = [] } = await client.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  await client.send(
    new CreateTransitGatewayVpcAttachmentCommand({
      TransitGatewayId: hub.transitGatewayId,
      VpcId: vpcId,
      SubnetIds: Subnets.map(({ SubnetId }) => SubnetId ?? ''),
    }),
  );
  await world.clock.jump(5 * MINUTE);
}

/** Changes by hand to a pull role and the hub's flow logs, which service control policies deny administrators. */
async function tampered({ world, landingZone }: EnrolledWorld, accountId: string, chapter: Chapter): Promise<void> {
  chapter('Pull roles, an OIDC provider and flow logs are changed by hand, and corrected; the cluster is deleted');
  const { accountId: hubId, region } = landingZone.hub;
  // Without repositories nobody may pull, and there is none.
  const role = world.iam.rolesIn(accountId).find(({ path }) => path.includes('/pull/'));
  role?.attached.add('arn:aws:iam::aws:policy/AdministratorAccess');
  if (role)
    role.trust = world.iam.trust(
      role.trust.text.replace(/system:serviceaccount:[^"]+/, 'system:serviceaccount:any:any'),
    );
  for (const provider of world.iam.oidcProviders.values()) provider.clientIds.clear();
  for (const log of world.ec2.flowLogs.of({ accountId: hubId, region })) Object.assign(log, { trafficType: 'REJECT' });
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(10 * MINUTE);
  if (role) role.permissionsBoundary = undefined;
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(10 * MINUTE);
  const eks = new EKSClient(world.config(world.administrator(accountId), region));
  await eks.send(new DeleteClusterCommand({ name: 'jobs' }));
  await world.clock.jump(world.times.cluster + 10 * MINUTE);
}

async function unreadable({ world, landingZone }: EnrolledWorld, chapter: Chapter): Promise<void> {
  chapter('Each worker receives an unreadable message, and sends it to its dead-letter queue');
  const { accountId, region } = landingZone.hub;
  const sqs = new SQSClient(world.config(world.administrator(accountId), region));
  for (const QueueUrl of WORKERS.map((worker) => queueUrl(landingZone, worker))) {
    const group = { MessageGroupId: 'unreadable', MessageDeduplicationId: 'unreadable' };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'not JSON', ...group }));
  }
  await world.clock.jump(3 * HOUR);
}

/** Throttled or refused at one call, each worker returns its messages to the queue and continues later. */
async function throttled(
  setting: EnrolledWorld,
  { accountId, cidr }: { readonly accountId: string; readonly cidr: string },
  chapter: Chapter,
): Promise<void> {
  const { world, people, landingZone } = setting;
  chapter(
    'AWS throttles Route 53 and EKS while a VPC joins, then refuses DHCP options, then throttles a sweep, and all continue later',
  );
  const refuse = (code: string, ...operations: readonly string[]): void => {
    world.around.push((invocation, next) => {
      if (operations.includes(invocation.operation)) throw new AwsError(code, 'Rate or limit exceeded');
      return next();
    });
  };
  refuse('ThrottlingException', 'AssociateVPCWithHostedZone', 'ListClusters');
  const vpcId = await joinableVpc(setting, accountId, { cidr, zones: 'ab' });
  await people.tag(accountId, vpcId, planStory(landingZone).first.tag);
  const ground = await clusterGround(world, accountId, landingZone.hub.region);
  await ground.create('late');
  await world.clock.jump(30 * MINUTE);
  world.around.pop();
  refuse('UnauthorizedOperation', 'AssociateDhcpOptions');
  await world.clock.jump(10 * MINUTE);
  world.around.pop();
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  refuse('TooManyRequestsException', 'ListAccounts');
  await world.clock.jump(MINUTE);
  world.around.pop();
  await world.clock.jump(HOUR);
}

async function withoutRoles(
  { world, landingZone, organization }: EnrolledWorld,
  accountId: string,
  chapter: Chapter,
): Promise<void> {
  chapter('Both StackSets’ stacks are deleted from an account, and the sweep deploys them again');
  const administrator = world.administrator(administratorAccount(landingZone));
  const cloudformation = new CloudFormationClient(world.config(administrator, 'us-east-1'));
  const unit = planStory(landingZone).first.unit;
  const OrganizationalUnitIds = [organization.organizationalUnits[unit] ?? organization.rootId];
  for (const [StackSetName, Regions] of [
    ['wheelwright-rules', [landingZone.hub.region]],
    ['wheelwright-roles', [landingZone.stsRegion]],
  ] as const)
    await cloudformation.send(
      new DeleteStackInstancesCommand({
        ...{ StackSetName, Regions: [...Regions], RetainStacks: false },
        ...(isDelegated(landingZone) ? { CallAs: 'DELEGATED_ADMIN' as const } : {}),
        DeploymentTargets: { OrganizationalUnitIds, Accounts: [accountId], AccountFilterType: 'INTERSECTION' },
      }),
    );
  await world.clock.jump(10 * MINUTE);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(HOUR);
}
