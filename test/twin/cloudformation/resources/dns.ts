import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  Route53Client,
  UpdateHostedZoneCommentCommand,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import * as z from 'zod';
import * as resolver from '../../../../lib/aws/resolver';
import { difference, text } from '../fields';
import { resource } from '../resource-type';

export const hostedZone = resource(
  z.strictObject({
    Name: text,
    HostedZoneConfig: z.strictObject({ Comment: text.optional() }).optional(),
    VPCs: z.array(z.strictObject({ VPCId: text, VPCRegion: text })).default([]),
  }),
  {
    async create({ Name, HostedZoneConfig, VPCs }, scope) {
      // Route 53 is signed for in one region, wherever the stack is.
      const client = new Route53Client({ ...scope.config, region: 'us-east-1' });
      const [VPC, ...others] = VPCs.map((each) => ({ ...each, VPCRegion: each.VPCRegion as VPCRegion }));
      const { HostedZone, DelegationSet } = await client.send(
        new CreateHostedZoneCommand({ Name, CallerReference: scope.token, HostedZoneConfig, VPC }),
      );
      const id = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
      for (const each of others)
        await client.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: id, VPC: each }));
      const NameServers = DelegationSet?.NameServers;
      return { ref: id, attributes: { Id: id, ...(NameServers ? { NameServers } : {}) } };
    },

    async update({ current: { ref, attributes, properties: before }, properties }, { config }) {
      const client = new Route53Client({ ...config, region: 'us-east-1' });
      const HostedZoneId = ref;
      const { HostedZoneConfig } = properties;
      await client.send(new UpdateHostedZoneCommentCommand({ Id: ref, Comment: HostedZoneConfig?.Comment }));
      const { added, removed } = difference(before.VPCs, properties.VPCs);
      for (const { VPCId, VPCRegion } of added)
        await client.send(
          new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC: { VPCId, VPCRegion: VPCRegion as VPCRegion } }),
        );
      for (const { VPCId, VPCRegion } of removed)
        await client.send(
          new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC: { VPCId, VPCRegion: VPCRegion as VPCRegion } }),
        );
      return { ref, attributes };
    },

    async remove({ ref: Id }, { config }) {
      await new Route53Client({ ...config, region: 'us-east-1' }).send(new DeleteHostedZoneCommand({ Id }));
    },
  },
);

export const resolverEndpoint = resource(
  z.strictObject({
    Name: text.optional(),
    Direction: z.enum(['INBOUND', 'OUTBOUND']),
    SecurityGroupIds: z.array(text),
    IpAddresses: z.array(z.strictObject({ SubnetId: text, Ip: text.optional() })),
  }),
  {
    async create(properties, scope) {
      const client = new resolver.Route53ResolverClient(scope.config);
      const { ResolverEndpoint } = await client.send(
        new resolver.CreateResolverEndpointCommand({ ...properties, CreatorRequestId: scope.token }),
      );
      const { Id: id = '', Arn = '', HostVPCId = '' } = ResolverEndpoint ?? {};
      await scope.wait(`${id} is operational`, async () => {
        const now = await client.send(new resolver.GetResolverEndpointCommand({ ResolverEndpointId: id }));
        return now.ResolverEndpoint?.Status === 'OPERATIONAL';
      });
      const attributes = { ResolverEndpointId: id, Arn, HostVPCId, Direction: properties.Direction };
      return { ref: id, attributes: { ...attributes, IpAddressCount: String(properties.IpAddresses.length) } };
    },
    async remove({ ref: ResolverEndpointId }, scope) {
      const client = new resolver.Route53ResolverClient(scope.config);
      await client.send(new resolver.DeleteResolverEndpointCommand({ ResolverEndpointId }));
      await scope.wait(`${ResolverEndpointId} is deleted`, async () => {
        const { ResolverEndpoints } = await client.send(new resolver.ListResolverEndpointsCommand({}));
        return !ResolverEndpoints?.some(({ Id }) => Id === ResolverEndpointId);
      });
    },
  },
);

export const queryLoggingConfig = resource(z.strictObject({ Name: text.optional(), DestinationArn: text }), {
  async create({ Name, DestinationArn }, scope) {
    const { ResolverQueryLogConfig: made } = await new resolver.Route53ResolverClient(scope.config).send(
      new resolver.CreateResolverQueryLogConfigCommand({
        Name: Name ?? scope.generatedName,
        DestinationArn,
        CreatorRequestId: scope.token,
      }),
    );
    return { ref: made?.Id ?? '', attributes: { Id: made?.Id ?? '', Arn: made?.Arn ?? '' } };
  },
  async remove({ ref: ResolverQueryLogConfigId }, { config }) {
    const client = new resolver.Route53ResolverClient(config);
    await client.send(new resolver.DeleteResolverQueryLogConfigCommand({ ResolverQueryLogConfigId }));
  },
});

export const queryLoggingConfigAssociation = resource(
  z.strictObject({ ResolverQueryLogConfigId: text, ResourceId: text }),
  {
    async create(properties, scope) {
      const client = new resolver.Route53ResolverClient(scope.config);
      const { ResolverQueryLogConfigAssociation: made } = await client.send(
        new resolver.AssociateResolverQueryLogConfigCommand(properties),
      );
      const id = made?.Id ?? '';
      await scope.wait(`${id} is active`, async () => {
        const now = await client.send(
          new resolver.ListResolverQueryLogConfigAssociationsCommand({
            Filters: [{ Name: 'ResourceId', Values: [properties.ResourceId] }],
          }),
        );
        return (
          now.ResolverQueryLogConfigAssociations?.some(({ Id, Status }) => Id === id && Status === 'ACTIVE') ?? false
        );
      });
      return { ref: id, attributes: { Id: id } };
    },
    async remove({ ref, properties }, scope) {
      const client = new resolver.Route53ResolverClient(scope.config);
      await client.send(new resolver.DisassociateResolverQueryLogConfigCommand(properties));
      await scope.wait(`${ref} is gone`, async () => {
        const now = await client.send(
          new resolver.ListResolverQueryLogConfigAssociationsCommand({
            Filters: [{ Name: 'ResourceId', Values: [properties.ResourceId] }],
          }),
        );
        return !now.ResolverQueryLogConfigAssociations?.some(({ Id }) => Id === ref);
      });
    },
  },
);
