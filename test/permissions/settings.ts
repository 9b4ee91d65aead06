import * as ec2 from '@aws-sdk/client-ec2';
import { AssociateResolverQueryLogConfigCommand, Route53ResolverClient } from '../../lib/aws/resolver';
import { dnsOf, namingOf } from '../../lib/landing-zone';
import type { EnrolledWorld } from '../world/enrolled';
import { cidrsIn, prefixOf } from '../world/subnets';

const HOUR = 3_600_000;
/** A CIDR of a VPC is no wider (VPC User Guide, "VPC CIDR blocks"). */
const WIDEST = 16;

interface Joined {
  readonly accountId: string;
  readonly vpcId: string;
  readonly segment: string;
}

type Chapter = (title: string) => void;

/** What happens with some settings only: local CIDRs, and what an earlier config made and this one has off. */
export async function settings(setting: EnrolledWorld, vpc: Joined, chapter: Chapter): Promise<void> {
  const { landingZone, world, people } = setting;
  const client = await people.ec2(vpc.accountId);
  // Service control policies deny some of it.
  world.organizations.policies.enabled = false;
  await localCidr(setting, client, vpc, chapter);
  chapter('A worker died before it used a set of DHCP options, which is removed');
  const DhcpOptionsId = await formerOptions(setting, client);
  if (dnsOf(landingZone, vpc.segment) !== 'inbound') {
    chapter('A VPC still has the DHCP options of an earlier config, and gets its own back');
    await client.send(new ec2.AssociateDhcpOptionsCommand({ VpcId: vpc.vpcId, DhcpOptionsId }));
  }
  if (!landingZone.logs.query) {
    chapter('DNS queries of a VPC are still logged as in an earlier config, and no longer');
    const resolver = new Route53ResolverClient(await people.configOf(vpc.accountId));
    const ResolverQueryLogConfigId = setting.hub.queryLogConfigId;
    await resolver.send(
      new AssociateResolverQueryLogConfigCommand({ ResourceId: vpc.vpcId, ResolverQueryLogConfigId }),
    );
  }
  world.organizations.policies.enabled = true;
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(HOUR);
}

async function localCidr(
  { landingZone, world }: EnrolledWorld,
  client: ec2.EC2Client,
  { vpcId }: Joined,
  chapter: Chapter,
): Promise<void> {
  const [local] = landingZone.mesh.localCidrs;
  if (local === undefined) return;
  chapter('A joined VPC gets a local CIDR, which the tables of segments drop, and loses it');
  const [CidrBlock] = cidrsIn(local, Math.max(WIDEST, prefixOf(local)), 1);
  const { CidrBlockAssociation } = await client.send(new ec2.AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock }));
  await world.clock.jump(HOUR);
  const { AssociationId } = CidrBlockAssociation ?? {};
  await client.send(new ec2.DisassociateVpcCidrBlockCommand({ AssociationId }));
  await world.clock.jump(HOUR);
}

/** Options as the concept makes them; those that the VPC had before are deleted meanwhile. */
async function formerOptions({ landingZone }: EnrolledWorld, client: ec2.EC2Client): Promise<string | undefined> {
  const { managed, former } = namingOf(landingZone).tags;
  const { DhcpOptions } = await client.send(
    new ec2.CreateDhcpOptionsCommand({
      DhcpConfigurations: [{ Key: 'domain-name-servers', Values: ['AmazonProvidedDNS'] }],
      TagSpecifications: [
        {
          ResourceType: 'dhcp-options',
          Tags: [
            { Key: managed, Value: 'true' },
            { Key: former, Value: 'dopt-00000000000000000 AmazonProvidedDNS' },
          ],
        },
      ],
    }),
  );
  return DhcpOptions?.DhcpOptionsId;
}
