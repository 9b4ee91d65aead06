import type * as ec2 from '@aws-sdk/client-ec2';
import { zonesOf, type Zone } from '../regions';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { canonicalCidr, contains, overlaps, prefixLength } from './cidr';
import { invalidValue, list, missingParameter, unsupported, type FilterTable, type Tags } from './common';
import { arnOf, unknownId } from './resources';
import { freeAddresses, interfacesIn } from './subnet-addresses';
import { tagFields, tagsAtCreation } from './tags';
import { dependencyViolation, ownSubnet, ownVpc, visibleSubnets, vpcOf } from './vpc-lookups';
import { makeSubnet } from './vpc-make';
import type { CidrAssociation, Subnet, Vpc } from './vpc-types';

type CreateSubnetInput = Parameters<NonNullable<Ops<typeof ec2>['CreateSubnet']>>[0];

/** EC2 API reference: CreateSubnet, DeleteSubnet, DescribeSubnets. */
export const subnetOps = (world: World): Ops<typeof ec2> => ({
  CreateSubnet(input, call) {
    unsupported({
      OutpostArn: input.OutpostArn,
      Ipv4IpamPoolId: input.Ipv4IpamPoolId,
      Ipv6IpamPoolId: input.Ipv6IpamPoolId,
    });
    const vpc = ownVpc(world, call, input.VpcId);
    const tags = tagsAtCreation(input.TagSpecifications, 'subnet');
    const zone = zoneFor(call.region, input);
    const blocks = subnetBlocks(world, vpc, input);
    if (world.ec2.subnetsOf(vpc).length >= world.ec2.quotas.subnetsPerVpc)
      throw new AwsError(
        'SubnetLimitExceeded',
        'You have reached the limit on the number of subnets that you can create.',
      );
    const subnet = makeSubnet(world.ec2, (prefix) => world.ids.ec2(prefix), vpc, { zone, state: 'pending', ...blocks });
    world.ec2.setTags(subnet.subnetId, call.accountId, tags);
    world.clock.after(world.times.other, () => {
      subnet.state = 'available';
    });
    return { Subnet: describeSubnet(world, call, subnet) };
  },

  DeleteSubnet({ SubnetId }, call) {
    const subnet = ownSubnet(world, call, SubnetId);
    if (interfacesIn(world, subnet) > 0)
      throw dependencyViolation(`The subnet '${subnet.subnetId}' has dependencies and cannot be deleted.`);
    for (const { associations } of world.ec2.routeTablesOf(vpcOf(world, subnet))) {
      const index = associations.findIndex(({ subnetId }) => subnetId === subnet.subnetId);
      if (index >= 0) associations.splice(index, 1);
    }
    for (const log of world.ec2.flowLogs.of(call))
      if (log.resourceId === subnet.subnetId) world.ec2.flowLogs.delete(log.flowLogId);
    world.ec2.subnets.delete(subnet.subnetId);
    world.ec2.tags.drop(subnet.subnetId);
    return {};
  },

  DescribeSubnets(input, call) {
    const { page, next } = list(input, input.SubnetIds, {
      visible: visibleSubnets(world, call),
      idOf: ({ subnetId }) => subnetId,
      unknown: (id) => unknownId('subnet', id),
      filters: filters(world),
      tagsOf: tagsOf(world, call),
    });
    return { Subnets: page.map((subnet) => describeSubnet(world, call, subnet)), ...next };
  },
});

/** A zone of this region by name or id; without either AWS chooses one. */
function zoneFor(region: string, { AvailabilityZone, AvailabilityZoneId }: CreateSubnetInput): Zone {
  if (AvailabilityZone !== undefined && AvailabilityZoneId !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'Specify either AvailabilityZone or AvailabilityZoneId, not both.',
    );
  const zones = zonesOf(region);
  const asked = AvailabilityZone ?? AvailabilityZoneId;
  const zone = asked === undefined ? zones[0] : zones.find(({ name, id }) => asked === name || asked === id);
  if (!zone)
    throw invalidValue(
      `Value (${asked}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.map(({ name }) => name).join(', ')}.`,
    );
  return zone;
}

function subnetBlocks(world: World, vpc: Vpc, input: CreateSubnetInput) {
  const ipv6Native = input.Ipv6Native ?? false;
  if (ipv6Native && input.CidrBlock !== undefined)
    throw new AwsError('InvalidParameterCombination', 'An IPv6-only subnet has no IPv4 CIDR block.');
  if (ipv6Native && input.Ipv6CidrBlock === undefined) throw missingParameter('ipv6CidrBlock');
  if (!ipv6Native && input.CidrBlock === undefined) throw missingParameter('cidrBlock');
  const ipv6Cidr = input.Ipv6CidrBlock === undefined ? undefined : ipv6Block(world, vpc, input.Ipv6CidrBlock);
  const cidr = input.CidrBlock === undefined ? undefined : ipv4Block(world, vpc, input.CidrBlock);
  return { cidr, ipv6Cidr, ipv6Native };
}

function ipv4Block(world: World, vpc: Vpc, text: string): string {
  const cidr = canonicalCidr(text, 'IPv4', 'cidrBlock');
  const length = prefixLength(cidr);
  if (length < 16 || length > 28) throw outOfRange(text);
  requireRoom(
    cidr,
    vpc.cidrs,
    world.ec2.subnetsOf(vpc).map((subnet) => subnet.cidr),
  );
  return cidr;
}

function ipv6Block(world: World, vpc: Vpc, text: string): string {
  const cidr = canonicalCidr(text, 'IPv6', 'ipv6CidrBlock');
  const length = prefixLength(cidr);
  // /44 to /64 in steps of four (EC2 API reference, CreateSubnet).
  if (length < 44 || length > 64 || length % 4 !== 0) throw outOfRange(text);
  requireRoom(
    cidr,
    vpc.ipv6Cidrs,
    world.ec2.subnetsOf(vpc).map((subnet) => subnet.ipv6Cidr?.cidr),
  );
  return cidr;
}

function requireRoom(cidr: string, blocks: readonly CidrAssociation[], taken: readonly (string | undefined)[]): void {
  if (!blocks.some((block) => block.state === 'associated' && contains(block.cidr, cidr))) throw outOfRange(cidr);
  if (taken.some((other) => other !== undefined && overlaps(other, cidr)))
    throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
}

const outOfRange = (cidr: string): AwsError => new AwsError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);

function filters(world: World): FilterTable<Subnet> {
  const zoneName = ({ zone }: Subnet) => zone.name;
  const cidr = (subnet: Subnet) => subnet.cidr;
  const isDefault = ({ defaultForAz }: Subnet) => defaultForAz;
  return {
    'availability-zone': zoneName,
    availabilityZone: zoneName,
    'availability-zone-id': ({ zone }) => zone.id,
    availabilityZoneId: ({ zone }) => zone.id,
    'available-ip-address-count': (subnet) => freeAddresses(world, subnet),
    'cidr-block': cidr,
    cidr,
    cidrBlock: cidr,
    'default-for-az': isDefault,
    defaultForAz: isDefault,
    'ipv6-cidr-block-association.ipv6-cidr-block': ({ ipv6Cidr }) => ipv6Cidr?.cidr,
    'ipv6-cidr-block-association.association-id': ({ ipv6Cidr }) => ipv6Cidr?.associationId,
    'ipv6-cidr-block-association.state': ({ ipv6Cidr }) => ipv6Cidr?.state,
    'ipv6-native': ({ ipv6Native }) => ipv6Native,
    'map-public-ip-on-launch': ({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch,
    'outpost-arn': () => undefined,
    'owner-id': ({ ownerId }) => ownerId,
    state: ({ state }) => state,
    'subnet-arn': (subnet) => arnOf('subnet', subnet, subnet.subnetId),
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  };
}

const tagsOf =
  (world: World, call: Call) =>
  ({ subnetId }: Subnet): Tags =>
    world.ec2.tagsOf(subnetId, call.accountId);

const describeSubnet = (world: World, call: Call, subnet: Subnet): ec2.Subnet => ({
  SubnetId: subnet.subnetId,
  SubnetArn: arnOf('subnet', subnet, subnet.subnetId),
  VpcId: subnet.vpcId,
  OwnerId: subnet.ownerId,
  State: subnet.state,
  CidrBlock: subnet.cidr,
  Ipv6CidrBlockAssociationSet: subnet.ipv6Cidr
    ? [
        {
          AssociationId: subnet.ipv6Cidr.associationId,
          Ipv6CidrBlock: subnet.ipv6Cidr.cidr,
          Ipv6CidrBlockState: { State: 'associated' },
        },
      ]
    : [],
  Ipv6Native: subnet.ipv6Native,
  AvailabilityZone: subnet.zone.name,
  AvailabilityZoneId: subnet.zone.id,
  AvailableIpAddressCount: freeAddresses(world, subnet),
  DefaultForAz: subnet.defaultForAz,
  MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
  AssignIpv6AddressOnCreation: subnet.assignIpv6AddressOnCreation,
  MapCustomerOwnedIpOnLaunch: false,
  EnableDns64: false,
  ...tagFields(tagsOf(world, call)(subnet)),
});
