import { CfnOutput, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnHostedZone } from 'aws-cdk-lib/aws-route53';
import { CfnResolverEndpoint } from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { resolverAddress } from './addresses';
import type { HubVpc } from './hub-vpc';
import { logicalId } from './names';

/** The private zones, all associated with the hub VPC, and the public zones, to which on-premises DNS delegates. */
export class Zones extends Construct {
  /** Ids of the private zones, by name. */
  readonly zoneIds: Readonly<Record<string, string>>;
  /** Name servers of the public zones, by name of the zone: four each, separated by commas. */
  readonly nameServers: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, vpcId: string, { hub, zones }: LandingZone) {
    super(scope, id);
    const zone = (name: string, vpcs: { vpcId: string; vpcRegion: string }[]): CfnHostedZone => {
      const made = new CfnHostedZone(this, `${logicalId(name)}${vpcs.length > 0 ? 'Private' : 'Public'}`, {
        name,
        ...(vpcs.length > 0 ? { vpcs } : {}),
      });
      made.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      return made;
    };
    this.zoneIds = Object.fromEntries(
      zones.private.map(({ name, existing }) => [
        name,
        existing ?? zone(name, [{ vpcId, vpcRegion: hub.region }]).attrId,
      ]),
    );
    this.nameServers = Object.fromEntries(
      zones.public.map((name) => [name, Fn.join(',', zone(name, []).attrNameServers)]),
    );
    for (const [name, value] of Object.entries(this.nameServers))
      new CfnOutput(this, `${logicalId(name)}NameServers`, {
        value,
        description: `Delegate ${name} to these name servers`,
      });
  }
}

/** The Route 53 Resolver endpoint that answers DNS queries from the mesh: one address per Availability Zone. */
export class InboundResolver extends Construct {
  readonly addresses: readonly string[];
  /** Undefined where the resolver existed before. */
  readonly endpoint: CfnResolverEndpoint | undefined;

  constructor(scope: Construct, id: string, vpc: HubVpc, { hub }: LandingZone) {
    super(scope, id);
    if ('existing' in hub.inboundResolver) {
      this.addresses = hub.inboundResolver.addresses;
      return;
    }
    const subnets = vpc.subnets.slice(0, hub.inboundResolver.azs);
    this.addresses = subnets.map(({ cidr }) => resolverAddress(cidr));
    this.endpoint = new CfnResolverEndpoint(this, 'Endpoint', {
      name: 'wheelwright-inbound',
      direction: 'INBOUND',
      securityGroupIds: [vpc.dnsGroupId],
      ipAddresses: subnets.map(({ id: subnetId, cidr }) => ({ subnetId, ip: resolverAddress(cidr) })),
    });
    this.endpoint.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
