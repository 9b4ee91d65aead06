import * as ec2 from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { count, flag, tags, text } from '../fields';
import { resource, type Scope } from '../resource-type';
import { called, ec2Of, retag, tagged } from './vpc';

const onOff = z.enum(['enable', 'disable']).optional();

const gatewayIs = (state: ec2.TransitGatewayState, id: string, scope: Scope): Promise<void> =>
  scope.wait(`${id} is ${state}`, async () => {
    const request = new ec2.DescribeTransitGatewaysCommand({ TransitGatewayIds: [id] });
    return (await ec2Of(scope).send(request)).TransitGateways?.[0]?.State === state;
  });

export const transitGateway = resource(
  z.strictObject({
    AmazonSideAsn: count.optional(),
    AutoAcceptSharedAttachments: onOff,
    DefaultRouteTableAssociation: onOff,
    DefaultRouteTablePropagation: onOff,
    DnsSupport: onOff,
    VpnEcmpSupport: onOff,
    Description: text.optional(),
    Tags: tags,
  }),
  {
    async create({ Description, Tags, ...Options }, scope) {
      const client = ec2Of(scope);
      const { TransitGateway } = await client.send(
        new ec2.CreateTransitGatewayCommand({ Description, Options, ...tagged('transit-gateway', Tags) }),
      );
      const id = TransitGateway?.TransitGatewayId ?? '';
      await gatewayIs('available', id, scope);
      return { ref: id, attributes: { Id: id, TransitGatewayArn: TransitGateway?.TransitGatewayArn ?? '' } };
    },
    async update({ current: { ref, attributes, properties: before }, properties }, scope) {
      const { Description, Tags, AmazonSideAsn: _asn, ...Options } = properties;
      await ec2Of(scope).send(new ec2.ModifyTransitGatewayCommand({ TransitGatewayId: ref, Description, Options }));
      await gatewayIs('available', ref, scope);
      await retag(scope, ref, before.Tags, Tags);
      return { ref, attributes };
    },
    async remove({ ref: TransitGatewayId }, scope) {
      await ec2Of(scope).send(new ec2.DeleteTransitGatewayCommand({ TransitGatewayId }));
      await gatewayIs('deleted', TransitGatewayId, scope);
    },
  },
);

const tableIs = (state: ec2.TransitGatewayRouteTableState, id: string, scope: Scope): Promise<void> =>
  scope.wait(`${id} is ${state}`, async () => {
    const request = new ec2.DescribeTransitGatewayRouteTablesCommand({ TransitGatewayRouteTableIds: [id] });
    return (await ec2Of(scope).send(request)).TransitGatewayRouteTables?.[0]?.State === state;
  });

export const transitGatewayRouteTable = resource(z.strictObject({ TransitGatewayId: text, Tags: tags }), {
  async create({ TransitGatewayId, Tags }, scope) {
    const client = ec2Of(scope);
    const { TransitGatewayRouteTable: table } = await client.send(
      new ec2.CreateTransitGatewayRouteTableCommand({
        TransitGatewayId,
        ...tagged('transit-gateway-route-table', Tags),
      }),
    );
    const id = table?.TransitGatewayRouteTableId ?? '';
    await tableIs('available', id, scope);
    return called('TransitGatewayRouteTableId', id);
  },
  async update({ current: { ref, attributes, properties: before }, properties }, scope) {
    await retag(scope, ref, before.Tags, properties.Tags);
    return { ref, attributes };
  },
  async remove({ ref: TransitGatewayRouteTableId }, scope) {
    await ec2Of(scope).send(new ec2.DeleteTransitGatewayRouteTableCommand({ TransitGatewayRouteTableId }));
    await tableIs('deleted', TransitGatewayRouteTableId, scope);
  },
});

const attachmentIs = (state: ec2.TransitGatewayAttachmentState, id: string, scope: Scope): Promise<void> =>
  scope.wait(`${id} is ${state}`, async () => {
    const request = new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: [id] });
    return (await ec2Of(scope).send(request)).TransitGatewayVpcAttachments?.[0]?.State === state;
  });

export const transitGatewayVpcAttachment = resource(
  z.strictObject({ TransitGatewayId: text, VpcId: text, SubnetIds: z.array(text), Tags: tags }),
  {
    async create({ Tags, ...properties }, scope) {
      const client = ec2Of(scope);
      const { TransitGatewayVpcAttachment } = await client.send(
        new ec2.CreateTransitGatewayVpcAttachmentCommand({
          ...properties,
          ...tagged('transit-gateway-attachment', Tags),
        }),
      );
      const id = TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
      await attachmentIs('available', id, scope);
      return called('Id', id);
    },
    async update({ current: { ref, attributes, properties: before }, properties }, scope) {
      await retag(scope, ref, before.Tags, properties.Tags);
      return { ref, attributes };
    },
    async remove({ ref: TransitGatewayAttachmentId }, scope) {
      await ec2Of(scope).send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
      await attachmentIs('deleted', TransitGatewayAttachmentId, scope);
    },
  },
);

const use = z.strictObject({ TransitGatewayAttachmentId: text, TransitGatewayRouteTableId: text });
type Use = z.infer<typeof use>;
const useOf = (properties: Use) => ({
  ref: `${properties.TransitGatewayRouteTableId}|${properties.TransitGatewayAttachmentId}`,
  attributes: {},
});

const associationIs = (state: 'associated' | undefined, use: Use, scope: Scope): Promise<void> =>
  scope.wait(`${use.TransitGatewayAttachmentId} is ${state ?? 'not associated'}`, async () => {
    const { TransitGatewayRouteTableId, TransitGatewayAttachmentId } = use;
    const request = new ec2.GetTransitGatewayRouteTableAssociationsCommand({ TransitGatewayRouteTableId });
    const { Associations } = await ec2Of(scope).send(request);
    return (
      Associations?.find((each) => each.TransitGatewayAttachmentId === TransitGatewayAttachmentId)?.State === state
    );
  });

export const transitGatewayRouteTableAssociation = resource(use, {
  async create(properties, scope) {
    await ec2Of(scope).send(new ec2.AssociateTransitGatewayRouteTableCommand(properties));
    await associationIs('associated', properties, scope);
    return useOf(properties);
  },
  async remove({ properties }, scope) {
    await ec2Of(scope).send(new ec2.DisassociateTransitGatewayRouteTableCommand(properties));
    await associationIs(undefined, properties, scope);
  },
});

export const transitGatewayRouteTablePropagation = resource(use, {
  async create(properties, scope) {
    await ec2Of(scope).send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(properties));
    return useOf(properties);
  },
  async remove({ properties }, scope) {
    await ec2Of(scope).send(new ec2.DisableTransitGatewayRouteTablePropagationCommand(properties));
  },
});

export const transitGatewayRoute = resource(
  z.strictObject({
    TransitGatewayRouteTableId: text,
    DestinationCidrBlock: text,
    TransitGatewayAttachmentId: text.optional(),
    Blackhole: flag.optional(),
  }),
  {
    async create(properties, scope) {
      await ec2Of(scope).send(new ec2.CreateTransitGatewayRouteCommand(properties));
      return { ref: `${properties.TransitGatewayRouteTableId}|${properties.DestinationCidrBlock}`, attributes: {} };
    },
    async remove({ properties: { TransitGatewayRouteTableId, DestinationCidrBlock } }, scope) {
      await ec2Of(scope).send(
        new ec2.DeleteTransitGatewayRouteCommand({ TransitGatewayRouteTableId, DestinationCidrBlock }),
      );
    },
  },
);
