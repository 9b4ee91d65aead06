import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, required, unsupported, type FilterTable, type Tags } from './common';
import { unknownId } from './resources';
import { tagFields, tagsAtCreation } from './tags';
import { addAmazonIpv6, cidrAssociationSet, ipv6AssociationSet, vpcCidr } from './vpc-cidrs';
import { dependencyViolation, ownVpc, visibleVpc, visibleVpcs } from './vpc-lookups';
import { makeVpc } from './vpc-make';
import type { Vpc } from './vpc-types';

/** EC2 API reference: CreateVpc, DeleteVpc, DescribeVpcs, DescribeVpcAttribute, ModifyVpcAttribute. */
export const vpcOps = (world: World): Ops<typeof ec2> => ({
  CreateVpc(input, call) {
    unsupported({
      Ipv4IpamPoolId: input.Ipv4IpamPoolId,
      Ipv6Pool: input.Ipv6Pool,
      Ipv6CidrBlock: input.Ipv6CidrBlock,
      Ipv6IpamPoolId: input.Ipv6IpamPoolId,
      VpcEncryptionControl: input.VpcEncryptionControl,
    });
    const cidr = vpcCidr(required(input.CidrBlock, 'cidrBlock'));
    const tags = tagsAtCreation(input.TagSpecifications, 'vpc');
    if (world.ec2.vpcs.of(call).length >= world.ec2.quotas.vpcsPerRegion)
      throw new AwsError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
    const vpc = makeVpc(world.ec2, (prefix) => world.ids.ec2(prefix), {
      ownerId: call.accountId,
      region: call.region,
      isDefault: false,
      instanceTenancy: input.InstanceTenancy ?? 'default',
      dhcpOptionsId: world.ec2.defaultsOf(call).dhcpOptionsId,
      state: 'pending',
      cidr,
    });
    if (input.AmazonProvidedIpv6CidrBlock) addAmazonIpv6(world, vpc);
    world.ec2.setTags(vpc.vpcId, call.accountId, tags);
    world.clock.after(world.times.other, () => {
      vpc.state = 'available';
    });
    return { Vpc: describeVpc(world, call, vpc) };
  },

  /**
   * With a VPC go its main route table, network ACL, security group, tags and, unless a switch says otherwise, its flow logs.
   * Its DHCP options stay, and Route 53 lists it in zones and authorizations until somebody removes it there
   * (hashicorp/terraform-provider-aws#2832).
   */
  DeleteVpc({ VpcId }, call) {
    const vpc = ownVpc(world, call, VpcId);
    if (hasDependencies(world, vpc))
      throw dependencyViolation(`The vpc '${vpc.vpcId}' has dependencies and cannot be deleted.`);
    for (const table of world.ec2.routeTablesOf(vpc)) world.ec2.routeTables.delete(table.routeTableId);
    if (!world.ec2.flowLogsOutliveVpcs)
      for (const log of world.ec2.flowLogs.of(call))
        if (log.resourceId === vpc.vpcId) world.ec2.flowLogs.delete(log.flowLogId);
    world.ec2.vpcs.delete(vpc.vpcId);
    world.ec2.tags.drop(vpc.vpcId);
    return {};
  },

  DescribeVpcs(input, call) {
    const { page, next } = list(input, input.VpcIds, {
      visible: visibleVpcs(world, call),
      idOf: ({ vpcId }) => vpcId,
      unknown: (id) => unknownId('vpc', id),
      filters: FILTERS,
      tagsOf: tagsOf(world, call),
    });
    return { Vpcs: page.map((vpc) => describeVpc(world, call, vpc)), ...next };
  },

  DescribeVpcAttribute({ VpcId, Attribute }, call) {
    const vpc = visibleVpc(world, call, VpcId);
    switch (required(Attribute, 'attribute')) {
      case 'enableDnsSupport':
        return { VpcId: vpc.vpcId, EnableDnsSupport: { Value: vpc.dnsSupport } };
      case 'enableDnsHostnames':
        return { VpcId: vpc.vpcId, EnableDnsHostnames: { Value: vpc.dnsHostnames } };
      case 'enableNetworkAddressUsageMetrics':
        return { VpcId: vpc.vpcId, EnableNetworkAddressUsageMetrics: { Value: vpc.networkAddressUsageMetrics } };
      default:
        throw invalidValue(`Value (${Attribute}) for parameter attribute is invalid. Unknown vpc attribute`);
    }
  },

  ModifyVpcAttribute(input, call) {
    const vpc = ownVpc(world, call, input.VpcId);
    const support = input.EnableDnsSupport?.Value;
    const hostnames = input.EnableDnsHostnames?.Value;
    const metrics = input.EnableNetworkAddressUsageMetrics?.Value;
    const given = [support, hostnames, metrics].filter((value) => value !== undefined);
    if (given.length === 0) throw new AwsError('InvalidParameterCombination', 'No attributes specified.');
    if (given.length > 1)
      throw new AwsError('InvalidParameterCombination', 'Fields for multiple attribute types specified');
    if (hostnames && !vpc.dnsSupport)
      throw new AwsError('InvalidParameterCombination', 'DNS hostnames can be enabled only with DNS support enabled.');
    vpc.dnsSupport = support ?? vpc.dnsSupport;
    vpc.dnsHostnames = hostnames ?? vpc.dnsHostnames;
    vpc.networkAddressUsageMetrics = metrics ?? vpc.networkAddressUsageMetrics;
    return {};
  },
});

/** What must go before a VPC can (EC2 API reference, DeleteVpc). An attachment holds its subnets. Gateway endpoints count as interface endpoints do. */
function hasDependencies(world: World, vpc: Vpc): boolean {
  const { vpcId, ownerId, region } = vpc;
  const scope = { accountId: ownerId, region };
  const isOfVpc = (thing: { readonly vpcId?: string | undefined }): boolean => thing.vpcId === vpcId;
  return (
    world.ec2.subnetsOf(vpc).length > 0 ||
    world.ec2.routeTablesOf(vpc).length > 1 ||
    world.ec2.endpoints.of(scope).some(isOfVpc) ||
    world.ec2.internetGateways.of(scope).some(isOfVpc)
  );
}

const FILTERS: FilterTable<Vpc> = {
  cidr: (vpc) => vpc.cidrs[0]?.cidr,
  'cidr-block-association.cidr-block': (vpc) => vpc.cidrs.map(({ cidr }) => cidr),
  'cidr-block-association.association-id': (vpc) => vpc.cidrs.map(({ associationId }) => associationId),
  'cidr-block-association.state': (vpc) => vpc.cidrs.map(({ state }) => state),
  'dhcp-options-id': (vpc) => vpc.dhcpOptionsId,
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => vpc.ipv6Cidrs.map(({ cidr }) => cidr),
  'ipv6-cidr-block-association.association-id': (vpc) => vpc.ipv6Cidrs.map(({ associationId }) => associationId),
  'ipv6-cidr-block-association.state': (vpc) => vpc.ipv6Cidrs.map(({ state }) => state),
  'is-default': (vpc) => vpc.isDefault,
  'owner-id': (vpc) => vpc.ownerId,
  state: (vpc) => vpc.state,
  'vpc-id': (vpc) => vpc.vpcId,
};

const tagsOf =
  (world: World, call: Call) =>
  ({ vpcId }: Vpc): Tags =>
    world.ec2.tagsOf(vpcId, call.accountId);

const describeVpc = (world: World, call: Call, vpc: Vpc): ec2.Vpc => ({
  VpcId: vpc.vpcId,
  OwnerId: vpc.ownerId,
  State: vpc.state,
  CidrBlock: vpc.cidrs[0]?.cidr,
  CidrBlockAssociationSet: cidrAssociationSet(vpc),
  Ipv6CidrBlockAssociationSet: ipv6AssociationSet(vpc),
  DhcpOptionsId: vpc.dhcpOptionsId,
  InstanceTenancy: vpc.instanceTenancy,
  IsDefault: vpc.isDefault,
  ...tagFields(tagsOf(world, call)(vpc)),
});
