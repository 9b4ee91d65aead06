import type * as ec2 from '@aws-sdk/client-ec2';
import type { Zone } from '../regions';
import type { Store } from './store';
import type { RouteTable, Subnet, Vpc } from './vpc-types';

/** The stores that hold VPCs and their parts. */
export interface VpcStores {
  readonly vpcs: Store<Vpc>;
  readonly subnets: Store<Subnet>;
  readonly routeTables: Store<RouteTable>;
}

type Mint = (prefix: string) => string;

/** A VPC as it comes into being: with its main route table, network ACL and security group. */
export function makeVpc(
  state: VpcStores,
  mint: Mint,
  wanted: Pick<Vpc, 'ownerId' | 'region' | 'isDefault' | 'instanceTenancy' | 'dhcpOptionsId' | 'state'> & {
    readonly cidr: string;
  },
): Vpc {
  const { cidr, ...rest } = wanted;
  const vpcId = mint('vpc');
  const vpc = state.vpcs.add(vpcId, {
    ...rest,
    vpcId,
    cidrs: [{ associationId: mint('vpc-cidr-assoc'), cidr, state: 'associated' }],
    ipv6Cidrs: [],
    dnsSupport: true,
    // On in a default VPC, off in others (EC2 API reference, ModifyVpcAttribute).
    dnsHostnames: rest.isDefault,
    networkAddressUsageMetrics: false,
    networkAclId: mint('acl'),
    securityGroupId: mint('sg'),
  });
  const routeTableId = mint('rtb');
  state.routeTables.add(routeTableId, {
    routeTableId,
    ownerId: rest.ownerId,
    region: rest.region,
    vpcId,
    routes: [],
    associations: [{ associationId: mint('rtbassoc') }],
  });
  return vpc;
}

export function makeSubnet(
  state: VpcStores,
  mint: Mint,
  vpc: Vpc,
  wanted: {
    readonly zone: Zone;
    readonly state: ec2.SubnetState;
    readonly cidr?: string | undefined;
    readonly ipv6Cidr?: string | undefined;
    readonly ipv6Native?: boolean;
    readonly defaultForAz?: boolean;
  },
): Subnet {
  const subnetId = mint('subnet');
  const { ipv6Cidr, defaultForAz = false, ipv6Native = false } = wanted;
  return state.subnets.add(subnetId, {
    subnetId,
    ownerId: vpc.ownerId,
    region: vpc.region,
    vpcId: vpc.vpcId,
    state: wanted.state,
    cidr: wanted.cidr,
    ipv6Cidr: ipv6Cidr === undefined ? undefined : newAssociation(mint('subnet-cidr-assoc'), ipv6Cidr),
    ipv6Native,
    zone: wanted.zone,
    defaultForAz,
    mapPublicIpOnLaunch: defaultForAz,
    assignIpv6AddressOnCreation: ipv6Native,
    otherAddresses: 0,
  });
}

const newAssociation = (associationId: string, cidr: string) => ({
  associationId,
  cidr,
  state: 'associated' as const,
});
