import { queueUrl } from '../../lib/landing-zone';
import { WORKERS } from '../../lib/names';
import { CloudFormationClient, DeleteStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import {
  AssociateVpcCidrBlockCommand,
  CreateRouteTableCommand,
  DescribeRouteTablesCommand,
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
import { SILENT } from '../demo/narrator';
import { story } from '../demo/story';
import { clusterGround } from '../twin/eks/fixture';

type Chapter = (title: string) => void;
interface Vpc {
  readonly accountId: string;
  readonly vpcId: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Everything that the automation does, once: the demo's story (enrolling, joining, leaving, a refusal, growth, replay and
 * sweep), then repair, quarantine, clusters and a closed account.
 */
export async function scenarios(setting: EnrolledWorld, chapter: Chapter): Promise<void> {
  // As people have it raised by a support case.
  setting.world.ec2.quotas.vpcsPerRegion = 10;
  const expected = await story(setting, { ...SILENT, chapter });
  const [dev] = expected;
  if (!dev) throw new Error('The story ends with a VPC in dev.');
  chapter('A route of a joined VPC is deleted by hand, and put back');
  await deleteRoute(setting, dev);
  await setting.world.clock.jump(10 * MINUTE);
  chapter('In the hub, its attachment is taken off its route table, and comes back');
  await disassociate(setting, dev);
  await setting.world.clock.jump(30 * MINUTE);
  chapter('A joined VPC gets a route table and a cluster, whose pods may pull');
  await clusters(setting, dev);
  await tampered(setting, dev.accountId, chapter);
  await unread(setting, chapter);
  chapter('A joined VPC gets addresses that its segment does not have, and is quarantined');
  const client = await setting.people.ec2(dev.accountId);
  // The organization's own policy keeps people from it.
  setting.world.organizations.policies.enabled = false;
  await client.send(new AssociateVpcCidrBlockCommand({ VpcId: dev.vpcId, CidrBlock: '10.77.0.0/20' }));
  setting.world.organizations.policies.enabled = true;
  await setting.world.clock.jump(HOUR);
  await halfway(setting, dev.accountId, chapter);
  await withoutRoles(setting, dev.accountId, chapter);
  chapter('An account is moved to where no segment is, and leaves');
  const { organizationalUnits } = setting.organization;
  await setting.people.move(
    dev.accountId,
    organizationalUnits['Workloads/Dev'] ?? '',
    organizationalUnits['Suspended'] ?? '',
  );
  await setting.world.clock.jump(2 * HOUR);
  chapter('A VPC is untagged, and its account closed while it waits for the drain');
  const staging = expected.find(({ segment }) => segment === 'staging') ?? dev;
  await setting.people.untag(staging.accountId, staging.vpcId);
  await setting.world.clock.jump(5 * MINUTE);
  await setting.people.organizations.send(new CloseAccountCommand({ AccountId: staging.accountId }));
  await setting.world.clock.jump(8 * HOUR);
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

/** A cluster in the joined VPC itself: whoever sets its DHCP options asks for clusters with a private endpoint. */
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

/** What people without a control policy above them could do to a pull role, and to the hub's own flow logs. */
async function tampered({ world, landingZone }: EnrolledWorld, accountId: string, chapter: Chapter): Promise<void> {
  chapter('Pull roles, a provider and flow logs are tampered with, and put right; then the cluster goes');
  const { accountId: hubId, region } = landingZone.hub;
  const role = world.iam.rolesIn(accountId).find(({ path }) => path.includes('/pull/'));
  if (!role) throw new Error(`${accountId} has no pull role.`);
  role.attached.add('arn:aws:iam::aws:policy/AdministratorAccess');
  role.trust = world.iam.trust(role.trust.text.replace('wheelwright-pull', 'anybody'));
  for (const provider of world.iam.oidcProviders.values()) provider.clientIds.clear();
  for (const log of world.ec2.flowLogs.of({ accountId: hubId, region })) Object.assign(log, { trafficType: 'REJECT' });
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(10 * MINUTE);
  role.permissionsBoundary = undefined;
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(10 * MINUTE);
  const eks = new EKSClient(world.config(world.administrator(accountId), region));
  await eks.send(new DeleteClusterCommand({ name: 'jobs' }));
  await world.clock.jump(world.times.cluster + 10 * MINUTE);
}

async function unread({ world, landingZone }: EnrolledWorld, chapter: Chapter): Promise<void> {
  chapter('A message that nobody can read comes to each worker, and is put aside');
  const { accountId, region } = landingZone.hub;
  const sqs = new SQSClient(world.config(world.administrator(accountId), region));
  for (const QueueUrl of WORKERS.map((worker) => queueUrl(landingZone, worker))) {
    const group = { MessageGroupId: 'nobody', MessageDeduplicationId: 'unread' };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'not JSON', ...group }));
  }
  await world.clock.jump(3 * HOUR);
}

/** Throttled at one call, every worker gives its messages back and takes the work up again. */
async function halfway(
  { world, people, landingZone }: EnrolledWorld,
  accountId: string,
  chapter: Chapter,
): Promise<void> {
  chapter('AWS throttles zones and clusters while a VPC joins, and both are taken up again');
  const busy = new Set(['AssociateVPCWithHostedZone', 'ListClusters']);
  world.around.push((invocation, next) => {
    if (busy.has(invocation.operation)) throw new AwsError('ThrottlingException', 'Rate exceeded');
    return next();
  });
  const vpcId = await people.createVpc(accountId, { cidr: '10.1.64.0/20', zones: 'ab' });
  await people.tag(accountId, vpcId);
  const ground = await clusterGround(world, accountId, landingZone.hub.region);
  await ground.create('late');
  await world.clock.jump(30 * MINUTE);
  world.around.pop();
  await world.clock.jump(HOUR);
}

async function withoutRoles(
  { world, landingZone, organization }: EnrolledWorld,
  accountId: string,
  chapter: Chapter,
): Promise<void> {
  chapter('Both stacks are taken from an account, and given back by the sweep');
  const management = world.administrator(landingZone.organization.managementAccountId);
  const cloudformation = new CloudFormationClient(world.config(management, 'us-east-1'));
  const OrganizationalUnitIds = [organization.organizationalUnits['Workloads/Dev'] ?? ''];
  for (const [StackSetName, Regions] of [
    ['wheelwright-rules', [landingZone.hub.region]],
    ['wheelwright-roles', [landingZone.stsRegion]],
  ] as const)
    await cloudformation.send(
      new DeleteStackInstancesCommand({
        ...{ StackSetName, Regions: [...Regions], RetainStacks: false },
        DeploymentTargets: { OrganizationalUnitIds, Accounts: [accountId], AccountFilterType: 'INTERSECTION' },
      }),
    );
  await world.clock.jump(10 * MINUTE);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(HOUR);
}
