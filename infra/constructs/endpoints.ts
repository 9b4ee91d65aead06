import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import type { HubVpc } from './hub-vpc';
import { logicalId } from './names';

/**
 * The endpoints of the hub VPC. Spokes reach the interface endpoints over the transit gateway; their names, which AWS
 * tells the hub VPC only, come from the inbound resolver. Gateway endpoints cannot be used from another VPC, so each
 * spoke has its own for S3 (`s3-endpoint`), and the interface endpoint of S3 has no private DNS: with it, spokes that
 * ask the inbound resolver would be led here and past their own. It is called by its own name.
 * Who may do what is said by the services' own policies, such as those of the image repositories.
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
