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

const WHY_NO_FLOW_LOGS =
  "The worker join creates the flow logs of the hub VPC: its role, unlike that of CloudFormation, cannot change the log bucket's policy.";
const WHY_ACL =
  'The network ACL is a second layer behind the security groups, for a security group that is opened too far.';

const WHY_OPEN =
  "EC2 tracks connections of a group that is not open both ways, which limits a resolver's address to about 1,500 queries a second (Route 53 Developer Guide, scaling of Resolver endpoints). The network ACL admits the mesh only, and the VPC has no route to the internet.";

const ANYWHERE = '0.0.0.0/0';
/** EC2 adds a rule that allows all outbound traffic to a group without an egress rule. */
const NOTHING = { ipProtocol: '-1', cidrIp: '127.0.0.1/32', description: 'nothing starts here' };
const OPEN = { ipProtocol: '-1', cidrIp: ANYWHERE, description: 'answers, so that no connection is tracked' };

/** The hub VPC: one private subnet per Availability Zone, one route table, no internet access. Or an existing VPC. */
export class HubVpc extends Construct {
  readonly vpcId: string;
  readonly cidr: string;
  readonly subnets: readonly { readonly id: string; readonly cidr: string }[];
  readonly routeTableIds: readonly string[];
  /** Its transit gateway attachment, where an existing VPC has one. */
  readonly attachmentId: string | undefined;
  /** The security group of the inbound resolver: port 53, UDP and TCP. */
  readonly dnsGroupId: string;
  /** The security group of the interface endpoints: port 443 from the mesh. */
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
    const ports = (protocols: readonly string[], port: number, from = mesh.prefixes) =>
      from.flatMap((cidrIp) =>
        protocols.map((ipProtocol) => ({
          ipProtocol,
          cidrIp,
          fromPort: port,
          toPort: port,
          description: `port ${port} from ${cidrIp === ANYWHERE ? 'anywhere that the network ACL admits' : 'the mesh'}`,
        })),
      );
    // The ACLs and the routes of an existing VPC are not known.
    const open = !('existing' in vpc);
    const dns = ports(['udp', 'tcp'], 53, open ? [ANYWHERE] : mesh.prefixes);
    this.dnsGroupId = this.#group('Dns', 'The inbound resolver', dns, open ? OPEN : NOTHING);
    this.endpointGroupId = this.#group('Endpoints', 'The interface endpoints', ports(['tcp'], 443), NOTHING);
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

  #group(
    name: string,
    groupDescription: string,
    ingress: CfnSecurityGroup.IngressProperty[],
    egress: CfnSecurityGroup.EgressProperty,
  ): string {
    const group = new CfnSecurityGroup(this, `${name}Group`, {
      vpcId: this.vpcId,
      groupDescription,
      securityGroupIngress: ingress,
      securityGroupEgress: [egress],
    });
    if (egress === OPEN) acknowledge(group, 'EC23', WHY_OPEN);
    return group.attrGroupId;
  }

  /** Allows traffic with the mesh in both directions, and HTTPS to S3's public addresses with its answers. Nothing else. */
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
    // S3's addresses are public, even through the gateway endpoint.
    const anywhere = { ruleNumber: 1000, cidrBlock: ANYWHERE, protocol: TCP };
    entry('AnswersIn', { ...anywhere, egress: false, portRange: { from: 1024, to: 65_535 } });
    entry('HttpsOut', { ...anywhere, egress: true, portRange: { from: 443, to: 443 } });
    return acl;
  }
}
