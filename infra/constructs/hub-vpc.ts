import { Fn, RemovalPolicy, Tags } from 'aws-cdk-lib';
import {
  CfnNetworkAcl,
  CfnNetworkAclEntry,
  type CfnNetworkAclEntryProps,
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

const WHY_NO_FLOW_LOGS = "The join function makes the hub's flow logs: its role cannot change the log bucket's policy.";
const WHY_ACL =
  'The second of two layers, and stateless: security groups stay the first, and whoever opens one too far meets this.';

/** The hub's own VPC: one private subnet per Availability Zone, one route table, no way to the internet. Or one there is. */
export class HubVpc extends Construct {
  readonly vpcId: string;
  readonly cidr: string;
  readonly subnets: readonly { readonly id: string; readonly cidr: string }[];
  readonly routeTableIds: readonly string[];
  /** Its attachment, where it is attached already. */
  readonly attachmentId: string | undefined;
  /** Lets the mesh ask the resolver: port 53, UDP and TCP. */
  readonly dnsGroupId: string;
  /** Lets the mesh reach interface endpoints: port 443. */
  readonly endpointGroupId: string;

  constructor(scope: Construct, id: string, { hub, mesh }: LandingZone) {
    super(scope, id);
    const { vpc } = hub;
    this.cidr = vpc.cidr;
    if ('existing' in vpc) {
      this.vpcId = vpc.existing;
      this.subnets = vpc.subnets;
      this.routeTableIds = vpc.routeTableIds;
      this.attachmentId = vpc.attachmentId;
    } else {
      const made = new CfnVPC(this, 'Vpc', { cidrBlock: vpc.cidr, enableDnsHostnames: true, enableDnsSupport: true });
      made.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      Tags.of(made).add('Name', 'wheelwright-hub');
      acknowledge(made, 'VPC7', WHY_NO_FLOW_LOGS);
      this.vpcId = made.attrVpcId;
      const table = new CfnRouteTable(this, 'RouteTable', { vpcId: this.vpcId });
      const acl = this.#acl(mesh.prefixes);
      this.subnets = subnetsOf(vpc.cidr, vpc.azs).map((cidr, zone) => ({
        id: this.#subnet(zone, cidr, { routeTableId: table.attrRouteTableId, networkAclId: acl.attrId }),
        cidr,
      }));
      this.routeTableIds = [table.attrRouteTableId];
    }
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

  #subnet(zone: number, cidrBlock: string, within: { routeTableId: string; networkAclId: string }): string {
    const subnet = new CfnSubnet(this, `Subnet${zone}`, {
      vpcId: this.vpcId,
      cidrBlock,
      availabilityZone: Fn.select(zone, Fn.getAzs()),
      mapPublicIpOnLaunch: false,
    });
    Tags.of(subnet).add('Name', `wheelwright-hub-${zone}`);
    const subnetId = subnet.attrSubnetId;
    const { routeTableId, networkAclId } = within;
    new CfnSubnetRouteTableAssociation(this, `Subnet${zone}RouteTable`, { subnetId, routeTableId });
    new CfnSubnetNetworkAclAssociation(this, `Subnet${zone}Acl`, { subnetId, networkAclId });
    return subnetId;
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

  /** The mesh comes in and is answered; HTTPS goes out, to S3's public addresses, and is answered. Nothing else. */
  #acl(prefixes: readonly string[]): CfnNetworkAcl {
    const acl = new CfnNetworkAcl(this, 'Acl', { vpcId: this.vpcId });
    acknowledge(acl, 'VPC3', WHY_ACL);
    const entry = (
      name: string,
      rule: Pick<CfnNetworkAclEntryProps, 'ruleNumber' | 'egress' | 'cidrBlock' | 'protocol' | 'portRange'>,
    ): void => {
      const made = new CfnNetworkAclEntry(this, name, { ...rule, networkAclId: acl.attrId, ruleAction: 'allow' });
      acknowledge(made, 'VPC3', WHY_ACL);
    };
    const [ALL, TCP] = [-1, 6];
    for (const [index, cidrBlock] of prefixes.entries()) {
      const rule = { ruleNumber: 100 + index, cidrBlock, protocol: ALL };
      entry(`MeshIn${index}`, { ...rule, egress: false });
      entry(`MeshOut${index}`, { ...rule, egress: true });
    }
    // S3's addresses are public, also through the gateway endpoint.
    const anywhere = { ruleNumber: 1000, cidrBlock: '0.0.0.0/0', protocol: TCP };
    entry('AnswersIn', { ...anywhere, egress: false, portRange: { from: 1024, to: 65_535 } });
    entry('HttpsOut', { ...anywhere, egress: true, portRange: { from: 443, to: 443 } });
    return acl;
  }
}
