import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import type { HubVpc } from './hub-vpc';
import { logicalId } from './names';

/**
 * The endpoints of the hub VPC. The one of S3 has no private DNS, which would lead the hub's own traffic away from the
 * gateway endpoint: whoever comes over the transit gateway, where gateway endpoints cannot be used, calls it by name.
 */
export class Endpoints extends Construct {
  readonly all: readonly CfnVPCEndpoint[];

  constructor(scope: Construct, id: string, vpc: HubVpc, { hub }: LandingZone) {
    super(scope, id);
    const serviceName = (service: string): string => `com.amazonaws.${hub.region}.${service}`;
    const gateway = new CfnVPCEndpoint(this, 'S3Gateway', {
      vpcId: vpc.vpcId,
      serviceName: serviceName('s3'),
      vpcEndpointType: 'Gateway',
      routeTableIds: [vpc.routeTableId],
    });
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
    this.all = [gateway, ...interfaces];
  }
}
