import { Fn, RemovalPolicy, Tags } from 'aws-cdk-lib';
import {
  CfnNetworkAcl,
  CfnNetworkAclEntry,
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSubnet,
  CfnSubnetNetworkAclAssociation,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { acknowledge } from './acknowledge';
import { subnetsOf } from './addresses';

const WHY_ACL =
  'The second of two layers, and stateless: security groups stay the first, and whoever opens one too far meets this.';

/** The hub's own VPC: one private subnet per Availability Zone, one route table, no way to the internet. */
export class HubVpc extends Construct {
  readonly vpcId: string;
  readonly subnets: readonly { readonly id: string; readonly cidr: string }[];
  readonly routeTableId: string;
  /** Lets the mesh ask the resolver: port 53, UDP and TCP. */
  readonly dnsGroupId: string;
  /** Lets the mesh reach interface endpoints: port 443. */
  readonly endpointGroupId: string;

  constructor(scope: Construct, id: string, { hub, mesh }: LandingZone) {
    super(scope, id);
    if ('existing' in hub.vpc)
      throw new Error(`hub.vpc: bringing ${hub.vpc.existing} along is not supported yet; give its cidr and azs.`);
    const vpc = new CfnVPC(this, 'Vpc', {
      cidrBlock: hub.vpc.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
    vpc.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    Tags.of(vpc).add('Name', 'wheelwright-hub');
    acknowledge(
      vpc,
      'VPC7',
      "The join function makes the hub's flow logs: its role cannot change the log bucket's policy.",
    );
    this.vpcId = vpc.attrVpcId;
    const table = new CfnRouteTable(this, 'RouteTable', { vpcId: this.vpcId });
    this.routeTableId = table.attrRouteTableId;
    const acl = this.#acl(mesh.prefixes);

    this.subnets = subnetsOf(hub.vpc.cidr, hub.vpc.azs).map((cidrBlock, zone) => {
      const subnet = new CfnSubnet(this, `Subnet${zone}`, {
        vpcId: this.vpcId,
        cidrBlock,
        availabilityZone: Fn.select(zone, Fn.getAzs()),
        mapPublicIpOnLaunch: false,
      });
      Tags.of(subnet).add('Name', `wheelwright-hub-${zone}`);
      const subnetId = subnet.attrSubnetId;
      new CfnSubnetRouteTableAssociation(this, `Subnet${zone}RouteTable`, {
        subnetId,
        routeTableId: this.routeTableId,
      });
      new CfnSubnetNetworkAclAssociation(this, `Subnet${zone}Acl`, { subnetId, networkAclId: acl.attrId });
      return { id: subnetId, cidr: cidrBlock };
    });
    const ports = (protocols: readonly string[], port: number) =>
      mesh.prefixes.flatMap((cidrIp) =>
        protocols.map((ipProtocol) => ({
          ipProtocol,
          cidrIp,
          fromPort: port,
          toPort: port,
          description: `port ${port} from the mesh`,
        })),
      );
    this.dnsGroupId = this.#group('Dns', 'The inbound resolver', ports(['udp', 'tcp'], 53));
    this.endpointGroupId = this.#group('Endpoints', 'The interface endpoints', ports(['tcp'], 443));
  }

  #group(name: string, groupDescription: string, ingress: CfnSecurityGroup.IngressProperty[]): string {
    const group = new CfnSecurityGroup(this, `${name}Group`, {
      vpcId: this.vpcId,
      groupDescription,
      securityGroupIngress: ingress,
      // A group without an egress rule of its own is given one that lets everything out.
      securityGroupEgress: [{ ipProtocol: '-1', cidrIp: '127.0.0.1/32', description: 'nothing starts here' }],
    });
    return group.attrGroupId;
  }

  /** The mesh and the Amazon services that gateway endpoints lead to come in, all goes out. */
  #acl(prefixes: readonly string[]): CfnNetworkAcl {
    const acl = new CfnNetworkAcl(this, 'Acl', { vpcId: this.vpcId });
    acknowledge(acl, 'VPC3', WHY_ACL);
    const entry = (
      name: string,
      ruleNumber: number,
      rule: Partial<Pick<CfnNetworkAclEntry, 'egress' | 'cidrBlock' | 'protocol' | 'portRange'>>,
    ): void => {
      const made = new CfnNetworkAclEntry(this, name, {
        networkAclId: acl.attrId,
        ruleAction: 'allow',
        ruleNumber,
        protocol: rule.protocol ?? -1,
        cidrBlock: rule.cidrBlock ?? '0.0.0.0/0',
        egress: rule.egress ?? false,
        ...(rule.portRange ? { portRange: rule.portRange } : {}),
      });
      acknowledge(made, 'VPC3', WHY_ACL);
    };
    for (const [index, cidrBlock] of prefixes.entries()) entry(`MeshIn${index}`, 100 + index, { cidrBlock });
    // Answers of S3, whose addresses are public also through the gateway endpoint.
    entry('AnswersIn', 1000, { protocol: 6, portRange: { from: 1024, to: 65_535 } });
    entry('AllOut', 100, { egress: true });
    return acl;
  }
}
