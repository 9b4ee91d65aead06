import { AssociateVpcCidrBlockCommand, DescribeRouteTablesCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import { DeleteClusterCommand } from '@aws-sdk/client-eks';
import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import type { Setting } from '../demo/setup';
import { story } from '../demo/story';
import { clusterGround } from '../twin/eks/fixture';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Everything that the automation does, once: the demo's story (enrolling, joining, leaving, a refusal, growth, replay and
 * sweep), then repair, quarantine, clusters and a closed account.
 */
export async function scenarios(setting: Setting, chapter: (title: string) => void): Promise<void> {
  const expected = await story(setting, chapter);
  const [dev] = expected;
  if (!dev) throw new Error('The story ends with a VPC in dev.');
  chapter('A route of a joined VPC is deleted by hand, and put back');
  await deleteRoute(setting, dev);
  await setting.world.clock.jump(10 * MINUTE);
  chapter('A joined VPC gets addresses that its segment does not have, and is quarantined');
  const client = await setting.people.ec2(dev.accountId);
  await client.send(new AssociateVpcCidrBlockCommand({ VpcId: dev.vpcId, CidrBlock: '10.77.0.0/20' }));
  await setting.world.clock.jump(HOUR);
  chapter('A cluster is made and deleted, and pull roles come and go with it');
  await clusters(setting, dev.accountId);
  chapter('A VPC is untagged, and its account closed while it waits for the drain');
  const staging = expected.find(({ segment }) => segment === 'staging') ?? dev;
  await setting.people.untag(staging.accountId, staging.vpcId);
  await setting.world.clock.jump(5 * MINUTE);
  await setting.people.organizations.send(new CloseAccountCommand({ AccountId: staging.accountId }));
  await setting.world.clock.jump(8 * HOUR);
}

async function deleteRoute({ people, hub }: Setting, vpc: { accountId: string; vpcId: string }): Promise<void> {
  const client = await people.ec2(vpc.accountId);
  const Filters = [{ Name: 'vpc-id', Values: [vpc.vpcId] }];
  const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({ Filters }));
  const DestinationPrefixListId = hub.prefixListId;
  for (const { RouteTableId } of RouteTables.slice(0, 1))
    await client.send(new DeleteRouteCommand({ RouteTableId, DestinationPrefixListId }));
}

async function clusters({ world: { clock, times }, ...setting }: Setting, accountId: string): Promise<void> {
  const { region } = setting.landingZone.hub;
  const ground = await clusterGround(setting.people.world, accountId, region);
  await ground.create('jobs');
  await clock.jump(times.cluster + 10 * MINUTE);
  await ground.eks.send(new DeleteClusterCommand({ name: 'jobs' }));
  await clock.jump(times.cluster + 10 * MINUTE);
}
