import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { canonicalCidr, contains, overlaps, prefixLength } from './cidr';
import { required, unsupported } from './common';
import { dependencyViolation, ownVpc, visibleVpcs } from './vpc-lookups';
import { requireAssignable, requireUnrestricted } from './vpc-cidr-restrictions';
import type { CidrAssociation, Vpc } from './vpc-types';

/** EC2 API reference: AssociateVpcCidrBlock, DisassociateVpcCidrBlock. */
export const vpcCidrOps = (world: World): Ops<typeof ec2> => ({
  AssociateVpcCidrBlock(input, call) {
    unsupported({
      Ipv4IpamPoolId: input.Ipv4IpamPoolId,
      Ipv6Pool: input.Ipv6Pool,
      Ipv6CidrBlock: input.Ipv6CidrBlock,
      Ipv6IpamPoolId: input.Ipv6IpamPoolId,
    });
    const vpc = ownVpc(world, call, input.VpcId);
    if (input.AmazonProvidedIpv6CidrBlock) {
      const added = addAmazonIpv6(world, vpc);
      return { VpcId: vpc.vpcId, Ipv6CidrBlockAssociation: describeIpv6Association(added) };
    }
    const added = addIpv4(world, vpc, vpcCidr(required(input.CidrBlock, 'cidrBlock')));
    return { VpcId: vpc.vpcId, CidrBlockAssociation: describeAssociation(added) };
  },

  DisassociateVpcCidrBlock({ AssociationId }, call) {
    const id = required(AssociationId, 'associationId');
    for (const vpc of visibleVpcs(world, call)) {
      const ipv4 = vpc.cidrs.find(({ associationId }) => associationId === id);
      if (ipv4) {
        ownVpc(world, call, vpc.vpcId);
        if (ipv4 === vpc.cidrs[0])
          throw new AwsError(
            'OperationNotPermitted',
            `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
          );
        remove(world, vpc, vpc.cidrs, ipv4);
        return { VpcId: vpc.vpcId, CidrBlockAssociation: describeAssociation(ipv4) };
      }
      const ipv6 = vpc.ipv6Cidrs.find(({ associationId }) => associationId === id);
      if (ipv6) {
        ownVpc(world, call, vpc.vpcId);
        remove(world, vpc, vpc.ipv6Cidrs, ipv6);
        return { VpcId: vpc.vpcId, Ipv6CidrBlockAssociation: describeIpv6Association(ipv6) };
      }
    }
    throw new AwsError(
      'InvalidVpcCidrBlockAssociationID.NotFound',
      `The vpc CIDR block association ID '${id}' does not exist`,
    );
  },
});

/** A VPC's block is /16 to /28 (EC2 API reference, CreateVpc), and not link-local. */
export function vpcCidr(text: string): string {
  const cidr = canonicalCidr(text, 'IPv4', 'cidrBlock');
  const length = prefixLength(cidr);
  if (length < 16 || length > 28) throw new AwsError('InvalidVpc.Range', `The CIDR '${text}' is invalid.`);
  requireAssignable(cidr);
  return cidr;
}

function addIpv4(world: World, vpc: Vpc, cidr: string): CidrAssociation {
  requireRoom(vpc, vpc.cidrs, world.ec2.quotas.ipv4CidrsPerVpc);
  if (vpc.cidrs.some((other) => overlaps(other.cidr, cidr)))
    throw new AwsError('InvalidVpc.Range', `The CIDR '${cidr}' overlaps a CIDR block of the VPC.`);
  requireUnrestricted(
    vpc.cidrs.map((other) => other.cidr),
    cidr,
  );
  // AWS docs (VPC CIDR blocks): a new block must not be the same as or larger than the destination of a route.
  const routes = world.ec2.routeTablesOf(vpc).flatMap((table) => table.routes);
  for (const { destination } of routes)
    if ('cidr' in destination && destination.family === 'IPv4' && contains(cidr, destination.cidr))
      throw new AwsError('InvalidVpc.Range', `The CIDR '${cidr}' conflicts with the route to ${destination.cidr}.`);
  return add(world, vpc.cidrs, cidr);
}

/** Gives the VPC a /56 of Amazon's, as the IPv6 pools of AWS do. */
export function addAmazonIpv6(world: World, vpc: Vpc): CidrAssociation {
  requireRoom(vpc, vpc.ipv6Cidrs, world.ec2.quotas.ipv6CidrsPerVpc);
  return add(world, vpc.ipv6Cidrs, `2600:1f18:${world.ids.id('1', 3)}:${world.ids.id('1', 1)}00::/56`);
}

function requireRoom(vpc: Vpc, associations: readonly CidrAssociation[], quota: number): void {
  if (associations.length >= quota)
    throw new AwsError(
      'CidrLimitExceeded',
      `This network '${vpc.vpcId}' has met its maximum number of allowed CIDRs: ${quota}`,
    );
}

function add(world: World, associations: CidrAssociation[], cidr: string): CidrAssociation {
  const added: CidrAssociation = { associationId: world.ids.ec2('vpc-cidr-assoc'), cidr, state: 'associating' };
  associations.push(added);
  const answer = { ...added };
  world.clock.after(world.times.other, () => {
    if (added.state === 'associating') added.state = 'associated';
  });
  return answer;
}

function remove(world: World, vpc: Vpc, associations: CidrAssociation[], association: CidrAssociation): void {
  const used = world.ec2
    .subnetsOf(vpc)
    .some((subnet) =>
      [subnet.cidr, subnet.ipv6Cidr?.cidr].some((cidr) => cidr !== undefined && overlaps(association.cidr, cidr)),
    );
  if (used)
    throw dependencyViolation(
      `The vpc CIDR block with association ID ${association.associationId} has dependencies and cannot be disassociated.`,
    );
  association.state = 'disassociating';
  world.clock.after(world.times.other, () => {
    const index = associations.indexOf(association);
    if (index >= 0) associations.splice(index, 1);
  });
}

const describeAssociation = ({ associationId, cidr, state }: CidrAssociation): ec2.VpcCidrBlockAssociation => ({
  AssociationId: associationId,
  CidrBlock: cidr,
  CidrBlockState: { State: state },
});

const describeIpv6Association = ({ associationId, cidr, state }: CidrAssociation): ec2.VpcIpv6CidrBlockAssociation => ({
  AssociationId: associationId,
  Ipv6CidrBlock: cidr,
  Ipv6CidrBlockState: { State: state },
  Ipv6Pool: 'Amazon',
});

export const cidrAssociationSet = (vpc: Vpc): ec2.VpcCidrBlockAssociation[] => vpc.cidrs.map(describeAssociation);
export const ipv6AssociationSet = (vpc: Vpc): ec2.VpcIpv6CidrBlockAssociation[] =>
  vpc.ipv6Cidrs.map(describeIpv6Association);
