import * as ec2 from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { count, flag, tags, text } from '../fields';
import { resource, type Made, type Scope } from '../resource-type';

export const ec2Of = ({ config }: Scope): ec2.EC2Client => new ec2.EC2Client(config);

/** The tags of a resource as EC2 takes them when it creates one. */
export const tagged = (ResourceType: ec2.ResourceType, Tags: ec2.Tag[] | undefined) =>
  Tags === undefined ? {} : { TagSpecifications: [{ ResourceType, Tags }] };

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
  },
);

export const routeTable = resource(z.strictObject({ VpcId: text, Tags: tags }), {
  async create({ VpcId, Tags }, scope) {
    const { RouteTable } = await ec2Of(scope).send(
      new ec2.CreateRouteTableCommand({ VpcId, ...tagged('route-table', Tags) }),
    );
    return called('RouteTableId', RouteTable?.RouteTableId);
  },
});

export const subnetRouteTableAssociation = resource(z.strictObject({ SubnetId: text, RouteTableId: text }), {
  async create(properties, scope) {
    const { AssociationId } = await ec2Of(scope).send(new ec2.AssociateRouteTableCommand(properties));
    return called('Id', AssociationId);
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
  },
);

export const prefixList = resource(
  z.strictObject({
    PrefixListName: text,
    AddressFamily: text,
    MaxEntries: count,
    Entries: z.array(z.strictObject({ Cidr: text, Description: text.optional() })).default([]),
    Tags: tags,
  }),
  {
    async create({ Tags, ...properties }, scope) {
      const client = ec2Of(scope);
      const { PrefixList } = await client.send(
        new ec2.CreateManagedPrefixListCommand({ ...properties, ...tagged('prefix-list', Tags) }),
      );
      const PrefixListId = PrefixList?.PrefixListId ?? '';
      await scope.wait(`${PrefixListId} is made`, async () => {
        const { PrefixLists } = await client.send(
          new ec2.DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] }),
        );
        return PrefixLists?.[0]?.State === 'create-complete';
      });
      return { ref: PrefixListId, attributes: { PrefixListId, Arn: PrefixList?.PrefixListArn ?? '' } };
    },
  },
);
