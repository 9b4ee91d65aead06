import * as ec2 from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { difference, flag, tags, text } from '../fields';
import { TemplateFailure } from '../failure';
import { resource, type Made, type Scope } from '../resource-type';

export const ec2Of = ({ config }: Scope): ec2.EC2Client => new ec2.EC2Client(config);

/** The tags of a resource as EC2 takes them when it creates one. */
export const tagged = (ResourceType: ec2.ResourceType, Tags: ec2.Tag[] | undefined) =>
  Tags === undefined ? {} : { TagSpecifications: [{ ResourceType, Tags }] };

type Tags = readonly { readonly Key: string; readonly Value: string }[] | undefined;

/** Changes the tags of an EC2 resource that a template declares; others stay. */
export async function retag(scope: Scope, id: string, before: Tags, after: Tags): Promise<void> {
  const { added, removed } = difference(before, after);
  const dropped = removed.filter(({ Key }) => !added.some((tag) => tag.Key === Key));
  const client = ec2Of(scope);
  if (dropped.length > 0)
    await client.send(new ec2.DeleteTagsCommand({ Resources: [id], Tags: dropped.map(({ Key }) => ({ Key })) }));
  if (added.length > 0) await client.send(new ec2.CreateTagsCommand({ Resources: [id], Tags: added }));
}

/** What `Ref` gives, which is also the attribute of that name. */
export const called = (name: string, id = ''): Made => ({ ref: id, attributes: { [name]: id } });

export const vpc = resource(
  z.strictObject({
    CidrBlock: text,
    EnableDnsHostnames: flag.optional(),
    EnableDnsSupport: flag.optional(),
    InstanceTenancy: z.enum(['default', 'dedicated']).optional(),
    Tags: tags,
  }),
  {
    async create({ CidrBlock, InstanceTenancy, EnableDnsHostnames, EnableDnsSupport, Tags }, scope) {
      const client = ec2Of(scope);
      const { Vpc } = await client.send(
        new ec2.CreateVpcCommand({ CidrBlock, InstanceTenancy, ...tagged('vpc', Tags) }),
      );
      const VpcId = Vpc?.VpcId ?? '';
      const modify = (attribute: object) => client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, ...attribute }));
      if (EnableDnsSupport !== undefined) await modify({ EnableDnsSupport: { Value: EnableDnsSupport } });
      if (EnableDnsHostnames !== undefined) await modify({ EnableDnsHostnames: { Value: EnableDnsHostnames } });
      await scope.wait(`${VpcId} is available`, async () => {
        const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [VpcId] }));
        return Vpcs?.[0]?.State === 'available';
      });
      return { ref: VpcId, attributes: { VpcId, CidrBlock } };
    },
    async update({ current: { ref: VpcId, attributes, properties: before }, properties }, scope) {
      const modify = (attribute: object) =>
        ec2Of(scope).send(new ec2.ModifyVpcAttributeCommand({ VpcId, ...attribute }));
      const { EnableDnsHostnames: names = false, EnableDnsSupport: support = true } = properties;
      if (support !== (before.EnableDnsSupport ?? true)) await modify({ EnableDnsSupport: { Value: support } });
      if (names !== (before.EnableDnsHostnames ?? false)) await modify({ EnableDnsHostnames: { Value: names } });
      await retag(scope, VpcId, before.Tags, properties.Tags);
      return { ref: VpcId, attributes };
    },
    async remove({ ref: VpcId }, scope) {
      await ec2Of(scope).send(new ec2.DeleteVpcCommand({ VpcId }));
    },
  },
);

export const subnet = resource(
  z.strictObject({
    VpcId: text,
    CidrBlock: text,
    AvailabilityZone: text.optional(),
    // The twin's subnets give no public addresses.
    MapPublicIpOnLaunch: flag.refine((value) => !value, 'the twin has no public addresses').optional(),
    Tags: tags,
  }),
  {
    async create({ VpcId, CidrBlock, AvailabilityZone, Tags }, scope) {
      const { Subnet } = await ec2Of(scope).send(
        new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone, ...tagged('subnet', Tags) }),
      );
      const { ref, attributes } = called('SubnetId', Subnet?.SubnetId);
      return { ref, attributes: { ...attributes, AvailabilityZone: Subnet?.AvailabilityZone ?? '' } };
    },
    async update({ current: { ref, attributes, properties: before }, properties }, scope) {
      await retag(scope, ref, before.Tags, properties.Tags);
      return { ref, attributes };
    },
    async remove({ ref: SubnetId }, scope) {
      await ec2Of(scope).send(new ec2.DeleteSubnetCommand({ SubnetId }));
    },
  },
);

export const routeTable = resource(z.strictObject({ VpcId: text, Tags: tags }), {
  async create({ VpcId, Tags }, scope) {
    const { RouteTable } = await ec2Of(scope).send(
      new ec2.CreateRouteTableCommand({ VpcId, ...tagged('route-table', Tags) }),
    );
    return called('RouteTableId', RouteTable?.RouteTableId);
  },
  async update({ current: { ref, attributes, properties: before }, properties }, scope) {
    await retag(scope, ref, before.Tags, properties.Tags);
    return { ref, attributes };
  },
  async remove({ ref: RouteTableId }, scope) {
    await ec2Of(scope).send(new ec2.DeleteRouteTableCommand({ RouteTableId }));
  },
});

export const subnetRouteTableAssociation = resource(z.strictObject({ SubnetId: text, RouteTableId: text }), {
  async create(properties, scope) {
    const { AssociationId } = await ec2Of(scope).send(new ec2.AssociateRouteTableCommand(properties));
    return called('Id', AssociationId);
  },
  async remove({ ref: AssociationId }, scope) {
    await ec2Of(scope).send(new ec2.DisassociateRouteTableCommand({ AssociationId }));
  },
});

export const route = resource(
  z.strictObject({
    RouteTableId: text,
    DestinationCidrBlock: text.optional(),
    DestinationPrefixListId: text.optional(),
    TransitGatewayId: text.optional(),
    GatewayId: text.optional(),
  }),
  {
    async create(properties, scope) {
      await ec2Of(scope).send(new ec2.CreateRouteCommand(properties));
      const destination = properties.DestinationPrefixListId ?? properties.DestinationCidrBlock ?? '';
      return { ref: `${properties.RouteTableId}|${destination}`, attributes: {} };
    },
    async update({ current: { ref, attributes }, properties }, scope) {
      await ec2Of(scope).send(new ec2.ReplaceRouteCommand(properties));
      return { ref, attributes };
    },
    async remove({ properties: { RouteTableId, DestinationCidrBlock, DestinationPrefixListId } }, scope) {
      await ec2Of(scope).send(
        new ec2.DeleteRouteCommand({ RouteTableId, DestinationCidrBlock, DestinationPrefixListId }),
      );
    },
  },
);

export const vpcEndpoint = resource(
  z.strictObject({
    VpcId: text,
    ServiceName: text,
    VpcEndpointType: z.enum(['Gateway', 'Interface']).optional(),
    RouteTableIds: z.array(text).optional(),
    SubnetIds: z.array(text).optional(),
    SecurityGroupIds: z.array(text).optional(),
    PrivateDnsEnabled: flag.optional(),
    Tags: tags,
  }),
  {
    async create({ Tags, ...properties }, scope) {
      const client = ec2Of(scope);
      const { VpcEndpoint } = await client.send(
        new ec2.CreateVpcEndpointCommand({ ...properties, ...tagged('vpc-endpoint', Tags) }),
      );
      const id = VpcEndpoint?.VpcEndpointId ?? '';
      await scope.wait(`${id} is available`, async () => {
        const { VpcEndpoints } = await client.send(new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
        return VpcEndpoints?.[0]?.State?.toLowerCase() === 'available';
      });
      return called('Id', id);
    },
    async update({ current: { ref, attributes, properties: before }, properties }, scope) {
      const tables = difference(before.RouteTableIds, properties.RouteTableIds);
      const subnets = difference(before.SubnetIds, properties.SubnetIds);
      const groups = difference(before.SecurityGroupIds, properties.SecurityGroupIds);
      await ec2Of(scope).send(
        new ec2.ModifyVpcEndpointCommand({
          VpcEndpointId: ref,
          ...{ AddRouteTableIds: tables.added, RemoveRouteTableIds: tables.removed },
          ...{ AddSubnetIds: subnets.added, RemoveSubnetIds: subnets.removed },
          ...{ AddSecurityGroupIds: groups.added, RemoveSecurityGroupIds: groups.removed },
          PrivateDnsEnabled: properties.PrivateDnsEnabled,
        }),
      );
      await retag(scope, ref, before.Tags, properties.Tags);
      return { ref, attributes };
    },
    async remove({ ref }, scope) {
      const client = ec2Of(scope);
      const { Unsuccessful } = await client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [ref] }));
      const failed = Unsuccessful?.[0]?.Error;
      if (failed) throw new TemplateFailure(`${failed.Message} (${failed.Code})`);
      await scope.wait(`${ref} is gone`, async () => {
        const { VpcEndpoints } = await client.send(new ec2.DescribeVpcEndpointsCommand({}));
        return !VpcEndpoints?.some(
          ({ VpcEndpointId, State }) => VpcEndpointId === ref && State?.toLowerCase() !== 'deleted',
        );
      });
    },
  },
);
