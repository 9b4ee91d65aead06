import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { inFolder, type HubResources } from '../../lib/landing-zone';
import { InboundResolver, Zones } from '../constructs/dns';
import { Endpoints } from '../constructs/endpoints';
import { HubParameters } from '../constructs/hub-parameters';
import { HubVpc } from '../constructs/hub-vpc';
import { Logs } from '../constructs/logs';
import { HubShare, Mesh } from '../constructs/mesh';
import { Registry } from '../constructs/registry';
import type { LandingZoneStackProps } from './props';

/** The stateful part of the hub: transit gateway, DNS, logs, image repositories, and the parameters with their ids. */
export class HubStack extends Stack {
  readonly network: HubResources;

  constructor(scope: Construct, id: string, props: LandingZoneStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const { landingZone } = props;
    const vpc = new HubVpc(this, 'Network', landingZone);
    const resolver = new InboundResolver(this, 'Resolver', vpc, landingZone);
    const mesh = new Mesh(this, 'Mesh', landingZone);
    const attachment = mesh.attach(vpc, landingZone);
    const endpoints = new Endpoints(this, 'Endpoints', vpc, landingZone);
    // The resolver's addresses are fixed, so it gets them before other resources take addresses in the subnets.
    if (resolver.endpoint)
      for (const later of [...attachment, ...endpoints.all]) later.addResourceDependency(resolver.endpoint);
    const zones = new Zones(this, 'Zones', vpc.vpcId, landingZone);
    const logs = new Logs(this, 'Logs', landingZone);
    logs.logQueriesOf(vpc.vpcId, landingZone);
    new Registry(this, 'Registry', landingZone);
    const share = new HubShare(this, 'Sharing', landingZone, [
      mesh.transitGatewayArn,
      mesh.prefixListArn,
      logs.queryLogConfigArn,
    ]);

    this.network = {
      transitGatewayId: mesh.transitGatewayId,
      routeTableIds: { ...mesh.routeTableIds },
      prefixListId: mesh.prefixListId,
      zoneIds: { ...zones.zoneIds },
      resolverIps: [...resolver.addresses],
      queryLogConfigId: logs.queryLogConfigId,
      resourceShareArns: [share.arn],
    };
    new HubParameters(this, 'Parameters', this.network, {
      'flow-log-bucket-arn': logs.bucketArn,
      'vpc-id': vpc.vpcId,
      'subnet-ids': vpc.subnets.map(({ id: subnetId }) => subnetId).join(','),
      ...inFolder('name-servers', zones.nameServers),
    });
  }
}
