import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidValue, list, required, unsupported, type FilterTable } from './common';
import { arnOf, unknownId } from './resources';
import { createRouteTable } from './tgw-route-tables';
import { tagFields, tagsAtCreation } from './tags';
import {
  attachmentsOf,
  endAfter,
  incorrectState,
  listed,
  moveOn,
  ownTransitGateway,
  requireState,
  seesTransitGateway,
} from './tgw-lookups';
import { switchValue } from './tgw-options';
import type { TransitGateway, TransitGatewayOptions } from './tgw-types';

const DEFAULT_ASN = 64512;

/** The two private ranges that AWS allows for its side of a BGP session. */
function asnOf(asn: number | undefined): number {
  const value = asn ?? DEFAULT_ASN;
  if ((value >= 64512 && value <= 65534) || (value >= 4200000000 && value <= 4294967294)) return value;
  throw invalidValue(`Value (${value}) for parameter amazonSideAsn is invalid.`);
}

function initialOptions(input: ec2.TransitGatewayRequestOptions = {}): TransitGatewayOptions {
  unsupported({ TransitGatewayCidrBlocks: input.TransitGatewayCidrBlocks });
  return {
    amazonSideAsn: asnOf(input.AmazonSideAsn),
    autoAcceptSharedAttachments: switchValue(input.AutoAcceptSharedAttachments, 'disable'),
    defaultRouteTableAssociation: switchValue(input.DefaultRouteTableAssociation, 'enable'),
    defaultRouteTablePropagation: switchValue(input.DefaultRouteTablePropagation, 'enable'),
    vpnEcmpSupport: switchValue(input.VpnEcmpSupport, 'enable'),
    dnsSupport: switchValue(input.DnsSupport, 'enable'),
    securityGroupReferencingSupport: switchValue(input.SecurityGroupReferencingSupport, 'disable'),
    multicastSupport: switchValue(input.MulticastSupport, 'disable'),
  };
}

const described = (world: World, call: Call, gateway: TransitGateway): ec2.TransitGateway => {
  const { options } = gateway;
  return {
    TransitGatewayId: gateway.transitGatewayId,
    TransitGatewayArn: gateway.transitGatewayArn,
    State: gateway.state,
    OwnerId: gateway.ownerId,
    Description: gateway.description,
    CreationTime: gateway.creationTime,
    Options: {
      AmazonSideAsn: options.amazonSideAsn,
      AutoAcceptSharedAttachments: options.autoAcceptSharedAttachments,
      DefaultRouteTableAssociation: options.defaultRouteTableAssociation,
      AssociationDefaultRouteTableId: options.associationDefaultRouteTableId,
      DefaultRouteTablePropagation: options.defaultRouteTablePropagation,
      PropagationDefaultRouteTableId: options.propagationDefaultRouteTableId,
      VpnEcmpSupport: options.vpnEcmpSupport,
      DnsSupport: options.dnsSupport,
      SecurityGroupReferencingSupport: options.securityGroupReferencingSupport,
      MulticastSupport: options.multicastSupport,
    },
    ...tagFields(world.ec2.tagsOf(gateway.transitGatewayId, call.accountId)),
  };
};

const filters: FilterTable<TransitGateway> = {
  'options.amazon-side-asn': ({ options }) => options.amazonSideAsn,
  'options.association-default-route-table-id': ({ options }) => options.associationDefaultRouteTableId,
  'options.auto-accept-shared-attachments': ({ options }) => options.autoAcceptSharedAttachments,
  'options.default-route-table-association': ({ options }) => options.defaultRouteTableAssociation,
  'options.default-route-table-propagation': ({ options }) => options.defaultRouteTablePropagation,
  'options.dns-support': ({ options }) => options.dnsSupport,
  'options.propagation-default-route-table-id': ({ options }) => options.propagationDefaultRouteTableId,
  'options.vpn-ecmp-support': ({ options }) => options.vpnEcmpSupport,
  'owner-id': ({ ownerId }) => ownerId,
  state: ({ state }) => state,
  'transit-gateway-id': ({ transitGatewayId }) => transitGatewayId,
};

export const transitGatewayOps = (world: World): Ops<typeof ec2> => ({
  CreateTransitGateway(input, call) {
    const options = initialOptions(input.Options);
    const tags = tagsAtCreation(input.TagSpecifications, 'transit-gateway');
    requireRoom(world, call);
    const transitGatewayId = world.ids.ec2('tgw');
    const owner = { ownerId: call.accountId, region: call.region };
    const gateway: TransitGateway = {
      ...owner,
      transitGatewayId,
      transitGatewayArn: arnOf('transit-gateway', owner, transitGatewayId),
      creationTime: world.clock.now(),
      description: input.Description ?? '',
      state: 'pending',
      options,
      heldCidrs: new Map(),
    };
    world.ec2.transitGateways.set(transitGatewayId, gateway);
    world.ec2.setTags(transitGatewayId, call.accountId, tags);
    provideDefaultTable(world, gateway);
    moveOn(world, gateway, world.times.other, () => (gateway.state = 'available'));
    return { TransitGateway: described(world, call, gateway) };
  },

  ModifyTransitGateway(input, call) {
    const gateway = ownTransitGateway(world, call, required(input.TransitGatewayId, 'TransitGatewayId'));
    requireState(gateway, gateway.transitGatewayId, 'available');
    const options = changedOptions(world, gateway, input.Options ?? {});
    gateway.description = input.Description ?? gateway.description;
    gateway.options = options;
    provideDefaultTable(world, gateway);
    if (input.Options?.SecurityGroupReferencingSupport === 'disable') switchOffReferencing(world, gateway);
    gateway.state = 'modifying';
    moveOn(world, gateway, world.times.other, () => (gateway.state = 'available'));
    return { TransitGateway: described(world, call, gateway) };
  },

  DeleteTransitGateway(input, call) {
    const gateway = ownTransitGateway(world, call, required(input.TransitGatewayId, 'TransitGatewayId'));
    requireState(gateway, gateway.transitGatewayId, 'available');
    const attachments = attachmentsOf(world, gateway.transitGatewayId).map(({ attachmentId }) => attachmentId);
    if (attachments.length > 0)
      throw incorrectState(
        `${gateway.transitGatewayId} has non-deleted Transit Gateway Attachments: ${attachments.join(', ')}.`,
      );
    gateway.state = 'deleting';
    endAfter(world, gateway, 'deleted');
    for (const table of world.ec2.transitGatewayRouteTables.values())
      if (table.transitGatewayId === gateway.transitGatewayId && table.state !== 'deleted') {
        table.state = 'deleting';
        endAfter(world, table, 'deleted');
      }
    return { TransitGateway: described(world, call, gateway) };
  },

  DescribeTransitGateways(input, call) {
    const { page, next } = list(input, input.TransitGatewayIds, {
      visible: [...world.ec2.transitGateways.values()].filter((gateway) => seesTransitGateway(world, call, gateway)),
      idOf: ({ transitGatewayId }) => transitGatewayId,
      unknown: (id) => unknownId('transit-gateway', id),
      filters,
      tagsOf: ({ transitGatewayId }) => world.ec2.tagsOf(transitGatewayId, call.accountId),
    });
    return { TransitGateways: page.map((gateway) => described(world, call, gateway)), ...next };
  },
});

/** Switched off on the transit gateway means off on all its attachments (AWS docs: Transit Gateways). */
function switchOffReferencing(world: World, { transitGatewayId }: TransitGateway): void {
  for (const { options } of attachmentsOf(world, transitGatewayId)) options.securityGroupReferencingSupport = 'disable';
}

function requireRoom(world: World, { accountId, region }: Call): void {
  const held = [...world.ec2.transitGateways.values()].filter(
    (gateway) =>
      gateway.ownerId === accountId &&
      gateway.region === region &&
      gateway.state !== 'deleted' &&
      listed(world, gateway),
  );
  if (held.length >= world.ec2.quotas.transitGatewaysPerRegion)
    throw new AwsError('TransitGatewayLimitExceeded', 'The maximum number of transit gateways has been reached.');
}

/** With a default switched on there is one table that serves for both; with both off there is none (AWS docs: Transit Gateways). */
function provideDefaultTable(world: World, gateway: TransitGateway): void {
  const { options } = gateway;
  const associates = options.defaultRouteTableAssociation === 'enable';
  const propagates = options.defaultRouteTablePropagation === 'enable';
  if (!associates) options.associationDefaultRouteTableId = undefined;
  if (!propagates) options.propagationDefaultRouteTableId = undefined;
  if (!associates && !propagates) return;
  const known = options.associationDefaultRouteTableId ?? options.propagationDefaultRouteTableId;
  const routeTableId = known ?? createRouteTable(world, gateway).routeTableId;
  if (associates) options.associationDefaultRouteTableId ??= routeTableId;
  if (propagates) options.propagationDefaultRouteTableId ??= routeTableId;
}

function changedOptions(
  world: World,
  gateway: TransitGateway,
  input: ec2.ModifyTransitGatewayOptions,
): TransitGatewayOptions {
  unsupported({
    AddTransitGatewayCidrBlocks: input.AddTransitGatewayCidrBlocks,
    RemoveTransitGatewayCidrBlocks: input.RemoveTransitGatewayCidrBlocks,
    EncryptionSupport: input.EncryptionSupport,
  });
  const { options } = gateway;
  return {
    ...options,
    amazonSideAsn: asnOf(input.AmazonSideAsn ?? options.amazonSideAsn),
    autoAcceptSharedAttachments: switchValue(input.AutoAcceptSharedAttachments, options.autoAcceptSharedAttachments),
    defaultRouteTableAssociation: switchValue(input.DefaultRouteTableAssociation, options.defaultRouteTableAssociation),
    defaultRouteTablePropagation: switchValue(input.DefaultRouteTablePropagation, options.defaultRouteTablePropagation),
    vpnEcmpSupport: switchValue(input.VpnEcmpSupport, options.vpnEcmpSupport),
    dnsSupport: switchValue(input.DnsSupport, options.dnsSupport),
    securityGroupReferencingSupport: switchValue(
      input.SecurityGroupReferencingSupport,
      options.securityGroupReferencingSupport,
    ),
    associationDefaultRouteTableId:
      defaultTable(world, gateway, input.AssociationDefaultRouteTableId) ?? options.associationDefaultRouteTableId,
    propagationDefaultRouteTableId:
      defaultTable(world, gateway, input.PropagationDefaultRouteTableId) ?? options.propagationDefaultRouteTableId,
  };
}

function defaultTable(world: World, gateway: TransitGateway, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const table = world.ec2.transitGatewayRouteTables.get(id);
  if (table?.transitGatewayId !== gateway.transitGatewayId || table.state !== 'available')
    throw unknownId('transit-gateway-route-table', id);
  return id;
}
