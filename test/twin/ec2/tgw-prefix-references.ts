import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { filtered, paged, required, type FilterTable } from './common';
import { visiblePrefixList } from './prefix-lookups';
import { availableRouteTable, incorrectState, ownRouteTable, resourceTypeOf } from './tgw-lookups';
import { targetOf } from './tgw-route-operations';
import type { PrefixListReference, TransitGatewayRouteTable } from './tgw-types';

const described = (
  world: World,
  table: TransitGatewayRouteTable,
  reference: PrefixListReference,
): ec2.TransitGatewayPrefixListReference => {
  const { prefixListId, attachmentId, state } = reference;
  return {
    TransitGatewayRouteTableId: table.routeTableId,
    PrefixListId: prefixListId,
    PrefixListOwnerId: world.ec2.prefixList(prefixListId)?.ownerId,
    State: state,
    Blackhole: attachmentId === undefined,
    ...(attachmentId !== undefined && {
      TransitGatewayAttachment: {
        TransitGatewayAttachmentId: attachmentId,
        ResourceType: typeOf(world, reference),
        ResourceId: vpcIdOf(world, reference),
      },
    }),
  };
};

const vpcIdOf = (world: World, { attachmentId = '' }: PrefixListReference): string | undefined =>
  world.ec2.transitGatewayAttachments.get(attachmentId)?.vpcId;

const typeOf = (world: World, { attachmentId = '' }: PrefixListReference) => {
  const attachment = world.ec2.transitGatewayAttachments.get(attachmentId);
  return attachment && resourceTypeOf(attachment);
};

const filters = (world: World): FilterTable<PrefixListReference> => ({
  'attachment.resource-id': (reference) => vpcIdOf(world, reference),
  'attachment.resource-type': (reference) => typeOf(world, reference),
  'attachment.transit-gateway-attachment-id': ({ attachmentId }) => attachmentId,
  'is-blackhole': ({ attachmentId }) => attachmentId === undefined,
  'prefix-list-id': ({ prefixListId }) => prefixListId,
  'prefix-list-owner-id': ({ prefixListId }) => world.ec2.prefixList(prefixListId)?.ownerId,
  state: ({ state }) => state,
});

/** A reference that is not changing, or InvalidPrefixListID.NotFound if the table has none. */
function referenceOf(table: TransitGatewayRouteTable, prefixListId: string): PrefixListReference {
  const reference = table.prefixListReferences.get(prefixListId);
  if (!reference)
    throw new AwsError('InvalidPrefixListID.NotFound', `${table.routeTableId} has no reference to ${prefixListId}.`);
  if (reference.state !== 'available')
    throw incorrectState(`The reference of ${table.routeTableId} to ${prefixListId} is ${reference.state}.`);
  return reference;
}

/** Static routes of a TGW route table that follow a prefix list. EC2 API reference: …TransitGatewayPrefixListReference. */
export const tgwPrefixListReferenceOps = (world: World): Ops<typeof ec2> => {
  const tableOf = (call: Call, input: { readonly TransitGatewayRouteTableId: string | undefined }) =>
    availableRouteTable(world, call, required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId'));

  const put = (
    table: TransitGatewayRouteTable,
    prefixListId: string,
    attachmentId: string | undefined,
    state: 'pending' | 'modifying',
  ): PrefixListReference => {
    const reference: PrefixListReference = { prefixListId, attachmentId, state };
    table.prefixListReferences.set(prefixListId, reference);
    world.clock.after(world.times.other, () => (reference.state = 'available'));
    return reference;
  };

  return {
    CreateTransitGatewayPrefixListReference(input, call) {
      const table = tableOf(call, input);
      const { prefixListId } = visiblePrefixList(world, call, required(input.PrefixListId, 'PrefixListId'));
      const attachment = targetOf(world, call, table, input);
      if (table.prefixListReferences.has(prefixListId))
        throw new AwsError('RouteAlreadyExists', `${table.routeTableId} has a reference to ${prefixListId} already.`);
      const reference = put(table, prefixListId, attachment?.attachmentId, 'pending');
      return { TransitGatewayPrefixListReference: described(world, table, reference) };
    },

    ModifyTransitGatewayPrefixListReference(input, call) {
      const table = tableOf(call, input);
      const { prefixListId } = referenceOf(table, required(input.PrefixListId, 'PrefixListId'));
      const attachment = targetOf(world, call, table, input);
      const reference = put(table, prefixListId, attachment?.attachmentId, 'modifying');
      return { TransitGatewayPrefixListReference: described(world, table, reference) };
    },

    DeleteTransitGatewayPrefixListReference(input, call) {
      const table = tableOf(call, input);
      const reference = referenceOf(table, required(input.PrefixListId, 'PrefixListId'));
      reference.state = 'deleting';
      world.clock.after(world.times.other, () => table.prefixListReferences.delete(reference.prefixListId));
      return { TransitGatewayPrefixListReference: described(world, table, reference) };
    },

    GetTransitGatewayPrefixListReferences(input, call) {
      const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
      const table = ownRouteTable(world, call, id);
      const { page, next } = paged(filtered(table.prefixListReferences.values(), input.Filters, filters(world)), input);
      return {
        TransitGatewayPrefixListReferences: page.map((reference) => described(world, table, reference)),
        ...next,
      };
    },
  };
};
