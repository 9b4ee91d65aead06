import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import type { HubVpc } from './hub-vpc';
import { logicalId } from './names';

/**
 * The endpoints of the hub VPC. Spokes reach the interface endpoints over the transit gateway; the inbound resolver
 * resolves their names, which are private to the hub VPC. A gateway endpoint cannot be used from another VPC (AWS
 * PrivateLink guide, "Gateway endpoints"), so each spoke has its own for S3 (concept `s3-endpoint`). The interface endpoint
 * of S3 has no private DNS: with it, spokes that use the inbound resolver would reach S3 through the hub instead of their
 * own gateway endpoint. Callers use the endpoint's own DNS name.
 * The endpoints have no policies: the services' resource policies decide, such as those of the image repositories.
 */
export class Endpoints extends Construct {
  readonly all: readonly CfnVPCEndpoint[];

  constructor(scope: Construct, id: string, vpc: HubVpc, { hub }: LandingZone) {
    super(scope, id);
    const serviceName = (service: string): string => `com.amazonaws.${hub.region}.${service}`;
    const gateways = hub.endpoints.includes('s3')
      ? [
          new CfnVPCEndpoint(this, 'S3Gateway', {
            vpcId: vpc.vpcId,
            serviceName: serviceName('s3'),
            vpcEndpointType: 'Gateway',
            routeTableIds: [...vpc.routeTableIds],
          }),
        ]
      : [];
    const interfaces = hub.endpoints.map((service) => {
      return new CfnVPCEndpoint(this, logicalId(service), {
        vpcId: vpc.vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: 'Interface',
        privateDnsEnabled: service !== 's3',
        subnetIds: vpc.subnets.map(({ id: subnetId }) => subnetId),
        securityGroupIds: [vpc.endpointGroupId],
      });
    });
    this.all = [...gateways, ...interfaces];
  }
}
