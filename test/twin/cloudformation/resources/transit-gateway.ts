import * as ec2 from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { count, flag, tags, text } from '../fields';
import { resource } from '../resource-type';
import { called, ec2Of, tagged } from './vpc';

const onOff = z.enum(['enable', 'disable']).optional();

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
      await scope.wait(`${id} is available`, async () => {
        const { TransitGateways } = await client.send(
          new ec2.DescribeTransitGatewaysCommand({ TransitGatewayIds: [id] }),
        );
        return TransitGateways?.[0]?.State === 'available';
      });
      return { ref: id, attributes: { Id: id, TransitGatewayArn: TransitGateway?.TransitGatewayArn ?? '' } };
    },
  },
);

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
    await scope.wait(`${id} is available`, async () => {
      const { TransitGatewayRouteTables } = await client.send(
        new ec2.DescribeTransitGatewayRouteTablesCommand({ TransitGatewayRouteTableIds: [id] }),
      );
      return TransitGatewayRouteTables?.[0]?.State === 'available';
    });
    return called('TransitGatewayRouteTableId', id);
  },
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
      await scope.wait(`${id} is available`, async () => {
        const { TransitGatewayVpcAttachments } = await client.send(
          new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: [id] }),
        );
        return TransitGatewayVpcAttachments?.[0]?.State === 'available';
      });
      return called('Id', id);
    },
  },
);

const use = z.strictObject({ TransitGatewayAttachmentId: text, TransitGatewayRouteTableId: text });
const useOf = (properties: z.infer<typeof use>) => ({
  ref: `${properties.TransitGatewayRouteTableId}|${properties.TransitGatewayAttachmentId}`,
  attributes: {},
});

export const transitGatewayRouteTableAssociation = resource(use, {
  async create(properties, scope) {
    const { TransitGatewayAttachmentId, TransitGatewayRouteTableId } = properties;
    const client = ec2Of(scope);
    await client.send(new ec2.AssociateTransitGatewayRouteTableCommand(properties));
    await scope.wait(`${TransitGatewayAttachmentId} is associated`, async () => {
      const { Associations } = await client.send(
        new ec2.GetTransitGatewayRouteTableAssociationsCommand({ TransitGatewayRouteTableId }),
      );
      const ours = Associations?.find((each) => each.TransitGatewayAttachmentId === TransitGatewayAttachmentId);
      return ours?.State === 'associated';
    });
    return useOf(properties);
  },
});

export const transitGatewayRouteTablePropagation = resource(use, {
  async create(properties, scope) {
    await ec2Of(scope).send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(properties));
    return useOf(properties);
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
  },
);
